-- as agency_guard
-- Guard for any table with a primary key, of any schema, also of another application (003 was its first cut).

-- SQL that is true where the row t has the id that the text expression says; written so that the primary key's index serves it.
create function guard.key_match(p guard.protected, p_alias text, p_row_id text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when cardinality(p.key_columns) = 1 then format('%s.%I = (%s)::%s', p_alias, p.key_columns[1], p_row_id, p.key_types[1])
              else (select string_agg(format('%s.%I = ((%s)::jsonb ->> %s)::%s', p_alias, c.name, p_row_id, c.n - 1, c.type), ' and ' order by c.n)
                      from unnest(p.key_columns, p.key_types) with ordinality c (name, type, n)) end
$$;

-- An update of more rows than the table's limit, unless guard.apply is at work. SQLSTATE AG001.
create function guard.refuse_many(p_table oid, p_rows bigint, p_limit int) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not guard.is_applying() then
    raise exception using errcode = 'AG001',
      message = format('An update of %s rows of %s is refused: more than %s at once need a request that a second person has approved', p_rows, p_table::regclass, p_limit),
      hint = 'Plan it as a bulk edit in the console.';
  end if;
end $$;

-- The triggers a table is to have, and the SQL that makes each. History is written once per statement; once per row where the table has row triggers of
-- its own that come after a change (of another application), because such a trigger may change the row again before the statement is over.
create function guard.triggers(p guard.protected) returns table (name text, definition text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with t as (
    select p.table_name as on_table,
           concat_ws(', ', quote_literal(p.id), quote_literal(p.row_limit), (select string_agg(quote_literal(k), ', ' order by n) from unnest(p.key_columns) with ordinality u (k, n))) as arguments,
           guard.has_column(p.relid, 'deleted_at') as has_trash,
           (select string_agg(format('old.%I is distinct from new.%1$I', k), ' or ' order by n) from unnest(p.key_columns) with ordinality u (k, n)) as key_changes,
           case when exists (select from pg_attribute a where a.attrelid = p.relid and a.attnum > 0 and not a.attisdropped
                      and (a.atttypid in ('float4'::regtype, 'float8'::regtype, 'bytea'::regtype, 'interval'::regtype, 'money'::regtype)
                        or a.attname = any (p.key_columns) and a.atttypid in ('timestamptz'::regtype, 'timetz'::regtype))) then '_pinned' else '' end as pinned,
           exists (select from pg_trigger g where g.tgrelid = p.relid and not g.tgisinternal and g.tgtype & 1 = 1 and g.tgtype & 66 = 0
                      and g.tgfoid::regproc::text !~ '^(history|guard)[.]') as by_row),
  d (name, timing, body) as (
    select d.name, d.timing, d.body from t cross join lateral (values
      ('history_insert', 'after insert', 'referencing new table as new_rows for each statement execute function history.record' || t.pinned || '(' || t.arguments || ')', false),
      ('history_update', 'after update', 'referencing new table as new_rows for each statement execute function history.record' || t.pinned || '(' || t.arguments || ')', false),
      ('history_delete', 'after delete', 'referencing old table as old_rows for each statement execute function history.record' || t.pinned || '(' || t.arguments || ')', false),
      ('history_row', 'after insert or update or delete', 'for each row execute function history.record_row(' || t.arguments || ')', true),
      ('guard_update', 'after update', 'referencing new table as new_rows for each statement execute function guard.refuse_mass_update(' || quote_literal(p.row_limit) || ')', true),
      ('history_truncate', 'before truncate', 'for each statement execute function history.record_truncate(' || t.arguments || ')', null),
      ('guard_delete', 'before delete', 'for each statement execute function guard.refuse()', null),
      ('guard_truncate', 'before truncate', 'for each statement execute function guard.refuse()', null),
      ('guard_identity', 'after update', 'for each row when (' || t.key_changes || case when t.has_trash then ' or old.deleted_at is distinct from new.deleted_at' else '' end
        || ') execute function guard.refuse(' || case when t.has_trash then '''deleted_at or the key''' else '''the key''' end || ')', null)
    ) d (name, timing, body, by_row)
    where d.by_row is null or d.by_row = t.by_row)
  select d.name, format('create trigger %I %s on %s %s', d.name, d.timing, p.table_name, d.body) from d
$$;

-- Puts a table under history and guard, and says what it did, a line each. Run again after adding a foreign key or column; nothing is lost by that.
--   p_table      any table with a primary key, of any schema; its owner's rights are needed
--   p_row_limit  how many rows one UPDATE may change without a request
--   p_personal   the columns whose values an approved erasure may take out of history
-- Foreign keys of and to the table that would cascade or empty rows on delete become RESTRICT. Rows that are there get a baseline: one commit, table.protected.
-- Errors: 0A000 for a table without a primary key, a temporary one, or a view.
drop function guard.protect(regclass, int);
create function guard.protect(p_table regclass, p_row_limit int default 100, p_personal text[] default '{}') returns setof text
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
declare
  p guard.protected;
  k record;
  v_key text[];
  v_types text[];
  v_name text;
  v_new boolean;
begin
  select format('%I.%I', n.nspname, c.relname) into v_name from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.oid = p_table and c.relkind in ('r', 'p') and c.relpersistence = 'p';
  select array_agg(a.attname::text order by u.n), array_agg(format_type(a.atttypid, a.atttypmod) order by u.n) into v_key, v_types
    from pg_index i cross join lateral unnest(i.indkey[:i.indnkeyatts - 1]) with ordinality u (attnum, n) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.attnum
   where i.indrelid = p_table and i.indisprimary;
  if v_name is null or v_key is null then
    raise exception using errcode = '0A000', message = format('%s cannot be protected: %s', p_table, case when v_name is null then 'it is not an ordinary table' else 'it has no primary key' end);
  end if;

  for k in
    select c.conrelid::regclass as child, c.conname, pg_get_constraintdef(c.oid) as definition from pg_constraint c
     where c.contype = 'f' and p_table in (c.conrelid, c.confrelid) and c.confdeltype not in ('a', 'r') and c.conparentid = 0
  loop
    execute format('alter table %s drop constraint %I, add constraint %2$I %s', k.child, k.conname,
      regexp_replace(k.definition, 'ON DELETE (CASCADE|SET NULL|SET DEFAULT)( \([^)]*\))?', 'ON DELETE RESTRICT'));
    return next format('%s: foreign key %I is ON DELETE RESTRICT now', k.child, k.conname);
  end loop;

  insert into guard.protected (table_name, relid, key_columns, key_types, row_limit, personal) values (v_name, p_table, v_key, v_types, p_row_limit, p_personal)
    on conflict (table_name) do nothing;
  v_new := found or exists (select from guard.protected g where g.table_name = v_name and g.unprotected_at is not null);
  update guard.protected g set relid = p_table, key_columns = v_key, key_types = v_types, row_limit = p_row_limit, personal = p_personal, unprotected_at = null
   where g.table_name = v_name returning * into p;
  execute format('grant select, insert, update, delete on %s to agency_guard', p_table);

  for k in select t.tgname from pg_trigger t where t.tgrelid = p_table and not t.tgisinternal and t.tgfoid::regproc::text ~ '^(history[.]record|guard[.]refuse(_mass_update)?$)' loop
    execute format('drop trigger %I on %s', k.tgname, p_table);
  end loop;
  for k in select * from guard.triggers(p) loop
    execute k.definition;
    execute format('alter table %s enable always trigger %I', p_table, k.name);
  end loop;
  for k in
    select c.oid from pg_constraint c
     where c.contype = 'f' and p_table in (c.conrelid, c.confrelid) and cardinality(c.conkey) = 1
       and guard.has_column(c.conrelid, 'deleted_at') and guard.has_column(c.confrelid, 'deleted_at')
  loop
    perform guard.protect_foreign_key(k.oid);
  end loop;

  if v_new then
    return next format('%s: protected; %s rows are its baseline', v_name, guard.write_baseline(p));
  end if;
end $$;

-- Records every row of the table as it is, as if it had just been added. Answers how many.
create function guard.write_baseline(p guard.protected) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' as $$
declare v_rows bigint;
begin
  perform set_config('history.intent', 'table.protected', true);
  perform history.begin_commit();
  perform set_config('history.intent', '', true);
  execute format('insert into history.changes (commit_id, row_key, table_id, action, image)
    select $1, history.row_key($2, history.row_id(to_jsonb(t), $3)), $2, ''I'', to_jsonb(t) from %s t', p.table_name)
    using history.commit_id(), p.id, p.key_columns;
  get diagnostics v_rows = row_count;
  return v_rows;
end $$;

-- The tables that are not, or no longer, wholly protected, and what each lacks: a trigger, or the watch over a foreign key. Every table of the agency
-- must be protected, and every other one that once was. The console refuses to serve while there are any.
create or replace function guard.unprotected() returns table (table_name text, lacks text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select format('%I.%I', n.nspname, r.relname), string_agg(distinct needed.lacks, ', ')
    from (
      select p.relid as on_table, t.name as trigger_name, t.name as lacks
        from guard.protected p cross join lateral guard.triggers(p) t where p.unprotected_at is null
      union all
      select c.oid, '', 'any protection' from pg_class c
       where c.relkind in ('r', 'p') and c.relnamespace = 'agency'::regnamespace and not exists (select from guard.protected p where p.relid = c.oid and p.unprotected_at is null)
      union all
      select case e.name when 'guard_live_children_' then k.confrelid else k.conrelid end, e.name || guard.suffix(k.conrelid, k.conname), k.conname
        from pg_constraint k
       cross join (values ('guard_orphan_'), ('guard_orphan_changed_'), ('guard_live_children_')) e (name)
       where k.connamespace = 'agency'::regnamespace and k.contype = 'f' and cardinality(k.conkey) = 1
         and guard.has_column(k.conrelid, 'deleted_at') and guard.has_column(k.confrelid, 'deleted_at')
    ) needed join pg_class r on r.oid = needed.on_table join pg_namespace n on n.oid = r.relnamespace
   where not exists (select from pg_trigger t where t.tgrelid = needed.on_table and t.tgname = needed.trigger_name and t.tgenabled = 'A')
   group by 1
   order by 1
$$;

select guard.protect(p.relid::regclass, p.row_limit) from guard.protected p;
