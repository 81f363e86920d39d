-- as agency_guard
-- Guard for any table with a primary key, of any schema, also of another application (003 was its first cut).

-- SQL that is true where the row t has the id that the text expression says; written so that the primary key's index serves it.
-- Arrays and composite types have no cast from their JSON text: there the table's own row type reads it.
create function guard.key_match(p guard.protected, p_alias text, p_row_id text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg(
           case when c.type like '%]' or exists (select from pg_type y where y.oid = to_regtype(c.type) and y.typtype = 'c')
                then p_alias || '.' || quote_ident(c.name) || ' = (select r.' || quote_ident(c.name) || ' from jsonb_populate_record(null::' || p.table_name
                     || ', jsonb_build_object(' || quote_literal(c.name) || ', ' || case when n.keys = 1 then '(' || p_row_id || ')::jsonb' else '(' || p_row_id || ')::jsonb -> ' || c.n - 1 end || ')) r)'
                else p_alias || '.' || quote_ident(c.name) || ' = (' || case when n.keys = 1 then p_row_id else '(' || p_row_id || ')::jsonb ->> ' || c.n - 1 end || ')::' || c.type
           end, ' and ' order by c.n)
    from unnest(p.key_columns, p.key_types) with ordinality c (name, type, n) cross join (select cardinality(p.key_columns) as keys) n
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

-- SQL that is true where an update changes the column's text. Most types are equal only where their texts are; numbers with a scale, and texts under
-- a collation that equates different ones, are not, and a row's id is a text.
create function guard.differs(p_relid oid, p_column text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select replace(case when a.atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'uuid'::regtype, 'date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
                        or a.atttypid in ('text'::regtype, 'varchar'::regtype) and c.collisdeterministic
                      then 'old.@ is distinct from new.@' else 'old.@::text collate "C" is distinct from new.@::text collate "C"' end, '@', quote_ident(a.attname))
    from pg_attribute a left join pg_collation c on c.oid = a.attcollation
   where a.attrelid = p_relid and a.attname = p_column and a.attnum > 0
$$;

-- The table and its partitions.
create function guard.family(p_relid oid) returns setof oid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select p_relid union select t.relid::oid from pg_partition_tree(p_relid) t
$$;

-- The triggers a table and its partitions are to have, and the SQL that makes each. History is written once per statement; once per row where the table is
-- partitioned, inherits, or has row triggers of its own that come after a change (of another application): such a trigger may change the row again before
-- the statement is over. PostgreSQL copies row triggers to partitions by itself.
create function guard.triggers(p guard.protected) returns table (relid oid, name text, definition text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with t as (
    select concat_ws(', ', quote_literal(p.id), quote_literal(p.row_limit), (select string_agg(quote_literal(k), ', ' order by n) from unnest(p.key_columns) with ordinality u (k, n))) as arguments,
           guard.has_column(p.relid, 'deleted_at') as has_trash,
           (select string_agg(guard.differs(p.relid, k), ' or ' order by n) from unnest(p.key_columns) with ordinality u (k, n)) as key_changes,
           (select c.relkind = 'p' from pg_class c where c.oid = p.relid) as is_partitioned,
           exists (select from pg_class c where c.oid = p.relid and c.relkind = 'p') or exists (select from pg_inherits i where p.relid in (i.inhparent, i.inhrelid))
             or exists (select from pg_trigger g where g.tgrelid = p.relid and not g.tgisinternal and g.tgtype & 1 = 1 and g.tgtype & 66 = 0
                           and g.tgfoid::regproc::text !~ '^(history|guard)[.]') as by_row,
           case when exists (select from pg_attribute a where a.attrelid = p.relid and a.attnum > 0 and not a.attisdropped
                      and (a.atttypid in ('float4'::regtype, 'float8'::regtype, 'bytea'::regtype, 'interval'::regtype, 'money'::regtype)
                        -- What such a type is made of may depend on the session too.
                        or a.atttypid in (select y.oid from pg_type y where y.typtype in ('c', 'd', 'r', 'm')
                             or y.typcategory = 'A' and y.typelem not in ('int4'::regtype, 'int8'::regtype, 'text'::regtype, 'varchar'::regtype, 'uuid'::regtype))
                        or a.attname = any (p.key_columns) and a.atttypid in ('timestamptz'::regtype, 'timetz'::regtype))) then '_pinned' else '' end as pinned)
  select m.oid, d.name, 'create trigger ' || d.name || ' ' || d.fires || ' on ' || m.oid::regclass || ' ' || d.does
    from t
   cross join lateral (values
      ('history_insert', false, not t.by_row, 'after insert', 'referencing new table as new_rows for each statement execute function history.record' || t.pinned || '(' || t.arguments || ')'),
      ('history_update', false, not t.by_row, 'after update', 'referencing new table as new_rows for each statement execute function history.record' || t.pinned || '(' || t.arguments || ')'),
      ('history_delete', false, not t.by_row, 'after delete', 'referencing old table as old_rows for each statement execute function history.record' || t.pinned || '(' || t.arguments || ')'),
      ('history_row', true, t.by_row, 'after insert or update or delete', 'for each row execute function history.record_row(' || t.arguments || ')'),
      ('history_truncate', false, true, 'before truncate', 'for each statement execute function history.record_truncate(' || t.arguments || ')'),
      ('guard_delete', false, true, 'before delete', 'for each statement execute function guard.refuse()'),
      ('guard_truncate', false, true, 'before truncate', 'for each statement execute function guard.refuse()'),
      ('guard_identity', true, true, 'after update', 'for each row when (' || t.key_changes || case when t.has_trash then ' or old.deleted_at is distinct from new.deleted_at' else '' end
        || ') execute function guard.refuse(' || case when t.has_trash then '''deleted_at or the key''' else '''the key''' end || ')'),
      -- An update that moves a row to another partition deletes it here.
      ('guard_moved', true, t.is_partitioned, 'after delete', 'for each row execute function guard.refuse(''the key'')'),
      ('guard_update', false, t.by_row, 'after update', 'referencing new table as new_rows for each statement execute function guard.refuse_mass_update(' || quote_literal(p.row_limit) || ')')
    ) d (name, by_row, is_needed, fires, does)
    join guard.family(p.relid) m (oid) on m.oid = p.relid or not d.by_row
   where d.is_needed
   order by m.oid <> p.relid, m.oid, d.name
$$;

-- Every table that is under the guard, or ought to be, because it is part of one that is.
create function guard.guarded() returns table (relid oid, protected_id int)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive g as (
    select p.relid, p.id from guard.protected p where p.unprotected_at is null
    union select i.inhrelid, g.id from g join pg_inherits i on i.inhparent = g.relid)
  select g.relid, min(g.id) from g group by 1
$$;

-- Puts a table under history and guard, and says what it did, a line each. Run again after adding a foreign key, column or partition; nothing is lost by that.
--   p_table      any table with a primary key, of any schema and owner; its owner's rights are needed, and the right to write guard's tables
--   p_row_limit  how many rows one UPDATE may change without a request; unless said, as it was, or 100
--   p_personal   the columns whose values an approved erasure may take out of history; unless said, as it was, or none
-- Foreign keys of and to the table that would cascade or empty rows on delete become RESTRICT. Rows that are there get a baseline: one commit, table.protected.
-- Partitions are protected with it; tables that inherit from it too, each as a table of its own, by their own key or else by its.
-- Errors: 0A000 for a table without a primary key, a temporary or unlogged one, a view, or a partition: protect the whole.
drop function guard.protect(regclass, int);
create function guard.protect(p_table regclass, p_row_limit int default null, p_personal text[] default null) returns setof text
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
declare
  p guard.protected;
  k record;
  v_class pg_class;
  v_family oid[] := array(select guard.family(p_table));
  v_key text[];
  v_types text[];
  v_name text;
  v_new boolean;
  v_why text;
begin
  select * into v_class from pg_class c where c.oid = p_table;
  v_name := format('%I.%I', (select n.nspname from pg_namespace n where n.oid = v_class.relnamespace), v_class.relname);
  select array_agg(a.attname::text order by u.n), array_agg(format_type(a.atttypid, a.atttypmod) order by u.n) into v_key, v_types
    from pg_index i cross join lateral unnest(i.indkey[:i.indnkeyatts - 1]) with ordinality u (attnum, n) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.attnum
   where i.indrelid = p_table and i.indisprimary;
  if v_key is null and not v_class.relispartition then
    select g.key_columns, g.key_types into v_key, v_types from pg_inherits i join guard.protected g on g.relid = i.inhparent and g.unprotected_at is null where i.inhrelid = p_table;
  end if;
  v_why := case when v_class.relispartition then 'it is a partition; protect the table it is a part of'
                when v_class.relkind not in ('r', 'p') or v_class.relpersistence <> 'p' then 'it is not an ordinary table'
                when v_class.relnamespace in ('history'::regnamespace, 'guard'::regnamespace) then 'history and guard are guarded already'
                when exists (select from pg_class c where c.oid = any (v_family) and c.relkind = 'f') then 'a partition of it lies on another server'
                when v_key is null then 'it has no primary key' end;
  if v_why is not null then
    raise exception using errcode = '0A000', message = format('%s cannot be protected: %s', v_name, v_why);
  end if;
  perform guard.begin_change();

  for k in
    select c.conrelid::regclass as child, c.conname, pg_get_constraintdef(c.oid) as definition, obj_description(c.oid, 'pg_constraint') as comment from pg_constraint c
     where c.contype = 'f' and (c.conrelid = any (v_family) or c.confrelid = any (v_family)) and c.confdeltype not in ('a', 'r') and c.conparentid = 0
  loop
    execute format('alter table %s drop constraint %I, add constraint %2$I %s', k.child, k.conname,
      regexp_replace(k.definition, ' ON DELETE (CASCADE|SET (NULL|DEFAULT)( \([^)]*\))?)((?: DEFERRABLE| INITIALLY DEFERRED| NOT VALID)*)$', ' ON DELETE RESTRICT\4'));
    execute format('comment on constraint %I on %s is %L', k.conname, k.child, k.comment);
    return next format('%s: foreign key %I is ON DELETE RESTRICT now', k.child, k.conname);
  end loop;

  select * into p from guard.protected g where g.table_name = v_name;
  v_new := p.id is null or p.unprotected_at is not null or p.relid <> p_table;
  insert into guard.protected as g (table_name, relid, key_columns, key_types, row_limit, personal) values (v_name, p_table, v_key, v_types, coalesce(p_row_limit, p.row_limit, 100), coalesce(p_personal, p.personal, '{}'))
    on conflict (table_name) do update set relid = p_table, key_columns = v_key, key_types = v_types, row_limit = excluded.row_limit, personal = excluded.personal, unprotected_at = null
    returning g.* into p;
  perform guard.grant_to_guard(p_table);

  for k in
    select t.tgrelid::regclass as relid, t.tgname from pg_trigger t
     where t.tgrelid in (select guard.family(p_table)) and t.tgparentid = 0 and t.tgfoid::regproc::text ~ '^(history[.]record|guard[.]refuse(_mass_update)?$)'
  loop
    execute format('drop trigger %I on %s', k.tgname, k.relid);
  end loop;
  for k in select * from guard.triggers(p) loop
    execute k.definition;
    execute format('alter table %s enable always trigger %I', k.relid::regclass, k.name);
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
  for k in select i.inhrelid::regclass as child from pg_inherits i join pg_class c on c.oid = i.inhrelid and not c.relispartition where i.inhparent = p_table loop
    return query select guard.protect(k.child, p.row_limit, p.personal);
  end loop;
  perform guard.remember_tables(v_family);
  perform guard.end_change();
end $$;

-- What guard needs to carry out a request on the table: its rows, its schema, and to act as its owner where the guard is to be taken off again.
create function guard.grant_to_guard(p_table regclass) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  m regclass;
  v_owner pg_roles;
begin
  execute format('grant usage on schema %s to agency_guard', (select c.relnamespace::regnamespace from pg_class c where c.oid = p_table));
  for m in select guard.family(p_table) loop
    execute format('grant select, insert, update, delete on %s to agency_guard', m);
  end loop;
  select r.* into v_owner from pg_class c join pg_roles r on r.oid = c.relowner where c.oid = p_table;
  if not v_owner.rolsuper and not pg_has_role('agency_guard', v_owner.oid, 'usage') then
    execute format('grant %I to agency_guard', v_owner.rolname);
  end if;
end $$;

-- The watch (013) puts its own in this one's place: it keeps what must be there from now on, for these tables.
create function guard.remember_tables(p_relids oid[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$ begin end $$;

-- Records every row of the table as it is, as if it had just been added; and rows of an earlier time under history that are gone since, as deleted.
-- Answers how many there are. (t.*, because a table may have a column t.)
create function guard.write_baseline(p guard.protected) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' as $$
declare
  v_rows bigint;
  v_from text := case when (select c.relkind from pg_class c where c.oid = p.relid) = 'p' then p.table_name else 'only ' || p.table_name end;
begin
  perform set_config('history.intent', 'table.protected', true);
  perform history.begin_commit();
  perform set_config('history.intent', '', true);
  execute 'insert into history.changes (commit_id, row_key, table_id, action, image)
    select $1, last.row_key, $2, ''D'', last.image from (
      select distinct on (c.row_key, history.row_id(c.image, $3)) c.row_key, c.action, c.image from history.changes c
       where c.table_id = $2 order by c.row_key, history.row_id(c.image, $3), c.seq desc) last
     where last.action <> ''D'' and not exists (select from ' || v_from || ' t where history.row_id(to_jsonb(t.*), $3) = history.row_id(last.image, $3))'
    using history.commit_id(), p.id, p.key_columns;
  execute 'insert into history.changes (commit_id, row_key, table_id, action, image)
    select $1, history.row_key($2, history.row_id(to_jsonb(t.*), $3)), $2, ''I'', to_jsonb(t.*) from ' || v_from || ' t'
    using history.commit_id(), p.id, p.key_columns;
  get diagnostics v_rows = row_count;
  return v_rows;
end $$;

-- The tables that are not, or no longer, wholly protected, and what each lacks: a trigger, or the watch over a foreign key. Every table of the agency
-- must be protected, and every other one that once was, with its partitions and the tables that inherit from it. The console refuses to serve while there are any.
create or replace function guard.unprotected() returns table (table_name text, lacks text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select format('%I.%I', n.nspname, r.relname), string_agg(distinct needed.lacks, ', ')
    from (
      select m.oid as on_table, t.name as trigger_name, t.name as lacks
        from guard.protected p cross join lateral guard.triggers(p) t cross join lateral guard.family(p.relid) m (oid)
       where p.unprotected_at is null and t.relid = p.relid
      union all
      select c.oid, '', 'any protection' from pg_class c
       where c.relkind in ('r', 'p') and (c.relnamespace = to_regnamespace('agency') or exists (select from guard.guarded() g where g.relid = c.oid))
         and not exists (select from guard.protected p where p.unprotected_at is null and c.oid in (select guard.family(p.relid)))
      union all
      select case e.name when 'guard_live_children_' then k.confrelid else k.conrelid end, e.name || guard.suffix(k.conrelid, k.conname), k.conname
        from pg_constraint k
       cross join (values ('guard_orphan_'), ('guard_orphan_changed_'), ('guard_live_children_')) e (name)
       where k.connamespace = to_regnamespace('agency') and k.contype = 'f' and cardinality(k.conkey) = 1
         and guard.has_column(k.conrelid, 'deleted_at') and guard.has_column(k.confrelid, 'deleted_at')
    ) needed join pg_class r on r.oid = needed.on_table join pg_namespace n on n.oid = r.relnamespace
   where not exists (select from pg_trigger t where t.tgrelid = needed.on_table and t.tgname = needed.trigger_name and t.tgenabled = 'A')
   group by 1
  union all
  select p.table_name, 'the table itself' from guard.protected p where p.unprotected_at is null and not exists (select from pg_class c where c.oid = p.relid)
   order by 1
$$;

-- Takes a table out of history and guard again: what the request table.unprotected does when it is applied. What history has of it stays.
-- Errors: 42501 outside guard.apply; AG009 for the agency's own tables.
create function guard.unprotect(r guard.requests) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
declare
  p guard.protected;
  k record;
begin
  if r.operation <> 'table.unprotected' or not exists (select from guard.applying a where a.xid = pg_current_xact_id() and a.request_id = r.id) then
    raise exception using errcode = '42501', message = 'A table is unprotected by an approved request only';
  end if;
  select * into p from guard.protected g where g.table_name = r.params ->> 'table' and g.unprotected_at is null;
  if not found or p.table_name like 'agency.%' then
    raise exception using errcode = 'AG009', message = case when p.id is null then 'This table is not protected.' else 'The agency''s own tables stay protected.' end;
  end if;
  perform guard.begin_change();
  for k in
    select t.tgrelid::regclass as on_table, t.tgname from pg_trigger t join pg_proc f on f.oid = t.tgfoid
     where t.tgrelid in (select guard.family(p.relid)) and t.tgparentid = 0 and not t.tgisinternal and f.pronamespace in ('guard'::regnamespace, 'history'::regnamespace)
  loop
    execute format('drop trigger %I on %s', k.tgname, k.on_table);
  end loop;
  update guard.protected g set unprotected_at = now() where g.id = p.id;
  perform guard.remember_tables(array(select guard.family(p.relid)));
  perform guard.end_change();
end $$;

select guard.protect(p.relid::regclass, p.row_limit) from guard.protected p;
