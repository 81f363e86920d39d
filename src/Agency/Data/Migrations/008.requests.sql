-- as agency_guard
-- Requests over any protected table, with a key of any type and of several columns (004 has their states and rules).

-- As 004 says; history now knows a grant's changes by its row key.
create or replace function guard.holds_role(p_person uuid, p_role text, p_since timestamptz default null, p_not_from uuid default null) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from agency.people p join agency.role_grants g on g.person_id = p.id
     where p.id = p_person and p.status = 'active' and p.deleted_at is null and g.deleted_at is null and g.role = p_role
       and now() >= g.valid_from and (g.valid_until is null or now() < g.valid_until)
       and (p_since is null or not exists (select from history.changes h where h.row_key = history.row_key_of('agency.role_grants', g.id::text) and h.at > p_since))
       and (p_not_from is null or g.granted_by is distinct from p_not_from))
$$;

-- What a plan is, once it is large: its rows are complete when its request is written, and the request's row count and hash say which they are. because is a
-- conflict the planner found with this row; such a plan can be looked at, not submitted.
alter table guard.plan_rows drop constraint plan_rows_request_id_fkey, drop constraint plan_rows_table_name_fkey, drop constraint plan_rows_request_id_table_name_row_id_key;
alter table guard.plan_rows add because text;

drop trigger planned_at_once on guard.plan_rows;
create or replace function guard.refuse_more_rows() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
begin
  if exists (select from guard.requests q where q.id in (select a.request_id from added a)) then
    raise exception using errcode = 'AG001', message = 'A request cannot be changed: plan a new one';
  end if;
  return null;
end $$;
create trigger planned_at_once after insert on guard.plan_rows referencing new table as added for each statement execute function guard.refuse_more_rows();
alter table guard.plan_rows enable always trigger planned_at_once;

-- Stable and without settings of its own, so that it costs nothing but its SHA-256.
create or replace function guard.row_hash(p_row jsonb) returns bytea
language sql stable parallel safe as $$ select pg_catalog.sha256(pg_catalog.convert_to(p_row::pg_catalog.text, 'UTF8')) $$;

-- updated_at follows every change, unless the change says what it is: guard writes what was planned, to the letter.
create or replace function agency.touch() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.updated_at is not distinct from old.updated_at and current_user <> 'agency_guard' then
    new.updated_at := now();
  end if;
  return new;
end $$;

create function guard.has_touch(p guard.protected) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as
$$ select exists (select from pg_trigger t where t.tgrelid = p.relid and t.tgfoid = 'agency.touch()'::regprocedure and guard.has_column(p.relid, 'updated_at')) $$;

create function guard.is_large(p_request uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as
$$ select exists (select from guard.plan_rows p where p.request_id = p_request and p.seq > 2000) $$;

-- The planned rows that are not as they were seen; of those with these numbers, or of all. Draws no conclusion from statistics: a large plan is never looped over.
drop function guard.differences(uuid, boolean);
create function guard.differences(p_request uuid, p_seqs int[] default null) returns table (seq int, table_name text, row_id text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres'
set enable_nestloop = on set jit = off as $$
declare t guard.protected;
begin
  perform set_config('enable_nestloop', (p_seqs is not null or not guard.is_large(p_request))::text, true);
  for t in select * from guard.protected g where g.table_name in (select p.table_name from guard.plan_rows p where p.request_id = p_request and (p_seqs is null or p.seq = any (p_seqs))) order by g.table_name loop
    return query execute format(
      'select p.seq, p.table_name, p.row_id from guard.plan_rows p left join %s t on %s
        where p.request_id = $1 and p.table_name = $2 and ($3 is null or p.seq = any ($3))
          and case when p.expected_hash is null then t.%3$I is not null else t.%3$I is null or guard.row_hash(to_jsonb(t)) <> p.expected_hash end
        order by p.seq', t.table_name, guard.key_match(t, 't', 'p.row_id'), t.key_columns[1])
      using p_request, t.table_name, p_seqs;
  end loop;
end $$;
grant execute on function guard.differences(uuid, int[]) to agency_app;

-- Locks the planned rows, in key order, and compares each under its lock; false where one is not as it was seen.
create function guard.lock_rows(p_request uuid) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t guard.protected;
  v_planned bigint;
  v_same bigint;
  v_there boolean;
begin
  for t in select * from guard.protected g where g.table_name in (select p.table_name from guard.plan_rows p where p.request_id = p_request) order by g.table_name loop
    select count(*) into v_planned from guard.plan_rows p where p.request_id = p_request and p.table_name = t.table_name and p.action <> 'insert';
    execute format(
      'select count(*) filter (where locked.same) from (select guard.row_hash(to_jsonb(t)) = p.expected_hash as same from %s t join guard.plan_rows p on %s
         where p.request_id = $1 and p.table_name = $2 and p.action <> ''insert'' order by %s for update of t) locked',
      t.table_name, guard.key_match(t, 't', 'p.row_id'), (select string_agg(format('t.%I', k), ', ') from unnest(t.key_columns) k))
      into v_same using p_request, t.table_name;
    execute format('select exists (select from guard.plan_rows p join %s t on %s where p.request_id = $1 and p.table_name = $2 and p.action = ''insert'')',
      t.table_name, guard.key_match(t, 't', 'p.row_id')) into v_there using p_request, t.table_name;
    if v_same <> v_planned or v_there then
      return false;
    end if;
  end loop;
  return true;
end $$;

-- Operations that do more than change rows: the function gets the request, runs inside guard.apply, and is guard's or history's own. Their plans may be empty.
create table guard.operations (
  operation text primary key,
  carried_out_by regproc not null
);

-- A foreign key that refers to a primary key, its columns in the order of that key.
create view guard.foreign_keys as
  select k.oid, k.conname::text as name, k.conrelid as child, k.confrelid as parent, k.condeferrable as waits,
         array_agg(ca.attname::text order by pk.n) as child_columns, array_agg(pa.attname::text order by pk.n) as parent_columns,
         array_agg(format_type(pa.atttypid, pa.atttypmod) order by pk.n) as key_types,
         guard.has_column(k.conrelid, 'deleted_at') and guard.has_column(k.confrelid, 'deleted_at') as both_have_trash
    from pg_constraint k
    join pg_index i on i.indrelid = k.confrelid and i.indisprimary
   cross join lateral unnest(i.indkey[:i.indnkeyatts - 1]) with ordinality pk (attnum, n)
    join pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = k.conkey[array_position(k.confkey, pk.attnum)]
    join pg_attribute pa on pa.attrelid = k.confrelid and pa.attnum = pk.attnum
   where k.contype = 'f' and k.conparentid = 0
   group by k.oid, k.conname, k.conrelid, k.confrelid, k.condeferrable, k.conkey
  having count(*) = cardinality(k.conkey);

-- SQL for the id that these columns of an image make; null where one of them is.
create function guard.row_id_in(p_image text, p_columns text[]) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when cardinality(p_columns) = 1 then format('(%s ->> %L)', p_image, p_columns[1])
              else (select format('(case when not (%s) then jsonb_build_array(%s)::text end)', string_agg(format('%s ->> %L is null', p_image, c), ' or '), string_agg(format('%s -> %L', p_image, c), ', ' order by n))
                      from unnest(p_columns) with ordinality u (c, n)) end
$$;

-- SQL that is true where these columns of the alias hold the key that the expression says.
create function guard.match(p_columns text[], p_types text[], p_alias text, p_row_id text) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare p guard.protected;
begin
  p.key_columns := p_columns;
  p.key_types := p_types;
  return guard.key_match(p, p_alias, p_row_id);
end $$;

create function guard.label(p_image jsonb, p_row_id text) returns text
language sql immutable parallel safe as
$$ select coalesce(p_image ->> 'stage_name', p_image ->> 'title', p_image ->> 'trade_name', p_image ->> 'display_name', p_image ->> 'name', p_row_id) $$;

-- The tables of a plan, parents before children: rank 0 refers to none of the others. AG009 where they refer to one another in a circle that cannot wait until the end.
create function guard.ranks(p_request uuid) returns table (table_name text, rank int)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_left oid[] := array(select distinct g.relid from guard.protected g join guard.plan_rows p on p.table_name = g.table_name where p.request_id = p_request);
  v_next oid[];
begin
  rank := 0;
  while cardinality(v_left) > 0 loop
    v_next := array(select l from unnest(v_left) l where not exists (select from guard.foreign_keys k where k.child = l and k.parent <> l and k.parent = any (v_left) and not k.waits));
    if cardinality(v_next) = 0 then
      raise exception using errcode = 'AG009', message = format('These tables refer to one another in a circle, so no order of writing them is right: %s',
        (select string_agg(l::regclass::text, ', ') from unnest(v_left) l));
    end if;
    for table_name in select g.table_name from guard.protected g where g.relid = any (v_next) loop
      return next;
    end loop;
    v_left := array(select l from unnest(v_left) l where l <> all (v_next));
    rank := rank + 1;
  end loop;
end $$;

-- Planned children whose parent is gone or in the trash once the plan is applied.
create function guard.lacking_parents(p_request uuid, t guard.protected) returns table (row_id text, label text, because text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare k record;
begin
  for k in select f.*, f.parent::regclass::text as parent_name from guard.foreign_keys f where f.child = t.relid order by f.name loop
    return query execute format($sql$
      select n.row_id, guard.label(n.image, n.row_id), format('lost its %%s, which is %%s', $3, case when n.gone then 'gone' else 'in the trash' end)
        from (select c.row_id, c.image, c.trashed, c.parent_action is not distinct from 'delete' or c.missing and c.parent_action is distinct from 'insert' as gone from (
          select w.row_id, w.image, pp.action as parent_action, q.%1$I is null as missing, %2$s as trashed
            from (select p.row_id, coalesce(p.before, '{}') || p.patch as image
                    from guard.plan_rows p where p.request_id = $1 and p.table_name = $2 and (p.action = 'insert' or p.action = 'update' and p.patch ?| ($4 || array['deleted_at']))) w
            left join %3$s q on %4$s
            left join guard.plan_rows pp on pp.request_id = $1 and pp.table_name = $5 and pp.row_id = %5$s
           where %5$s is not null) c) n
       where n.gone or n.trashed $sql$,
      k.parent_columns[1],
      case when k.both_have_trash then $sql$w.image ->> 'deleted_at' is null and case when pp.action = 'trash' then true
        when pp.action in ('insert', 'update') then (coalesce(pp.before, '{}') || pp.patch) ->> 'deleted_at' is not null else q.deleted_at is not null end$sql$ else 'false' end,
      k.parent_name, guard.match(k.parent_columns, k.key_types, 'q', guard.row_id_in('w.image', k.child_columns)), guard.row_id_in('w.image', k.child_columns))
      using p_request, t.table_name, replace(regexp_replace(k.child_columns[1], '_id$', ''), '_', ' '), k.child_columns, k.parent_name;
  end loop;
end $$;

-- Planned rows that go although rows that stay belong to them.
create function guard.left_children(p_request uuid, t guard.protected) returns table (row_id text, label text, because text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare k record;
begin
  if not exists (select from guard.plan_rows p where p.request_id = p_request and p.table_name = t.table_name and p.action in ('delete', 'trash')) then
    return;
  end if;
  for k in select f.*, g.table_name as child_name, g.key_columns from guard.foreign_keys f join guard.protected g on g.relid = f.child where f.parent = t.relid order by f.name loop
    return query execute format($sql$
      select n.row_id, guard.label(n.before, n.row_id), format('still has %%s live rows of %%s that belong to it', count(*), $3)
        from (select p.row_id, p.action, p.before from guard.plan_rows p where p.request_id = $1 and p.table_name = $2 and p.action in ('delete', 'trash')) n
        join %1$s c on %2$s
        left join guard.plan_rows pc on pc.request_id = $1 and pc.table_name = $3 and pc.row_id = %3$s
       where (n.action = 'delete' or %4$s)
         and (pc.action is null or n.action = 'delete' and pc.action = 'trash' or pc.action = 'update' and not pc.patch ?| $4 and (n.action = 'delete' or pc.patch ->> 'deleted_at' is null))
       group by n.row_id, n.before $sql$,
      k.child_name, guard.match(k.child_columns, k.key_types, 'c', 'n.row_id'), guard.row_id_in('to_jsonb(c)', k.key_columns), case when k.both_have_trash then 'c.deleted_at is null' else 'false' end)
      using p_request, t.table_name, k.child_name, k.child_columns;
  end loop;
end $$;

-- Planned rows whose value in a unique index will be another row's, too. What an exclusion constraint forbids is found when the plan is applied.
create function guard.taken_values(p_request uuid, t guard.protected) returns table (row_id text, label text, because text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare i record;
begin
  for i in
    select string_agg(format('%s as k%s', pg_get_indexdef(x.indexrelid, n, true), n), ', ' order by n) as keys, string_agg(format('l.k%s = n.k%1$s', n), ' and ' order by n) as equal,
           replace(string_agg(regexp_replace(pg_get_indexdef(x.indexrelid, n, true), '^lower\((.*)\)$', '\1'), ' and ' order by n), '_', ' ') as words, pg_get_expr(x.indpred, x.indrelid) as only_where,
           array(select a.attname::text from pg_attribute a where a.attrelid = x.indrelid and a.attnum > 0 and (a.attnum = any (x.indkey::int2[])
             or exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = x.indexrelid and d.refclassid = 'pg_class'::regclass and d.refobjid = x.indrelid and d.refobjsubid = a.attnum))) as columns
      from pg_index x cross join lateral generate_series(1, x.indnkeyatts) n
     where x.indrelid = t.relid and x.indisunique and x.indisvalid and not x.indisprimary
       and not exists (select from pg_attribute a join pg_type y on y.oid = a.atttypid where a.attrelid = x.indexrelid and y.typtype = 'b' and y.typnamespace <> 'pg_catalog'::regnamespace)
     group by x.indexrelid, x.indrelid, x.indpred, x.indkey
  loop
    return query execute format($sql$
      with n as materialized (
        select w."guard row", %1$s from (
          select p.row_id as "guard row", r.* from guard.plan_rows p cross join lateral jsonb_populate_record(null::%2$s, coalesce(p.before, '{}') || p.patch) r
           where p.request_id = $1 and p.table_name = $2 and (p.action = 'insert' or p.action = 'update' and p.patch ?| $3)) w
         where %3$s)
      select f."guard row", guard.label(coalesce(p.before, p.patch), p.row_id), $4 from (
        select n."guard row" from n join (select t as live, %1$s from %2$s t where %3$s) l on %4$s
         where %5$s <> n."guard row" and not exists (select from guard.plan_rows o where o.request_id = $1 and o.table_name = $2 and o.row_id = %5$s
                                                        and (o.action = 'delete' or o.action = 'trash' and $5 or o.action = 'update' and o.patch ?| $3))
        union
        select n."guard row" from n join n l on %4$s and l."guard row" <> n."guard row") f
        join guard.plan_rows p on p.request_id = $1 and p.table_name = $2 and p.row_id = f."guard row" $sql$,
      i.keys, t.table_name, coalesce(i.only_where, 'true'), i.equal, guard.row_id_in('to_jsonb(l.live)', t.key_columns))
      using p_request, t.table_name, i.columns, format('cannot have its %s: another row has it', i.words), i.only_where is not null;
  end loop;
end $$;

create function guard.sequences(t guard.protected) returns table (column_name text, name regclass)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select a.attname::text, pg_get_serial_sequence(t.table_name, a.attname)::regclass from pg_attribute a
   where a.attrelid = t.relid and a.attnum > 0 and not a.attisdropped and pg_get_serial_sequence(t.table_name, a.attname) is not null
$$;

-- Everything that stands in the way of a plan, row by row.
create function guard.blockers(p_request uuid) returns table (table_name text, row_id text, label text, because text)
language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = on set jit = off as $$
declare t guard.protected;
begin
  perform set_config('enable_nestloop', (not guard.is_large(p_request))::text, true);
  return query
    select p.table_name, p.row_id, guard.label(coalesce(p.before, p.patch), p.row_id), f.because
      from (
        select b.seq, b.because from guard.plan_rows b where b.request_id = p_request and b.because is not null
        union all
        select h.seq, 'is under legal hold' from guard.plan_rows h where h.request_id = p_request and h.action in ('trash', 'delete') and h.before -> 'legal_hold' = 'true'
        union all
        select w.seq, 'is waiting in another request' from guard.plan_rows w join guard.claims c on c.table_name = w.table_name and c.row_id = w.row_id where w.request_id = p_request
      ) f join guard.plan_rows p on p.request_id = p_request and p.seq = f.seq
     order by p.seq;
  for t in select * from guard.protected g where g.table_name in (select p.table_name from guard.plan_rows p where p.request_id = p_request) order by g.table_name loop
    return query select t.table_name, f.row_id, f.label, f.because from guard.lacking_parents(p_request, t) f;
    return query select t.table_name, f.row_id, f.label, f.because from guard.left_children(p_request, t) f;
    return query select t.table_name, f.row_id, f.label, f.because from guard.taken_values(p_request, t) f;
    return query
      select t.table_name, s.name::text, s.name::text, 'cannot be moved past the keys that come back: grant update on it to agency_guard'
        from guard.sequences(t) s where not has_sequence_privilege(s.name, 'update')
         and exists (select from guard.plan_rows p where p.request_id = p_request and p.table_name = t.table_name and p.action = 'insert');
  end loop;
end $$;

-- What a plan touches: rows per table and verb, and the money in rows that carry some.
create function guard.impact(p_request uuid) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
  select jsonb_build_object(
    'tables', (select coalesce(jsonb_agg(jsonb_build_object('table', x.table_name, 'verb', x.verb, 'rows', x.rows) order by x.table_name, x.verb), '[]')
       from (select p.table_name, case when p.action = 'update' and p.patch -> 'deleted_at' = 'null' then 'restore' else p.action end as verb, count(*) as rows
               from guard.plan_rows p where p.request_id = p_request group by 1, 2) x),
    'money', (select coalesce(jsonb_agg(jsonb_build_object('kind', m.kind, 'minor', m.minor, 'currency', m.currency) order by m.kind, m.currency), '[]')
       from (select replace(split_part(p.table_name, '.', 2), '_', ' ') as kind, i.image ->> 'currency' as currency, sum(coalesce(i.image ->> 'amount_minor', i.image ->> 'gross_minor')::numeric) as minor
               from guard.plan_rows p cross join lateral (select coalesce(p.before, p.patch) as image) i
              where p.request_id = p_request and p.table_name like 'agency.%' and i.image ? 'currency' and i.image ?| array['amount_minor', 'gross_minor']
              group by 1, 2) m where m.minor is not null))
$$;

create function guard.require_admin(p_person uuid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if not guard.holds_role(p_person, 'admin') then
    raise exception using errcode = 'AG006', message = 'Only an admin may ask for this.';
  end if;
end $$;

-- The end of every plan: its blockers, its hash, its request. The hash is over a digest of each row (in which the row as it was seen stands with its own hash), in
-- order, and over everything that is not a row; so a row costs the same few microseconds however large the plan is.
create function guard.finish_plan(p_id uuid, p_operation text, p_title text, p_params jsonb, p_impact jsonb, p_person uuid, p_undo_of uuid) returns text
language plpgsql set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' set jit = off as $$
declare
  v_rows int;
  v_twice text;
  v_blockers jsonb;
  v_blocked bigint;
  v_impact jsonb;
  v_digest bytea;
  v_hash text;
begin
  select count(*) into v_rows from guard.plan_rows p where p.request_id = p_id;
  if v_rows = 0 and not exists (select from guard.operations o where o.operation = p_operation) then
    raise exception using errcode = 'AG009', message = 'There is nothing to do: everything is as it would be.';
  end if;
  select format('%s %s', p.table_name, p.row_id) into v_twice from guard.plan_rows p where p.request_id = p_id group by p.table_name, p.row_id having count(*) > 1 limit 1;
  if v_twice is not null then
    raise exception using errcode = 'AG009', message = format('Cannot be planned, because a row is in it twice: %s', v_twice);
  end if;
  perform guard.ranks(p_id);

  with found as materialized (select * from guard.blockers(p_id)),
       given as (select b.value as blocker, b.ordinality as n from jsonb_array_elements(coalesce(p_impact -> 'blockers', '[]')) with ordinality b),
       fresh as (select f.* from found f where not exists (select from given g where g.blocker ->> 'table' = f.table_name and g.blocker ->> 'row_id' = f.row_id and g.blocker ->> 'because' = f.because))
  select coalesce((select jsonb_agg(g.blocker order by g.n) from given g), '[]')
           || coalesce((select jsonb_agg(jsonb_build_object('table', f.table_name, 'row_id', f.row_id, 'label', f.label, 'because', f.because)) from (select * from fresh limit 100) f), '[]'),
         (select count(*) from given) + (select count(*) from fresh)
    into v_blockers, v_blocked;
  v_impact := p_impact || jsonb_build_object('blockers', v_blockers, 'blocked', v_blocked);

  select sha256(coalesce(string_agg(d.digest, '' order by d.seq), '')) into v_digest
    from (select p.seq, sha256(convert_to(row(p.seq, p.table_name, p.row_id, p.action, p.expected_hash, p.patch, p.because)::text, 'UTF8')) as digest
            from guard.plan_rows p where p.request_id = p_id order by p.seq) d;
  v_hash := encode(sha256(convert_to(jsonb_build_array(p_operation, p_title, p_params, v_impact, p_person, p_undo_of)::text, 'UTF8') || v_digest), 'hex');
  insert into guard.requests (id, operation, title, params, impact, row_count, plan_hash, requested_by, undo_of)
  values (p_id, p_operation, p_title, p_params, v_impact, v_rows, v_hash, p_person, p_undo_of);
  return v_hash;
end $$;

-- Freezes exactly the rows given ([{"table","row_id","action","patch"}, …]) as a draft, each with the row as it is now, and answers the plan's hash. Writes
-- nothing to business tables. For some hundred rows; guard.plan_sets is for any number. AG009: a row or column is not there, or its table is not protected.
create or replace function guard.plan(p_id uuid, p_operation text, p_title text, p_params jsonb, p_impact jsonb, p_rows jsonb, p_person uuid, p_undo_of uuid default null)
returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' as $$
declare
  t guard.protected;
  v_missing text;
begin
  perform guard.require_admin(p_person);
  select string_agg(format('%s %s', r.value ->> 'table', r.value ->> 'row_id'), ', ') into v_missing
    from jsonb_array_elements(p_rows) r where not exists (select from guard.protected g where g.table_name = r.value ->> 'table' and g.unprotected_at is null);
  if v_missing is not null then
    raise exception using errcode = 'AG009', message = format('Nothing can be planned for: %s', v_missing);
  end if;

  for t in select * from guard.protected g where g.table_name in (select r.value ->> 'table' from jsonb_array_elements(p_rows) r) loop
    execute format(
      'insert into guard.plan_rows (request_id, seq, table_name, row_id, action, before, expected_hash, patch)
       select $1, r.ordinality, $2, coalesce(history.row_id(to_jsonb(t), $4), r.value ->> ''row_id''), r.value ->> ''action'', to_jsonb(t), guard.row_hash(to_jsonb(t)), coalesce(r.value -> ''patch'', ''{}'')
         from jsonb_array_elements($3) with ordinality r left join %s t on %s
        where r.value ->> ''table'' = $2', t.table_name, guard.key_match(t, 't', 'r.value ->> ''row_id'''))
      using p_id, t.table_name, p_rows, t.key_columns;
  end loop;
  select string_agg(format('%s %s', p.table_name, p.row_id), ', ') into v_missing
    from guard.plan_rows p where p.request_id = p_id and (p.before is null) <> (p.action = 'insert');
  if v_missing is not null then
    raise exception using errcode = 'AG009', message = format('Cannot be planned, because the row is gone or already there: %s', v_missing);
  end if;
  select string_agg(distinct format('%s.%s', p.table_name, k.name), ', ') into v_missing
    from guard.plan_rows p cross join lateral jsonb_object_keys(p.patch) k (name)
   where p.request_id = p_id and not guard.has_column(p.table_name::regclass, k.name);
  if v_missing is not null then
    raise exception using errcode = 'AG009', message = format('Cannot be planned, because there is no such column: %s', v_missing);
  end if;
  return guard.finish_plan(p_id, p_operation, p_title, p_params, p_impact, p_person, p_undo_of);
end $$;

-- --- plans of any number of rows: computed here, from sets

-- The protected table of this name. AG009 where there is none.
create function guard.of(p_table text) returns guard.protected
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare t guard.protected;
begin
  select * into t from guard.protected g where g.table_name = p_table and g.unprotected_at is null;
  if not found then
    raise exception using errcode = 'AG009', message = format('Nothing can be planned for %s: it is not a protected table', p_table);
  end if;
  return t;
end $$;

-- Commits that had begun by the moment and committed after it.
create function guard.straddlers(p_moment timestamptz) returns setof bigint
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select s.commit_id from history.sealed s where s.committed_at > p_moment and s.committed_at <= p_moment + interval '1 minute' and s.at <= p_moment
  union all
  select s.commit_id from history.sealed s where s.committed_at > p_moment and s.committed_at - s.at > interval '1 minute' and s.at <= p_moment
  union all
  select c.id from history.commits c where c.id >= (select coalesce(max(b.upto), 0) from history.blocks b) and c.at <= p_moment and history.commit_time(c.id, c.at) > p_moment;
end $$;

-- A table as of a moment, from its changes: what had committed by then. Two scans and a hash join; 'infinity' is the last consistent state that history knows.
create function guard.rows_as_of(p_table int, p_moment timestamptz) returns table (image jsonb)
language sql stable as $$
  select c.image
    from (select max(d.seq) as seq from history.changes d
           where d.table_id = p_table and d.at <= p_moment and d.commit_id <> all (array(select guard.straddlers(p_moment))) group by d.row_key) latest
    join history.changes c on c.seq = latest.seq and c.table_id = p_table and c.at <= p_moment
   where c.action <> 'D'
$$;

-- What b has and a has not, of columns that can be written; updated_at always, so that it comes back as well.
create function guard.changed(a jsonb, b jsonb, p_generated text[]) returns jsonb
language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(b) e
   where e.key <> all (p_generated) and ((a -> e.key)::text is distinct from e.value::text or e.key = 'updated_at')
$$;

create function guard.generated(t guard.protected) returns text[]
language sql stable set search_path = pg_catalog, pg_temp as
$$ select array(select a.attname::text from pg_attribute a where a.attrelid = t.relid and a.attnum > 0 and not a.attisdropped and a.attgenerated <> '') $$;

create function guard.last_seq(p_request uuid) returns int
language sql stable set search_path = pg_catalog, pg_temp as $$ select coalesce(max(p.seq), 0) from guard.plan_rows p where p.request_id = p_request $$;

-- The rows and all that belongs to them by foreign keys, however deep: of the live tables, and of the moment where there is one.
create function guard.belongings(p guard.protected, p_rows text[], p_moment timestamptz default null) returns table (table_name text, row_ids text[])
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_found jsonb := jsonb_build_object(p.table_name, to_jsonb(p_rows));
  v_next jsonb := v_found;
  v_more jsonb;
  v_ids text[];
  k record;
begin
  while v_next <> '{}' loop
    v_more := '{}';
    for k in select f.child_columns, f.key_types, c.id, c.table_name as child, c.key_columns, n.value as parents
      from jsonb_each(v_next) n join guard.protected g on g.table_name = n.key join guard.foreign_keys f on f.parent = g.relid join guard.protected c on c.relid = f.child and c.unprotected_at is null
    loop
      execute format('select array(
          select %1$s from (select to_jsonb(c) as image from unnest($1) u (id) join %2$s c on %3$s) l
          union
          select %1$s from guard.rows_as_of($2, $3) l where $3 is not null and %4$s = any ($1)
          except
          select jsonb_array_elements_text(coalesce($4, ''[]''::jsonb)))',
        guard.row_id_in('l.image', k.key_columns), k.child, guard.match(k.child_columns, k.key_types, 'c', 'u.id'), guard.row_id_in('l.image', k.child_columns))
        into v_ids using array(select jsonb_array_elements_text(k.parents)), k.id, p_moment, v_found -> k.child;
      if cardinality(v_ids) > 0 then
        v_found := jsonb_set(v_found, array[k.child], coalesce(v_found -> k.child, '[]') || to_jsonb(v_ids));
        v_more := jsonb_set(v_more, array[k.child], coalesce(v_more -> k.child, '[]') || to_jsonb(v_ids));
      end if;
    end loop;
    v_next := v_more;
  end loop;
  return query select f.key, array(select jsonb_array_elements_text(f.value)) from jsonb_each(v_found) f;
end $$;

-- The same patch on many rows, or one for each: {"table", "patch", "rows"?, "match"?} or {"table", "patches": {row id: patch}}. Of live rows only.
create function guard.plan_edit(p_id uuid, p_set jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t guard.protected := guard.of(p_set ->> 'table');
  v_wrong text;
  v_match text := 'true';
begin
  select string_agg(distinct k, ', ') into v_wrong from (
    select jsonb_object_keys(coalesce(p_set -> 'patch', '{}')) as k
    union select jsonb_object_keys(x.value) from jsonb_each(coalesce(p_set -> 'patches', '{}')) x
    union select jsonb_object_keys(coalesce(p_set -> 'match', '{}'))) named
   where not guard.has_column(t.relid, k) or k = any (t.key_columns || guard.generated(t) || array['deleted_at']);
  if v_wrong is not null then
    raise exception using errcode = 'AG009', message = format('A bulk edit of %s cannot name: %s', t.table_name, v_wrong);
  end if;
  select coalesce(string_agg(format('t.%I is not distinct from m.%1$I', k), ' and '), 'true') into v_match from jsonb_object_keys(coalesce(p_set -> 'match', '{}')) k;
  execute format($sql$
    insert into guard.plan_rows (request_id, seq, table_name, row_id, action, before, expected_hash, patch, because)
    select $1, $2 + row_number() over (order by e.row_id), $3, e.row_id, 'update', e.before, guard.row_hash(e.before), e.patch, case when e.before is null then 'is gone, or in the trash' end from (
      select coalesce(%1$s, w.row_id) as row_id, l.before, coalesce(w.patch, $4 -> 'patch') as patch
        from (%2$s) w full join (select to_jsonb(t) as before, %3$s from %4$s t cross join jsonb_populate_record(null::%4$s, coalesce($4 -> 'match', '{}')) m where %5$s and %6$s) l on %7$s
       where %8$s) e
     where e.before is null or (e.before || e.patch)::text <> e.before::text $sql$,
    guard.row_id_in('l.before', t.key_columns),
    case when p_set ? 'patches' then 'select x.key as row_id, x.value as patch from jsonb_each($4 -> ''patches'') x'
         else 'select x as row_id, null::jsonb as patch from jsonb_array_elements_text(coalesce($4 -> ''rows'', ''[]'')) x' end,
    (select string_agg(format('t.%I', c), ', ') from unnest(t.key_columns) c), t.table_name,
    case when guard.has_column(t.relid, 'deleted_at') then 't.deleted_at is null' else 'true' end, v_match,
    guard.key_match(t, 'l', 'w.row_id'),
    case when p_set ?| array['patches', 'rows'] then 'w.row_id is not null' else 'true' end)
    using p_id, guard.last_seq(p_id), t.table_name, p_set;
end $$;

-- Rows out of the trash, with all that went there in the same moment: {"table", "rows"}.
create function guard.plan_restore(p_id uuid, p_set jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t guard.protected := guard.of(p_set ->> 'table');
  v_rows text[] := array(select jsonb_array_elements_text(p_set -> 'rows'));
  v_moments timestamptz[];
  b record;
begin
  execute format('select array_agg(distinct t.deleted_at) from unnest($1) u (id) join %s t on %s', t.table_name, guard.key_match(t, 't', 'u.id')) into v_moments using v_rows;
  for b in select x.row_ids, g from guard.belongings(t, v_rows) x join guard.protected g on g.table_name = x.table_name where guard.has_column(g.relid, 'deleted_at') loop
    execute format($sql$
      insert into guard.plan_rows (request_id, seq, table_name, row_id, action, before, expected_hash, patch)
      select $1, $2 + row_number() over (order by u.id), $3, u.id, 'update', to_jsonb(t), guard.row_hash(to_jsonb(t)), '{"deleted_at": null}'
        from unnest($4) u (id) join %s t on %s where t.deleted_at = any ($5) $sql$, (b.g).table_name, guard.key_match(b.g, 't', 'u.id'))
      using p_id, guard.last_seq(p_id), (b.g).table_name, b.row_ids, v_moments;
  end loop;
end $$;

-- Rows that have been in the trash for 30 days, gone for good, and all that belongs to them: {"table", "rows"?}; without rows, every one of the table.
create function guard.plan_purge(p_id uuid, p_set jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t guard.protected := guard.of(p_set ->> 'table');
  v_rows text[];
  b record;
begin
  if not guard.has_column(t.relid, 'deleted_at') then
    raise exception using errcode = 'AG009', message = format('Nothing can be purged from %s: it has no trash', t.table_name);
  elsif p_set ? 'rows' then
    v_rows := array(select jsonb_array_elements_text(p_set -> 'rows'));
  else
    execute format('select array(select %s from %s t where t.deleted_at <= now() - interval ''30 days'')', guard.row_id_in('to_jsonb(t)', t.key_columns), t.table_name) into v_rows;
  end if;
  for b in select x.row_ids, g from guard.belongings(t, v_rows) x join guard.protected g on g.table_name = x.table_name loop
    execute format($sql$
      insert into guard.plan_rows (request_id, seq, table_name, row_id, action, before, expected_hash, because)
      select $1, $2 + row_number() over (order by u.id), $3, u.id, 'delete', u.before, guard.row_hash(u.before),
             case when u.before ->> 'deleted_at' is null then 'is not in the trash'
                  when (u.before ->> 'deleted_at')::timestamptz > now() - interval '30 days' then format('has been in the trash for %%s days; 30 are needed', floor(extract(epoch from now() - (u.before ->> 'deleted_at')::timestamptz) / 86400))
             end
        from (select u.id, to_jsonb(t) as before from unnest($4) u (id) join %s t on %s offset 0) u $sql$, (b.g).table_name, guard.key_match(b.g, 't', 'u.id'))
      using p_id, guard.last_seq(p_id), (b.g).table_name, b.row_ids;
  end loop;
end $$;

-- One table's rows as they were: what is missing comes back, what differs is changed, what is too much goes. All of it, or only these rows. Compared with the live
-- rows, whatever history says about them, so that what was done behind its back is undone as well.
create function guard.plan_rewind_table(p_id uuid, t guard.protected, p_moment timestamptz, p_rows text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' set enable_nestloop = on set jit = off as $$
declare v_key text := format('t.%I', t.key_columns[1]);
begin
  if p_moment < t.protected_at then
    raise exception using errcode = 'AG009', message = format('Nothing is known about %s before %s UTC, when its history begins', t.table_name, to_char(t.protected_at, 'FMDD FMMonth YYYY HH24:MI:SS'));
  end if;
  perform set_config('enable_nestloop', (p_rows is not null and cardinality(p_rows) <= 2000)::text, true);
  execute format($sql$
    insert into guard.plan_rows (request_id, seq, table_name, row_id, action, before, expected_hash, patch)
    select $1, $2 + row_number() over (), $3, d.row_id, d.action, d.before, guard.row_hash(d.before),
           case d.action when 'insert' then d.past when 'update' then guard.changed(d.before, d.past, $7) else '{}' end
      from (
        select coalesce(c.row_id, %1$s) as row_id, c.before, case when c.before is null then 'insert' when c.past is null then 'delete' else 'update' end as action,
               case when c.before is null then c.past else to_jsonb(jsonb_populate_record(c.live, c.past)) end as past
          from (
            select w.row_id, w.image as past, t as live, case when %2$s is not null then to_jsonb(t) end as before from %3$s
            offset 0) c
         where (c.before is not null or c.past is not null) and c.before::text is distinct from c.past::text) d
     where d.action <> 'update' or d.before::text <> d.past::text $sql$,
    guard.row_id_in('c.before', t.key_columns), v_key,
    case when p_rows is null
      then format('(select %s as row_id, a.image from guard.rows_as_of($4, $5) a) w full join %s t on %s', guard.row_id_in('a.image', t.key_columns), t.table_name, guard.key_match(t, 't', 'w.row_id'))
      else format('(select u.id as row_id, last.image from unnest($6) u (id) left join lateral (
             select case when c.action <> ''D'' then c.image end as image from history.changes c
              where c.row_key = history.row_key($4, u.id) and c.table_id = $4 and c.at <= $5 and c.commit_id <> all (array(select guard.straddlers($5))) and %s = u.id
              order by c.seq desc limit 1) last on true) w left join %s t on %s', guard.row_id_in('c.image', t.key_columns), t.table_name, guard.key_match(t, 't', 'w.row_id')) end)
    using p_id, guard.last_seq(p_id), t.table_name, t.id, p_moment, p_rows, guard.generated(t);
end $$;

-- {"table", "to", "rows"?, "with_belongings"?}: to is a moment or 'now', which is the last consistent state.
create function guard.plan_rewind(p_id uuid, p_set jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  t guard.protected := guard.of(p_set ->> 'table');
  v_moment timestamptz := case p_set ->> 'to' when 'now' then 'infinity' else (p_set ->> 'to')::timestamptz end;
  v_rows text[] := case when p_set ? 'rows' then array(select jsonb_array_elements_text(p_set -> 'rows')) end;
  b record;
begin
  if v_moment is null or v_moment > clock_timestamp() and v_moment <> 'infinity' then
    raise exception using errcode = 'AG009', message = 'Nothing can be brought back from the future: choose a moment that has passed.';
  elsif p_set -> 'with_belongings' = 'true' then
    for b in select x.row_ids, g from guard.belongings(t, v_rows, v_moment) x join guard.protected g on g.table_name = x.table_name loop
      perform guard.plan_rewind_table(p_id, b.g, v_moment, b.row_ids);
    end loop;
  else
    perform guard.plan_rewind_table(p_id, t, v_moment, v_rows);
  end if;
end $$;

-- The inverse of a commit: {"commit"}. Of each row, from what the commit left to what it found; a row that is no longer as the commit left it stands in the way.
create function guard.plan_revert(p_id uuid, p_set jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' set enable_nestloop = on set jit = off as $$
declare
  t guard.protected;
  v_commit history.commits;
begin
  select * into v_commit from history.commits c where c.id = (p_set ->> 'commit')::bigint;
  if not found then
    raise exception using errcode = 'AG009', message = 'There is no such commit.';
  end if;
  perform set_config('enable_nestloop', (not exists (select from history.changes c where c.commit_id = v_commit.id and c.at = v_commit.at offset 2000))::text, true);
  for t in select * from guard.protected g where g.id in (select c.table_id from history.changes c where c.commit_id = v_commit.id and c.at = v_commit.at) and g.unprotected_at is null loop
    execute format($sql$
      insert into guard.plan_rows (request_id, seq, table_name, row_id, action, before, expected_hash, patch, because)
      select $1, $2 + row_number() over (order by d.last_seq desc), $3, d.row_id, d.action, d.before, guard.row_hash(d.before),
             case d.action when 'insert' then d.found when 'update' then guard.changed(coalesce(d.before, d.left_behind), d.found, $6) else '{}' end,
             case when d.later or d.before::text is distinct from d.left_behind::text then 'has changed since' end
        from (
          select c.row_id, c.last_seq, c.later, c.before, case when c.found is null then 'delete' when c.left_behind is null then 'insert' else 'update' end as action,
                 case when c.before is null then c.found else to_jsonb(jsonb_populate_record(c.live, c.found)) end as found,
                 case when c.before is null then c.left_behind else to_jsonb(jsonb_populate_record(c.live, c.left_behind)) end as left_behind
            from (
              select %1$s as row_id, m.last_seq, t as live, case when t.%2$I is not null then to_jsonb(t) end as before, case when l.action <> 'D' then l.image end as left_behind, b.image as found,
                     exists (select from history.changes x where x.row_key = m.row_key and x.table_id = $5 and x.seq > m.last_seq) as later
                from (select c.row_key, min(c.seq) as first_seq, max(c.seq) as last_seq from history.changes c where c.commit_id = $4 and c.at = $7 and c.table_id = $5 group by c.row_key) m
                join history.changes l on l.seq = m.last_seq and l.row_key = m.row_key and l.at = $7
                left join lateral (select case when e.action <> 'D' then e.image end as image from history.changes e
                                    where e.row_key = m.row_key and e.table_id = $5 and e.seq < m.first_seq order by e.seq desc limit 1) b on true
                left join %3$s t on %4$s
               offset 0) c
           where c.found is not null or c.left_behind is not null) d $sql$,
      guard.row_id_in('l.image', t.key_columns), t.key_columns[1], t.table_name, guard.key_match(t, 't', guard.row_id_in('l.image', t.key_columns)))
      using p_id, guard.last_seq(p_id), t.table_name, v_commit.id, t.id, guard.generated(t), v_commit.at;
  end loop;
end $$;

-- Plans sets of rows as one draft and answers the plan's hash: [{"set": "edit"|"restore"|"purge"|"rewind"|"revert", …}], each as its function above says. However
-- many rows they are, none of them leaves the database. Conflicts are in the request's impact; guard.submit refuses while there are any.
-- AG006: not an admin. AG009: nothing to do, or a set that cannot be.
create function guard.plan_sets(p_id uuid, p_operation text, p_title text, p_params jsonb, p_sets jsonb, p_person uuid, p_undo_of uuid default null) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' as $$
declare s jsonb;
begin
  perform guard.require_admin(p_person);
  for s in select x.value from jsonb_array_elements(p_sets) x loop
    case s ->> 'set'
      when 'edit' then perform guard.plan_edit(p_id, s);
      when 'restore' then perform guard.plan_restore(p_id, s);
      when 'purge' then perform guard.plan_purge(p_id, s);
      when 'rewind' then perform guard.plan_rewind(p_id, s);
      when 'revert' then perform guard.plan_revert(p_id, s);
      else raise exception using errcode = 'AG009', message = format('There is no such set: %s', s ->> 'set');
    end case;
  end loop;
  return guard.finish_plan(p_id, p_operation, p_title, p_params, guard.impact(p_id), p_person, p_undo_of);
end $$;
grant execute on function guard.plan_sets(uuid, text, text, jsonb, jsonb, uuid, uuid) to agency_app;

-- --- submitting and applying

-- draft → pending. Answers the new state: pending, or stale when a planned row has changed since it was planned.
create or replace function guard.submit(p_request uuid, p_person uuid, p_reason text, p_hash text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = on set jit = off as $$
declare
  r guard.requests := guard.take(p_request, array['draft']);
  v_taken text;
begin
  if r.requested_by <> p_person or not guard.holds_role(p_person, 'admin') then
    raise exception using errcode = 'AG006', message = 'Only the admin who planned this may submit it.';
  elsif r.plan_hash is distinct from p_hash then
    raise exception using errcode = 'AG007', message = 'The plan is not the one that was shown. Look at it again.';
  elsif coalesce(btrim(p_reason), '') = '' then
    raise exception using errcode = 'AG009', message = 'Say why: whoever approves it needs a reason.';
  end if;
  perform set_config('enable_nestloop', (r.row_count <= 2000)::text, true);
  select format('%s %s', c.table_name, c.row_id) into v_taken from guard.plan_rows p join guard.claims c on c.table_name = p.table_name and c.row_id = p.row_id where p.request_id = r.id limit 1;
  if v_taken is not null then
    raise exception using errcode = 'AG008', message = format('Another request is waiting on %s.', v_taken);
  elsif coalesce(jsonb_array_length(r.impact -> 'blockers'), 0) > 0 or exists (select from guard.plan_rows p where p.request_id = r.id and p.because is not null) then
    raise exception using errcode = 'AG009', message = 'Something stands in the way: clear the blockers first.';
  elsif exists (select from guard.plan_rows p where p.request_id = r.id and p.action in ('trash', 'delete') and p.before -> 'legal_hold' = 'true') then
    raise exception using errcode = 'AG009', message = 'A row is under legal hold, which nobody can remove.';
  elsif not exists (select from agency.people p where p.id <> p_person and guard.holds_role(p.id, 'approver', now(), p_person)) then
    raise exception using errcode = 'AG006', message = 'Nobody could approve this: no other active person holds the approver role.';
  end if;
  update guard.requests q set reason = btrim(p_reason) where q.id = r.id;
  if exists (select from guard.differences(r.id)) then
    update guard.requests q set submitted_at = now() where q.id = r.id;
    perform guard.move_to(r, 'stale', p_person, 'AG003', 'A planned row changed before it was submitted.');
    return 'stale';
  end if;
  begin
    insert into guard.claims (table_name, row_id, request_id) select p.table_name, p.row_id, r.id from guard.plan_rows p where p.request_id = r.id order by 1, 2;
  exception when unique_violation then
    raise exception using errcode = 'AG008', message = 'Another request was submitted on the same row just now.';
  end;
  perform guard.move_to(r, 'pending', p_person);
  return 'pending';
end $$;

-- The steps in which a plan is applied. Deletes go first, children before parents, so that what they held is free; then what comes, parents before children; then
-- what changes. Only where a changed row still hangs on one that is deleted, deletes come last.
create function guard.steps(p_request uuid) returns table (table_name text, action text, rows bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  k record;
  v_last boolean := false;
  v_hangs boolean;
begin
  if exists (select from guard.plan_rows p where p.request_id = p_request and p.action = 'delete') then
    for k in select c.table_name as child, g.table_name as parent, f.child_columns from guard.foreign_keys f join guard.protected c on c.relid = f.child join guard.protected g on g.relid = f.parent loop
      execute format('select exists (select from guard.plan_rows u join guard.plan_rows d on d.request_id = $1 and d.table_name = $3 and d.action = ''delete'' and d.row_id = %s
        where u.request_id = $1 and u.table_name = $2 and u.action = ''update'')', guard.row_id_in('u.before', k.child_columns)) into v_hangs using p_request, k.child, k.parent;
      v_last := v_last or v_hangs;
    end loop;
  end if;
  return query
    select s.table_name, s.action, s.rows from (select p.table_name, p.action, count(*) as rows from guard.plan_rows p where p.request_id = p_request group by 1, 2) s
      join guard.ranks(p_request) o on o.table_name = s.table_name
     order by case s.action when 'trash' then 1 when 'delete' then case when v_last then 5 else 2 end when 'insert' then 3 else 4 end,
              case when s.action in ('delete', 'trash') then -o.rank else o.rank end, s.table_name;
end $$;

-- Writes one (table, action) of the plan, set-based, to the letter; answers how many rows it touched.
create or replace function guard.write_rows(p_request uuid, t guard.protected, p_action text) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_rows bigint;
  v_columns text;
  v_values text;
  v_keys text[];
  v_is_the_same boolean;
  s record;
  v_planned text := format('guard.plan_rows p where p.request_id = $1 and p.table_name = %L and p.action = %L', t.table_name, p_action);
  v_match text := guard.key_match(t, 't', 'p.row_id');
  v_touch text := case when guard.has_touch(t) then ', updated_at = now()' else '' end;
begin
  if p_action = 'trash' then
    execute format('update %s t set deleted_at = now()%s from %s and %s', t.table_name, v_touch, v_planned, v_match) using p_request;
  elsif p_action = 'delete' then
    execute format('delete from %s t using %s and %s', t.table_name, v_planned, v_match) using p_request;
  elsif p_action = 'insert' then
    -- A column that is younger than the image gets its default.
    select string_agg(format('%I', a.attname), ', ' order by a.attnum),
           string_agg(case when d.adbin is null then format('r.%I', a.attname)
                           else format('case when p.patch ? %L then r.%I else %s end', a.attname, a.attname, pg_get_expr(d.adbin, d.adrelid)) end, ', ' order by a.attnum)
      into v_columns, v_values
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = t.relid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
    execute format('insert into %1$s (%2$s) overriding system value select %3$s from guard.plan_rows p cross join lateral jsonb_populate_record(null::%1$s, p.patch) r
      where p.request_id = $1 and p.table_name = %4$L and p.action = ''insert''', t.table_name, v_columns, v_values, t.table_name) using p_request;
  else
    execute format('select min(p.patch::text) = max(p.patch::text) from %s', v_planned) into v_is_the_same using p_request;
    execute format('select array_agg(distinct k) from %s', replace(v_planned, 'guard.plan_rows p', 'guard.plan_rows p cross join lateral jsonb_object_keys(p.patch) k')) into v_keys using p_request;
    if v_touch <> '' and 'updated_at' = any (v_keys) then
      v_touch := '';
    end if;
    select string_agg(format('%I', k), ', '), string_agg(format('r.%I', k), ', ') into v_columns, v_values from unnest(v_keys) k;
    if v_is_the_same then
      execute format('update %1$s t set (%2$s) = row (%3$s)%4$s from %5$s and %6$s', t.table_name, v_columns, v_values, v_touch,
        replace(v_planned, 'guard.plan_rows p', format('(select * from jsonb_populate_record(null::%s, (select p.patch from guard.plan_rows p where p.request_id = $1 and p.table_name = %L and p.action = ''update'' limit 1))) r cross join guard.plan_rows p', t.table_name, t.table_name)), v_match) using p_request;
    else
      execute format('update %1$s t set (%2$s) = (select %3$s from jsonb_populate_record(t, p.patch) r)%4$s from %5$s and %6$s', t.table_name, v_columns,
        case when v_touch = '' and guard.has_touch(t) then replace(v_values, 'r.updated_at', 'case when p.patch ? ''updated_at'' then r.updated_at else now() end') else v_values end, v_touch, v_planned, v_match) using p_request;
    end if;
  end if;
  get diagnostics v_rows = row_count;
  if p_action = 'insert' then
    for s in select * from guard.sequences(t) loop
      execute format('select setval(%L, greatest((select last_value from %s), (select max((p.patch ->> %L)::bigint) from %s)))', s.name, s.name, s.column_name, v_planned) using p_request;
    end loop;
  end if;
  return v_rows;
end $$;

-- What the row triggers of guard.protect_foreign_key ask of every row, asked once of the whole plan: no live row hangs on one in the trash. AG002 where one would.
create function guard.refuse_orphans(p_request uuid) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  k record;
  v_found boolean;
begin
  for k in select f.*, c as child_table, g as parent_table from guard.foreign_keys f join guard.protected c on c.relid = f.child join guard.protected g on g.relid = f.parent where f.both_have_trash loop
    -- Locked, so that no parent goes to the trash beside us.
    execute format('select bool_or(q.trashed) from (select q.deleted_at is not null as trashed from %s q join (
        select distinct %s as id from guard.plan_rows p join %s c on %s
         where p.request_id = $1 and p.table_name = %L and p.action in (''insert'', ''update'') and c.deleted_at is null) w on %s for key share of q) q',
      (k.parent_table).table_name, guard.row_id_in('to_jsonb(c)', k.child_columns), (k.child_table).table_name, guard.key_match(k.child_table, 'c', 'p.row_id'), (k.child_table).table_name,
      guard.match(k.parent_columns, k.key_types, 'q', 'w.id')) into v_found using p_request;
    if v_found then
      raise exception using errcode = 'AG002', message = format('%s of %s points to a row of %s that is in the trash', k.child_columns[1], (k.child_table).table_name, (k.parent_table).table_name);
    end if;
    execute format('select exists (select from guard.plan_rows p join %s q on %s join %s c on %s
        where p.request_id = $1 and p.table_name = %L and p.action in (''trash'', ''update'', ''insert'') and q.deleted_at is not null and c.deleted_at is null)',
      (k.parent_table).table_name, guard.key_match(k.parent_table, 'q', 'p.row_id'), (k.child_table).table_name, guard.match(k.child_columns, k.key_types, 'c', 'p.row_id'), (k.parent_table).table_name)
      into v_found using p_request;
    if v_found then
      raise exception using errcode = 'AG002', message = format('%s cannot go to the trash while %s has live rows that belong to it', (k.parent_table).table_name, (k.child_table).table_name);
    end if;
  end loop;
end $$;

-- As 003 says; but what guard itself writes is checked at once by refuse_orphans, and not row by row.
create or replace function guard.protect_foreign_key(p_constraint oid) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
declare
  k record;
  v_suffix text;
begin
  select c.conrelid::regclass as child, c.confrelid::regclass as parent, ca.attname as child_column, pa.attname as parent_column,
         format_type(pa.atttypid, pa.atttypmod) as key_type, c.conname
    into strict k
    from pg_constraint c
    join pg_attribute ca on ca.attrelid = c.conrelid and ca.attnum = c.conkey[1]
    join pg_attribute pa on pa.attrelid = c.confrelid and pa.attnum = c.confkey[1]
   where c.oid = p_constraint;
  v_suffix := guard.suffix(k.child, k.conname);
  execute format('drop trigger if exists %I on %s', 'guard_orphan_' || v_suffix, k.child);
  execute format('drop trigger if exists %I on %s', 'guard_orphan_changed_' || v_suffix, k.child);
  execute format('drop trigger if exists %I on %s', 'guard_live_children_' || v_suffix, k.parent);
  execute format(
    'create constraint trigger %I after insert on %s deferrable initially immediate for each row
       when (current_user <> ''agency_guard'' and new.deleted_at is null and new.%I is not null) execute function guard.refuse_orphan(%L, %L, %L, %L)',
    'guard_orphan_' || v_suffix, k.child, k.child_column, k.parent, k.parent_column, k.child_column, k.key_type);
  execute format(
    'create constraint trigger %I after update on %s deferrable initially immediate for each row
       when (current_user <> ''agency_guard'' and new.deleted_at is null and new.%3$I is not null and (old.deleted_at is not null or new.%3$I is distinct from old.%3$I))
       execute function guard.refuse_orphan(%L, %L, %L, %L)',
    'guard_orphan_changed_' || v_suffix, k.child, k.child_column, k.parent, k.parent_column, k.child_column, k.key_type);
  execute format(
    'create constraint trigger %I after update on %s deferrable initially immediate for each row
       when (current_user <> ''agency_guard'' and new.deleted_at is not null and old.deleted_at is null) execute function guard.refuse_live_children(%L, %L, %L, %L)',
    'guard_live_children_' || v_suffix, k.parent, k.parent_column, k.child, k.child_column, k.key_type);
  execute format('alter table %s enable always trigger %I', k.child, 'guard_orphan_' || v_suffix);
  execute format('alter table %s enable always trigger %I', k.child, 'guard_orphan_changed_' || v_suffix);
  execute format('alter table %s enable always trigger %I', k.parent, 'guard_live_children_' || v_suffix);
end $$;
do $$
declare k oid;
begin
  for k in select c.oid from pg_constraint c where c.contype = 'f' and c.connamespace = 'agency'::regnamespace and cardinality(c.conkey) = 1
              and guard.has_column(c.conrelid, 'deleted_at') and guard.has_column(c.confrelid, 'deleted_at') loop
    perform guard.protect_foreign_key(k);
  end loop;
end $$;

-- approved → succeeded, or stale with nothing changed (the attempt carries AG003). One transaction: lock in key order, compare, write, one commit in history.
-- Applying what has succeeded answers succeeded again and does nothing. The commit's actor is the requester; its request says who approved.
create or replace function guard.apply(p_request uuid, p_person uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres'
set enable_nestloop = on set jit = off as $$
declare
  r guard.requests;
  s record;
  v_function regproc;
  v_sqlstate text;
  v_message text;
begin
  -- With an older snapshot, children that were added meanwhile would stay unseen.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using errcode = 'AG005', message = 'A request is applied in a transaction that is read committed.';
  end if;
  r := guard.take(p_request, array['approved', 'succeeded']);
  if r.state = 'succeeded' then
    return 'succeeded';
  elsif not guard.is_carried(r) then
    raise exception using errcode = 'AG006', message = 'Whoever approved this is no longer an approver.';
  end if;
  -- Nothing here has statistics to go by: a large plan is joined by hash or merge, never looped over.
  perform set_config('enable_nestloop', (r.row_count <= 2000)::text, true);
  perform guard.move_to(r, 'executing', p_person);
  r.state := 'executing';

  begin
    perform set_config('history.actor_id', r.requested_by::text, true);
    perform set_config('history.actor_name', (select p.display_name from agency.people p where p.id = r.requested_by), true);
    perform set_config('history.intent', r.operation, true);
    perform set_config('history.reason', r.reason, true);
    perform set_config('history.detail', jsonb_build_object('title', r.title, 'approved_by',
      (select jsonb_agg(p.display_name order by v.id) from guard.votes v join agency.people p on p.id = v.person_id where v.request_id = r.id and v.decision = 'approve'))::text, true);
    insert into guard.applying (xid, request_id) values (pg_current_xact_id(), r.id);
    set constraints all deferred;
    if r.row_count <> (select count(*) from guard.plan_rows p where p.request_id = r.id) or not guard.lock_rows(r.id) then
      raise exception using errcode = 'AG003', message = 'A planned row is not as it was when this was approved.';
    end if;
    for s in select * from guard.steps(r.id) loop
      if guard.write_rows(r.id, (select g from guard.protected g where g.table_name = s.table_name), s.action) <> s.rows then
        raise exception using errcode = 'AG003', message = format('Not every planned row of %s could be written.', s.table_name);
      end if;
    end loop;
    perform guard.refuse_orphans(r.id);
    select o.carried_out_by into v_function from guard.operations o where o.operation = r.operation;
    if found then
      execute format('select %s($1)', v_function) using r;
    end if;
    set constraints all immediate;
    update guard.requests q set commit_id = history.current_commit() where q.id = r.id;
    delete from guard.applying a where a.xid = pg_current_xact_id();
  exception when sqlstate 'AG002' or sqlstate 'AG003' or unique_violation or foreign_key_violation or exclusion_violation or check_violation then
    get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text;
    perform guard.move_to(r, 'stale', p_person, case when v_sqlstate like 'AG%' then 'AG003' else v_sqlstate end, v_message);
    return 'stale';
  end;
  perform guard.move_to(r, 'succeeded', p_person);
  return 'succeeded';
end $$;
