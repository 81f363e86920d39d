-- as agency_guard
-- Reading history: the tables as of a moment, who last set a field, what differs between two moments; and the indexes that the log's filters need.
-- "As of T" is what had committed by T. The views in the schema past look at the moment in the setting history.moment (now, where there is none).
-- It decides what a reader is shown and nothing else: whoever may read the tables may read their past.

create schema past;
grant usage on schema past to agency_owner, agency_app, agency_reader;

-- The log by source; and, for reads of the past, the rows that were deleted.
create index commits_by_source on history.commits (source, id) where source <> 'console';
create index changes_deleted on history.changes (table_id) where action = 'D';

-- The moment that the views in past show, UTC.
create function history.moment() returns timestamptz
language sql stable parallel safe as $$ select coalesce(nullif(pg_catalog.current_setting('history.moment', true), '')::pg_catalog.timestamptz, pg_catalog.now()) $$;

-- The commits that had begun by the moment and committed later: what they did was not there yet.
create function history.straddlers(p_moment timestamptz) returns bigint[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(s.id), '{}') from (
    select s.commit_id as id from history.sealed s where s.committed_at > p_moment and s.committed_at <= p_moment + interval '1 minute' and s.at <= p_moment
    union all
    select s.commit_id from history.sealed s where s.committed_at > p_moment + interval '1 minute' and s.committed_at - s.at > interval '1 minute' and s.at <= p_moment
    union all
    select c.id from history.commits c
     where c.id >= coalesce((select b.upto from history.blocks b order by b.id desc limit 1), 0) and c.at <= p_moment and history.commit_time(c.id, c.at) > p_moment) s
$$;

-- When the first of them began, or the moment itself: no change before it is too young.
create function history.straddle_start(p_moment timestamptz) returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select min(c.at) from history.commits c where c.id = any (history.straddlers(p_moment))), p_moment)
$$;
grant execute on function history.moment(), history.straddlers(timestamptz), history.straddle_start(timestamptz) to agency_owner, agency_app, agency_reader;

-- SQL that reads one column out of a row's image, as the type that the column has now.
create function history.column_of(p_table regclass, p_column name, p_type oid, p_modifier int, p_image text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when t.base in ('json', 'jsonb') then format('nullif(%s -> %L, ''null'')::%s', p_image, p_column, format_type(p_type, p_modifier))
              when t.category in ('A', 'C', 'R') then format('(jsonb_populate_record(null::%1$s, jsonb_build_object(%2$L, %3$s -> %2$L))).%2$I', p_table, p_column, p_image)
              else format('(%s ->> %L)::%s', p_image, p_column, format_type(p_type, p_modifier)) end
    from (select case when d.typtype = 'd' then d.typbasetype else d.oid end::regtype::text as base, d.typcategory as category from pg_type d where d.oid = p_type) t
$$;

-- Makes the views of one table's past, or makes them again after its columns changed; safe to repeat.
--   past.NAME      every row by its key: finds a row, walks them in key order, joins. It looks each row up in history.
--   past.all_NAME  the same rows for reads over many of them in any order. A row that has not changed since is read where it is, by the table's own indexes;
--                  the others are looked up first, all of them.
-- Errors: 0A000 for a table that is not protected or whose key has several columns.
create function history.make_past_view(p_table regclass) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
declare
  p guard.protected;
  v_name text := (select c.relname from pg_class c where c.oid = p_table);
  v_key text;
  v_names text;
  v_columns text;
  v_since text;
  v_then text;
begin
  select * into p from guard.protected g where g.relid = p_table and g.unprotected_at is null;
  if cardinality(p.key_columns) is distinct from 1 then
    raise exception using errcode = '0A000', message = format('%s has no past to look at: it is not protected, or its key has several columns', p_table);
  end if;
  select string_agg(format('%I', a.attname), ', ' order by a.attnum),
         string_agg(case when a.attname = p.key_columns[1] then 'k.id' else history.column_of(p_table, a.attname, a.atttypid, a.atttypmod, 'c.image') end || format(' as %I', a.attname), ', ' order by a.attnum)
    into v_names, v_columns from pg_attribute a where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped;
  v_key := quote_ident(p.key_columns[1]);
  v_since := format('c.table_id = %s and c.at >= (select history.straddle_start(history.moment()))
      and (c.at > (select history.moment()) or c.commit_id = any ((select history.straddlers(history.moment()))::bigint[]))', p.id);
  v_then := format($then$
    cross join lateral (
      select c.action, c.image from history.changes c
       where c.row_key = hashtextextended(k.id::text, %1$s) and c.table_id = %1$s and c.image ->> %2$L = k.id::text
         and c.at <= (select history.moment()) and c.commit_id <> all ((select history.straddlers(history.moment()))::bigint[])
       order by c.seq desc limit 1) c
    where c.action <> 'D'$then$, p.id, p.key_columns[1]);

  execute format('drop view if exists past.%I, past.%I', v_name, 'all_' || v_name);
  execute format($view$create view past.%1$I as select %2$s from (
      select t.%3$s as id from %4$s t
      union all
      select unnest((select array(select distinct (c.image ->> %5$L)::%6$s from history.changes c
       where c.action = 'D' and %7$s and not exists (select from %4$s t where t.%3$s = (c.image ->> %5$L)::%6$s))))) k %8$s$view$,
    v_name, v_columns, v_key, p.table_name, p.key_columns[1], p.key_types[1], v_since, v_then);
  execute format($view$create view past.%1$I as select %2$s from (
      select true as is_now, %2$s from %4$s
      union all
      select false, %3$s from (select distinct (c.image ->> %6$L)::%7$s as id from history.changes c where %8$s) k %9$s) t
     where not is_now or (exists (select from history.changes c where c.row_key = hashtextextended(t.%5$s::text, %10$s) and c.image ->> %6$L = t.%5$s::text and %8$s)) is not true$view$,
    'all_' || v_name, v_names, v_columns, p.table_name, v_key, p.key_columns[1], p.key_types[1], v_since, v_then, p.id);
  execute format('grant select on past.%I, past.%I to agency_owner, agency_app, agency_reader', v_name, 'all_' || v_name);
end $$;
select history.make_past_view(c.oid) from pg_class c where c.relnamespace = 'agency'::regnamespace and c.relkind = 'r';

-- Between which ids the commits that began in [p_from, p_until) lie; there may be others between. Null is no limit. A transaction gets its id after it begins
-- and before it commits: whatever committed before p_from has a lower id, whatever began after p_until a higher one than all but the straddlers.
create function history.commit_bounds(p_from timestamptz, p_until timestamptz, out low bigint, out high bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select s.commit_id from history.sealed s where s.committed_at < p_from order by s.committed_at desc limit 1), 0),
         greatest(coalesce((select s.commit_id from history.sealed s where s.committed_at > p_until and s.at > p_until order by s.committed_at limit 1), 9223372036854775807),
                  (select max(i) from unnest(history.straddlers(p_until)) i))
$$;
grant execute on function history.commit_bounds(timestamptz, timestamptz) to agency_app, agency_reader;

-- Who last gave each field of a row the value it has: one line per field, with the change that did it. Of a row that is gone, its fields as they were.
-- Errors: 42P01 for a table that is not there; no lines for a row that history does not know.
create function history.blame(p_table regclass, p_row_id text) returns table (field text, value jsonb, commit_id bigint, seq bigint, at timestamptz)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with log as (
    select c.seq, c.commit_id, c.at, c.image, lag(c.image) over (order by c.seq) as before, max(c.seq) over () as last
      from guard.protected p join history.changes c on c.row_key = history.row_key(p.id, p_row_id) and c.table_id = p.id and history.row_id(c.image, p.key_columns) = p_row_id
     where p.relid = p_table and c.action <> 'D')
  select distinct on (f.key) f.key, f.value, log.commit_id, log.seq, log.at
    from log cross join lateral jsonb_each(log.image) f
   where log.before is null or (log.before -> f.key) is distinct from f.value
   order by f.key, log.seq desc
$$;

-- The rows that are not the same at two moments, the earlier first, each with its image at either; null where it was not there. A row of which only updated_at
-- differs was changed and put back: it is left out. In the order of table and row key, up to p_limit
-- of them beyond the given one. Of one table, or of all.
create function history.diff(p_from timestamptz, p_until timestamptz, p_table regclass default null, p_limit int default 50,
  p_after_table int default -1, p_after_key bigint default 0, p_after_id text default '')
returns table (table_id int, table_name text, row_key bigint, row_id text, before jsonb, after jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return query execute $diff$
    select k.table_id, p.table_name, k.row_key, k.row_id, b.image, a.image
      from (
        select distinct c.table_id, c.row_key, history.row_id(c.image, q.key_columns) as row_id
          from history.changes c join guard.protected q on q.id = c.table_id
         where c.at >= history.straddle_start($1) and c.at <= $2 and c.commit_id between (history.commit_bounds(history.straddle_start($1), null)).low and (history.commit_bounds(null, $2)).high
           and (c.at > $1 or c.commit_id = any (history.straddlers($1))) and c.commit_id <> all (history.straddlers($2))
           and ($3 is null or q.relid = $3) and (c.table_id, c.row_key) >= ($5, $6)) k
      join guard.protected p on p.id = k.table_id
      left join lateral (
        select c.image, c.action from history.changes c
         where c.row_key = k.row_key and c.table_id = k.table_id and history.row_id(c.image, p.key_columns) = k.row_id and c.at <= $1 and c.commit_id <> all (history.straddlers($1))
         order by c.seq desc limit 1) b on b.action <> 'D'
      left join lateral (
        select c.image, c.action from history.changes c
         where c.row_key = k.row_key and c.table_id = k.table_id and history.row_id(c.image, p.key_columns) = k.row_id and c.at <= $2 and c.commit_id <> all (history.straddlers($2))
         order by c.seq desc limit 1) a on a.action <> 'D'
     where b.image - 'updated_at' is distinct from a.image - 'updated_at' and (k.table_id, k.row_key, k.row_id) > ($5, $6, $7)
     order by k.table_id, k.row_key, k.row_id limit $4$diff$
    using p_from, p_until, p_table::oid, p_limit, p_after_table, p_after_key, p_after_id;
end $$;

-- Every row of a table as of a moment, from history alone: what the table holds now does not matter, nor whether it is still there.
create function history.as_of(p_table regclass, p_moment timestamptz) returns table (row_id text, image jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare p guard.protected;
begin
  select * into p from guard.protected g where g.relid = p_table;
  return query execute format($then$
    select k.row_id, k.image
      from (select distinct on (c.row_key, %2$s) %2$s as row_id, c.action, c.image from history.changes c
             where c.table_id = %1$s and c.at <= $1 and c.commit_id <> all (history.straddlers($1))
             order by c.row_key, %2$s, c.seq desc) k
     where k.action <> 'D'$then$, p.id, case when cardinality(p.key_columns) = 1 then format('c.image ->> %L', p.key_columns[1]) else format('history.row_id(c.image, %L)', p.key_columns) end)
    using p_moment;
end $$;

-- The same, typed: select * from history.as_of(null::agency.deals, '2026-01-10').
create function history.as_of(p_row anyelement, p_moment timestamptz) returns setof anyelement
language sql stable as $$
  select r.* from history.as_of((select t.typrelid from pg_catalog.pg_type t where t.oid = pg_catalog.pg_typeof(p_row))::pg_catalog.regclass, p_moment) h
   cross join lateral pg_catalog.jsonb_populate_record(p_row, h.image) r
$$;
grant execute on function history.blame(regclass, text), history.diff(timestamptz, timestamptz, regclass, int, int, bigint, text),
  history.as_of(regclass, timestamptz), history.as_of(anyelement, timestamptz) to agency_owner, agency_app, agency_reader;
