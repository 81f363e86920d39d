-- as agency_guard
-- Seals: every few seconds the commits of all transactions that are over become a block; blocks are chained by SHA-256, and each digest goes to a place
-- outside the database. A block holds every commit whose transaction id lies below the horizon (the oldest transaction still running) and not below the
-- block before it; such a set cannot grow any more. Nothing of this is in the path of a write. Here too is each commit's commit time, which "as of" asks for.

create table history.blocks (
  id bigint primary key check (id > 0),
  upto bigint not null unique,
  commits int not null,
  changes bigint not null,
  root bytea not null,
  previous bytea,
  digest bytea not null,
  sealed_at timestamptz not null default clock_timestamp()
);

-- committed_at: PostgreSQL's commit timestamp, never before the transaction began. leaves: the first 8 bytes of each change's digest, in order of seq.
create table history.sealed (
  commit_id bigint primary key,
  block_id bigint not null,
  at timestamptz not null,
  committed_at timestamptz not null,
  changes int not null,
  digest bytea not null,
  leaves bytea not null
);
create index sealed_by_time on history.sealed (committed_at, commit_id);
create index sealed_long on history.sealed (committed_at) where committed_at - at > interval '1 minute';

-- Which commits touched a table.
create table history.touched (
  table_id int not null,
  commit_id bigint not null,
  primary key (table_id, commit_id)
);

do $$
declare t text;
begin
  foreach t in array array['history.blocks', 'history.sealed', 'history.touched'] loop
    execute format('create trigger append_only before update or delete or truncate on %s for each statement execute function history.refuse()', t);
    execute format('alter table %s enable always trigger append_only', t);
  end loop;
end $$;

create function history.change_digest(c history.changes) returns bytea
language sql immutable parallel safe as $$
  select pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.concat_ws('|', c.seq, extract(epoch from c.at), c.commit_id, c.table_id, c.row_key, c.action, c.image::text), 'UTF8'))
$$;

create function history.commit_digest(c history.commits, p_committed_at timestamptz, p_changes bytea) returns bytea
language sql stable parallel safe set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
  select sha256(convert_to(to_jsonb(c)::text || '|' || extract(epoch from p_committed_at), 'UTF8') || p_changes)
$$;

create function history.block_digest(b history.blocks) returns bytea
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(concat_ws('|', b.id, b.upto, b.commits, b.changes), 'UTF8') || b.root || coalesce(b.previous, ''))
$$;

-- When the transaction committed: from its seal, or PostgreSQL's own word while it is younger than that.
create function history.commit_time(p_commit bigint, p_at timestamptz) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select s.committed_at from history.sealed s where s.commit_id = p_commit),
    greatest(p_at, case when current_setting('track_commit_timestamp')::boolean then pg_xact_commit_timestamp((p_commit & 4294967295)::text::xid) end))
$$;
grant execute on function history.commit_time(bigint, timestamptz) to agency_app, agency_reader;

-- Seals what can be sealed, and answers the number of the new block; null where there was nothing, or somebody else is sealing. Safe to call at any time.
create function history.seal() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' set jit = off as $$
declare
  v_horizon bigint := (history.commit_id_of(pg_snapshot_xmin(pg_current_snapshot())));
  v_last history.blocks;
  v_new history.blocks;
  v_from timestamptz;
  v_to timestamptz;
begin
  if not pg_try_advisory_xact_lock(hashtext('history.seal')) then
    return null;
  end if;
  select * into v_last from history.blocks b order by b.id desc limit 1;
  select min(c.at), max(c.at) into v_from, v_to from history.commits c where c.id >= coalesce(v_last.upto, 0) and c.id < v_horizon;
  if v_from is null then
    return null;
  end if;
  v_new.id := coalesce(v_last.id, 0) + 1;
  v_new.upto := v_horizon;
  v_new.previous := v_last.digest;

  insert into history.sealed (commit_id, block_id, at, committed_at, changes, digest, leaves)
    select c.id, v_new.id, c.at, t.committed_at, coalesce(ch.n, 0), history.commit_digest(c, t.committed_at, coalesce(ch.digests, '')), coalesce(ch.leaves, '')
      from history.commits c
      left join (
        select d.commit_id, count(*) as n, string_agg(history.change_digest(d), '' order by d.seq) as digests, string_agg(substr(history.change_digest(d), 1, 8), '' order by d.seq) as leaves
          from history.changes d where d.commit_id >= coalesce(v_last.upto, 0) and d.commit_id < v_horizon and d.at between v_from and v_to
         group by d.commit_id) ch on ch.commit_id = c.id
      cross join lateral (select coalesce(history.commit_time(c.id, c.at), clock_timestamp()) as committed_at) t
     where c.id >= coalesce(v_last.upto, 0) and c.id < v_horizon;
  insert into history.touched (table_id, commit_id)
    select distinct d.table_id, d.commit_id from history.changes d where d.commit_id >= coalesce(v_last.upto, 0) and d.commit_id < v_horizon and d.at between v_from and v_to;

  select count(*), sum(s.changes), sha256(string_agg(s.digest, '' order by s.commit_id)) into v_new.commits, v_new.changes, v_new.root from history.sealed s where s.block_id = v_new.id;
  v_new.digest := history.block_digest(v_new);
  insert into history.blocks (id, upto, commits, changes, root, previous, digest)
  values (v_new.id, v_new.upto, v_new.commits, v_new.changes, v_new.root, v_new.previous, v_new.digest);
  perform history.add_months();
  return v_new.id;
end $$;
grant execute on function history.seal() to agency_app;
