-- as agency_guard
-- Verifying: recomputes what was sealed from what is there now, and compares the live tables with their last change. A finding names a row.

-- severity: tampered, note, or counted (then number says how many of what were looked at).
create type history.finding as (severity text, what text, block_id bigint, commit_id bigint, seq bigint, table_name text, row_id text, number bigint);

-- What is wrong with a commit whose seal does not fit: its changes against the leaves, then the commit itself. block_id is the block it belongs to.
create function history.explain(p_commit bigint, p_block bigint) returns setof history.finding
language plpgsql stable set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  c history.commits;
  s history.sealed;
  v_now bytea[];
  v_sealed bytea[];
begin
  select * into s from history.sealed x where x.commit_id = p_commit;
  select * into c from history.commits x where x.id = p_commit;
  if s.commit_id is null then
    return next ('tampered', case when c.id is null then 'This change belongs to no commit' else 'This commit was put in after its block was sealed, or its seal was removed' end,
                 p_block, p_commit, (select min(d.seq) from history.changes d where d.commit_id = p_commit), null, null, null)::history.finding;
    return;
  elsif c.id is null then
    return next ('tampered', 'This commit is missing', p_block, p_commit, null, null, null, null)::history.finding;
  end if;
  select coalesce(array_agg(substr(history.change_digest(d, p.columns, p.digest), 1, 8) order by d.seq), '{}') into v_now
    from history.changes d left join history.personal p on p.seq = d.seq where d.commit_id = p_commit;
  v_sealed := array(select substr(s.leaves, 8 * n + 1, 8) from generate_series(0, length(s.leaves) / 8 - 1) n);

  return query
    select 'tampered', case
             when d.at <> c.at then 'This change was moved to another time'
             when substr(history.change_digest(d, p.columns, p.digest), 1, 8) = any (v_sealed) then 'A personal value of this change is not as it was sealed'
             when cardinality(v_now) > cardinality(v_sealed) then 'This change was put in, or is not as it was sealed'
             else 'This change is not as it was sealed' end,
           p_block, p_commit, d.seq, g.table_name, history.row_id(d.image, g.key_columns), null::bigint
      from history.changes d left join history.personal p on p.seq = d.seq left join guard.protected g on g.id = d.table_id
     where d.commit_id = p_commit
       and (d.at <> c.at or substr(history.change_digest(d, p.columns, p.digest), 1, 8) <> all (v_sealed)
         or p.salt is not null and p.digest <> history.personal_digest(p.salt, p.columns, d.image))
     order by d.seq limit 20;
  if cardinality(v_now) < cardinality(v_sealed) then
    return query
      select 'tampered', format('Change %s of %s of this commit is missing', n, cardinality(v_sealed)), p_block, p_commit, null::bigint, null, null, null::bigint
        from generate_subscripts(v_sealed, 1) n where v_sealed[n] <> all (v_now) limit 20;
  end if;
  if s.salt is not null and s.personal <> history.commit_personal(s.salt, c) then
    return next ('tampered', 'The actor, detail or reason of this commit is not as it was sealed', p_block, p_commit, null, null, null, null)::history.finding;
  elsif not found then
    return next ('tampered', 'This commit, or its commit time, is not as it was sealed; or its seal was edited', p_block, p_commit, null, null, null, null)::history.finding;
  end if;
end $$;

-- The blocks themselves: numbers, order, links and digests.
create function history.verify_chain(p_from bigint, p_to bigint) returns setof history.finding
language sql stable set search_path = pg_catalog, pg_temp as $$
  select 'tampered', x.what, x.id, null::bigint, null::bigint, null::text, null::text, null::bigint
    from (
      select b.id, case
          when b.digest <> history.block_digest(b) then 'The digest of this block does not fit it'
          when b.id <> coalesce(lag(b.id) over chain, p_from - 1) + 1 then format('The block before this one is missing (the last one is %s)', coalesce(lag(b.id) over chain, p_from - 1))
          when b.previous is distinct from case when b.id = p_from then (select e.digest from history.blocks e where e.id = b.id - 1) else lag(b.digest) over chain end then 'This block does not follow from the block before it'
          when b.upto <= lag(b.upto) over chain then 'This block ends before it begins' end as what
        from history.blocks b where b.id >= p_from and b.id <= p_to window chain as (order by b.id)) x
   where x.what is not null
   order by x.id limit 100
$$;

-- Blocks p_first to p_last against commits and changes from p_low on.
create function history.verify_blocks(p_first bigint, p_last bigint, p_low bigint, p_high bigint) returns setof history.finding
language plpgsql stable set search_path = pg_catalog, pg_temp set timezone = 'UTC' set jit = off set plan_cache_mode = force_custom_plan as $$
declare
  v_from timestamptz;
  v_to timestamptz;
begin
  select min(x.at), max(x.at) into v_from, v_to from (
    select s.at from history.sealed s where s.commit_id >= p_low and s.commit_id < p_high
    union all select c.at from history.commits c where c.id >= p_low and c.id < p_high) x;

  return query
    select e.* from (
      select coalesce(s.commit_id, c.id, ch.commit_id) as id
        from (select * from history.commits c where c.id >= p_low and c.id < p_high) c
        full join (
          select d.commit_id, count(*) as n, bool_and(d.intact) as intact, min(d.at) as first_at, max(d.at) as last_at,
                 string_agg(d.digest, '') as digests, string_agg(substr(d.digest, 1, 8), '') as leaves from (
            select d.commit_id, d.at, history.change_digest(d, p.columns, p.digest) as digest,
                   p.salt is null or p.digest = history.personal_digest(p.salt, p.columns, d.image) as intact
              from history.changes d left join history.personal p on p.seq = d.seq
             where d.commit_id >= p_low and d.commit_id < p_high and d.at between v_from and v_to
             order by d.commit_id, d.seq) d
           group by d.commit_id) ch on ch.commit_id = c.id
        full join (select * from history.sealed s where s.commit_id >= p_low and s.commit_id < p_high) s on s.commit_id = coalesce(c.id, ch.commit_id)
       where s.commit_id is null or c.id is null
          or s.digest <> history.commit_digest(c, s.committed_at, s.personal, coalesce(ch.digests, ''))
          or s.leaves <> coalesce(ch.leaves, '') or s.changes <> coalesce(ch.n, 0) or s.at <> c.at or not coalesce(ch.intact and ch.first_at = c.at and ch.last_at = c.at, true)
          or s.salt is not null and s.personal <> history.commit_personal(s.salt, c)
       order by 1 limit 20) wrong
     cross join lateral history.explain(wrong.id, (select min(b.id) from history.blocks b where b.upto > wrong.id)) e;

  return query
    select 'tampered', 'The seals of this block are not as they were', b.id, null::bigint, null::bigint, null::text, null::text, null::bigint
      from history.blocks b
      left join (select s.block_id, count(*) as commits, sum(s.changes) as changes, min(s.commit_id) as first, max(s.commit_id) as last, sha256(string_agg(s.digest, '' order by s.commit_id)) as root
                   from history.sealed s where s.commit_id >= p_low and s.commit_id < p_high group by 1) s on s.block_id = b.id
     where b.id between p_first and p_last and (s.root is null or s.root <> b.root or s.commits <> b.commits or s.changes <> b.changes or s.last >= b.upto)
     order by b.id limit 20;

  return query
    select 'tampered', 'The list of commits that touched this table is not as it was', null::bigint, coalesce(t.commit_id, d.commit_id), null::bigint, g.table_name, null::text, null::bigint
      from (select * from history.touched t where t.commit_id >= p_low and t.commit_id < p_high) t
      full join (select distinct d.table_id, d.commit_id from history.changes d where d.commit_id >= p_low and d.commit_id < p_high and d.at between v_from and v_to) d
        on (d.table_id, d.commit_id) = (t.table_id, t.commit_id)
      left join guard.protected g on g.id = coalesce(t.table_id, d.table_id)
     where t.table_id is null or d.table_id is null limit 20;

  return query
    select 'tampered', format('This commit is sealed with %s as its commit time; PostgreSQL says %s', s.committed_at, history.postgres_commit_time(s.commit_id)), s.block_id, s.commit_id, null::bigint, null::text, null::text, null::bigint
      from history.sealed s where s.commit_id >= greatest(p_low, history.unused_commit_id() - 100000) and s.commit_id < p_high and s.committed_at < history.postgres_commit_time(s.commit_id) limit 20;
end $$;

-- What belongs to no block: not sealed yet, or nobody's.
create function history.verify_rest(p_high bigint) returns setof history.finding
language plpgsql stable set search_path = pg_catalog, pg_temp set timezone = 'UTC' set jit = off as $$
begin
  return query
    select 'tampered', 'No transaction can have made this commit: its number has not been reached', null::bigint, c.id, null::bigint, null::text, null::text, null::bigint
      from history.commits c where c.id >= history.unused_commit_id() order by c.id limit 20;
  return query
    select 'tampered', case when d.commit_id < p_high then 'This change lies outside every sealed commit' when c.id is null then 'This change belongs to no commit' else 'This change has another time than its commit' end,
           null::bigint, d.commit_id, d.seq, g.table_name, history.row_id(d.image, g.key_columns), null::bigint
      from history.changes d left join history.commits c on c.id = d.commit_id left join guard.protected g on g.id = d.table_id
     where c.id is null or c.at <> d.at order by d.seq limit 20;
  return query
    select 'tampered', 'Changes of a table that is not on the list of protected tables', null::bigint, min(t.commit_id), null::bigint, t.table_id::text, null::text, null::bigint
      from history.touched t where not exists (select from guard.protected g where g.id = t.table_id) group by t.table_id;
  return query
    select 'tampered', 'A personal digest of a change that is not there', null::bigint, null::bigint, p.seq, null::text, null::text, null::bigint
      from history.personal p where not exists (select from history.changes d where d.seq = p.seq) limit 20;
  return query
    select 'note', 'commits are not sealed yet', null::bigint, min(c.id), null::bigint, null::text, null::text, count(*) from history.commits c where c.id >= p_high having count(*) > 0;
end $$;

-- The values are typed as the table has them now, so that columns added or dropped since, and what a session had set, make no difference.
create function history.same_row(p_live anyelement, p_image jsonb) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return to_jsonb(p_live) = to_jsonb(jsonb_populate_record(p_live, p_image));
exception when data_exception or integrity_constraint_violation then
  -- A value that no longer fits its column is not the row's.
  return false;
end $$;

-- A table's live rows against the last change of each.
create function history.verify_table(p guard.protected) returns setof history.finding
language plpgsql stable set search_path = pg_catalog, pg_temp set timezone = 'UTC' set jit = off set extra_float_digits = 1 set bytea_output = 'hex' set intervalstyle = 'postgres' as $$
declare
  v_id text := case when cardinality(p.key_columns) = 1 then format('(to_jsonb(t) ->> %L)', p.key_columns[1]) else format('history.row_id(to_jsonb(t), %L)', p.key_columns) end;
begin
  return query execute format($sql$
    with newest as (select c.row_key, max(c.seq) as seq from history.changes c where c.table_id = $1 group by 1),
         last as (select c.* from history.changes c join newest n on n.row_key = c.row_key and n.seq = c.seq where c.table_id = $1),
         live as (select hashtextextended(%2$s, $1) as row_key, %2$s as row_id, t as row, to_jsonb(t) as image from %1$s t)
    select 'tampered', case when l.row_id is null then 'This row is gone, and history does not say so' when e.seq is null then 'History does not know this row'
                            when e.action = 'D' then 'History says that this row is gone' else 'This row is not as its last change left it' end,
           null::bigint, coalesce(e.commit_id, h.commit_id), coalesce(e.seq, h.seq), $3, coalesce(l.row_id, history.row_id(h.image, $2)), null::bigint
      from last h full join live l on l.row_key = h.row_key
      left join lateral (select x.* from history.changes x where x.row_key = l.row_key and x.table_id = $1 and history.row_id(x.image, $2) = l.row_id order by x.seq desc limit 1) e
             on l.image is distinct from h.image or h.action = 'D'
     where case when l.row_id is null then h.action <> 'D' and not exists (select from %1$s t where %3$s)
                when h.action <> 'D' and l.image = h.image then false
                else e.seq is null or e.action = 'D' or not history.same_row(l.row, e.image) end
     limit 20$sql$, p.table_name, v_id, guard.key_match(p, 't', 'history.row_id(h.image, $2)')) using p.id, p.key_columns, p.table_name;
  return query execute format('select ''counted'', ''rows'', null::bigint, null::bigint, null::bigint, $1, null::text, count(*) from %s', p.table_name) using p.table_name;
end $$;

-- Recomputes blocks p_from to p_to (all there are) from what is there now, walks the chain, and, where p_to is null, looks at what no block holds and compares every
-- protected table with history. Answers findings, the first ones of each kind; only notes and counts where nothing was touched. Writes nothing, takes no lock that
-- a write waits for. What only the digests outside the database can show (a chain rewritten as a whole, its last blocks cut off), the console's verify compares.
create function history.verify(p_from bigint default 1, p_to bigint default null) returns setof history.finding
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' set jit = off set work_mem = '64MB' as $$
declare
  v_low bigint := coalesce((select max(b.upto) from history.blocks b where b.id < p_from), 0);
  v_end bigint := (select max(b.id) from history.blocks b where p_to is null or b.id <= p_to);
  v_first bigint := p_from;
  v_batch record;
  v_table guard.protected;
  v_counts bigint[] := '{0,0,0}';
begin
  if history.restored() is not null then
    return next ('tampered', history.restored(), null, null, null, null, null, null)::history.finding;
  end if;
  return query select * from history.verify_chain(p_from, coalesce(v_end, 0));
  loop
    select max(w.id) as last, max(w.upto) as high, count(*) as blocks, sum(w.commits) as commits, sum(w.changes) as changes into v_batch from (
      select b.*, sum(b.changes + b.commits) over (order by b.id) - b.changes - b.commits as before from (
        select * from history.blocks b where b.id >= v_first and b.id <= v_end order by b.id limit 5000) b) w where w.before < 200000;
    exit when v_batch.last is null;
    return query select * from history.verify_blocks(v_first, v_batch.last, v_low, v_batch.high);
    v_counts := array[v_counts[1] + v_batch.blocks, v_counts[2] + v_batch.commits, v_counts[3] + v_batch.changes];
    v_first := v_batch.last + 1;
    v_low := greatest(v_low, v_batch.high);
  end loop;
  if p_to is null then
    return query select * from history.verify_rest(v_low);
    return query select * from history.verify_erasures();
    for v_table in select * from guard.protected g where g.unprotected_at is null order by g.table_name loop
      return query select * from history.verify_table(v_table);
    end loop;
  end if;
  return query select 'counted', x.what, null::bigint, null::bigint, null::bigint, null::text, null::text, v_counts[x.n] from (values (1, 'blocks'), (2, 'commits'), (3, 'changes')) x (n, what);
end $$;
grant execute on function history.verify(bigint, bigint) to agency_app, agency_reader;
