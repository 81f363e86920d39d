-- Guard: a protected table refuses, from any role, what destroys: DELETE, TRUNCATE, moving to or out of the trash (deleted_at), changing a
-- primary key, and one statement that updates more rows than the table's limit. SQLSTATE AG001, unless guard.apply is applying an approved
-- request in this very transaction. That is known by a row in guard.applying, which only guard.apply writes; no setting can say it.

create table guard.applying (
  xid xid8 primary key,
  request_id uuid not null
);

create table guard.protected (
  table_name text primary key,
  key_column text not null,
  key_type text not null,
  row_limit int not null check (row_limit >= 0),
  protected_at timestamptz not null default now()
);

create function guard.is_applying() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select exists (select from guard.applying a where a.xid = pg_current_xact_id_if_assigned()) $$;

-- For whole statements; and, with what it sets as argument, for rows whose deleted_at or primary key changes (the trigger's WHEN says so).
create function guard.refuse() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not guard.is_applying() then
    raise exception using errcode = 'AG001',
      message = format('%s on %I.%I is refused: it needs a request that a second person has approved', coalesce('Setting ' || tg_argv[0], tg_op), tg_table_schema, tg_table_name),
      hint = 'Move the row to the trash in the console; somebody else approves it.';
  end if;
  return null;
end $$;

create function guard.refuse_mass_update() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare v_rows bigint;
begin
  select count(*) into v_rows from new_rows;
  if v_rows > tg_argv[0]::int and not guard.is_applying() then
    raise exception using errcode = 'AG001',
      message = format('An update of %s rows of %I.%I is refused: more than %s at once need a request that a second person has approved',
        v_rows, tg_table_schema, tg_table_name, tg_argv[0]),
      hint = 'Plan it as a bulk edit in the console.';
  end if;
  return null;
end $$;

-- A live row may not hang on a row in the trash. Arguments: parent table, its key, our column, the key's type.
create function guard.refuse_orphan() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_trashed boolean;
begin
  execute format('select p.deleted_at is not null from %s p where p.%I = $1::%s for key share', tg_argv[0], tg_argv[1], tg_argv[3])
    into v_trashed using to_jsonb(new) ->> tg_argv[2];
  if v_trashed then
    raise exception using errcode = 'AG002',
      message = format('%s of %I.%I points to a row of %s that is in the trash', tg_argv[2], tg_table_schema, tg_table_name, tg_argv[0]),
      hint = 'Restore that row first, or choose another.';
  end if;
  return null;
end $$;

-- A row in the trash may have no live child: soft delete must not walk past RESTRICT. Arguments: our key, child table, its column, the key's type.
create function guard.refuse_live_children() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_found boolean;
begin
  execute format('select true from %s c where c.%I = $1::%s and c.deleted_at is null limit 1', tg_argv[1], tg_argv[2], tg_argv[3])
    into v_found using to_jsonb(new) ->> tg_argv[0];
  if v_found then
    raise exception using errcode = 'AG002',
      message = format('%I.%I cannot go to the trash while %s has live rows that belong to it', tg_table_schema, tg_table_name, tg_argv[1]),
      hint = 'Plan both in one request.';
  end if;
  return null;
end $$;

create function guard.has_column(p_table regclass, p_column text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as
$$ select exists (select from pg_attribute a where a.attrelid = p_table and a.attname = p_column and a.attnum > 0 and not a.attisdropped) $$;

-- What the names of a foreign key's triggers end in.
create function guard.suffix(p_child regclass, p_constraint name) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$ select left(md5(p_child::text || p_constraint), 10) $$;

-- Both ends of a single-column foreign key between two tables with a trash. PostgreSQL fires in the order of names: guard_identity speaks first.
create function guard.protect_foreign_key(p_constraint oid) returns void
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
       when (new.deleted_at is null and new.%I is not null) execute function guard.refuse_orphan(%L, %L, %L, %L)',
    'guard_orphan_' || v_suffix, k.child, k.child_column, k.parent, k.parent_column, k.child_column, k.key_type);
  execute format(
    'create constraint trigger %I after update on %s deferrable initially immediate for each row
       when (new.deleted_at is null and new.%3$I is not null and (old.deleted_at is not null or new.%3$I is distinct from old.%3$I))
       execute function guard.refuse_orphan(%L, %L, %L, %L)',
    'guard_orphan_changed_' || v_suffix, k.child, k.child_column, k.parent, k.parent_column, k.child_column, k.key_type);
  execute format(
    'create constraint trigger %I after update on %s deferrable initially immediate for each row
       when (new.deleted_at is not null and old.deleted_at is null) execute function guard.refuse_live_children(%L, %L, %L, %L)',
    'guard_live_children_' || v_suffix, k.parent, k.parent_column, k.child, k.child_column, k.key_type);
  execute format('alter table %s enable always trigger %I', k.child, 'guard_orphan_' || v_suffix);
  execute format('alter table %s enable always trigger %I', k.child, 'guard_orphan_changed_' || v_suffix);
  execute format('alter table %s enable always trigger %I', k.parent, 'guard_live_children_' || v_suffix);
end $$;

-- Puts a table under history and guard. The table needs a primary key of one column. Run again after adding a foreign key. Rows that are already
-- there get a baseline commit. Errors: 0A000 without such a key, or with a foreign key that cascades.
create function guard.protect(p_table regclass, p_row_limit int default 100) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
declare
  v_key text;
  v_type text;
  v_when text;
  v_trigger text;
  v_foreign_key oid;
  v_new boolean;
begin
  select a.attname, format_type(a.atttypid, a.atttypmod) into v_key, v_type
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
   where i.indrelid = p_table and i.indisprimary and i.indnkeyatts = 1;
  if v_key is null then
    raise exception using errcode = '0A000', message = format('%s cannot be protected: it has no primary key of one column', p_table);
  end if;
  if exists (select from pg_constraint c where c.contype = 'f' and p_table in (c.conrelid, c.confrelid) and c.confdeltype not in ('a', 'r')) then
    raise exception using errcode = '0A000', message = format('%s cannot be protected: a foreign key on it destroys or empties rows on delete', p_table);
  end if;

  insert into guard.protected (table_name, key_column, key_type, row_limit) values (p_table::text, v_key, v_type, p_row_limit)
    on conflict (table_name) do nothing;
  v_new := found;
  update guard.protected set key_column = v_key, key_type = v_type, row_limit = p_row_limit where table_name = p_table::text;

  v_when := format('old.%I is distinct from new.%1$I', v_key);
  if guard.has_column(p_table, 'deleted_at') then
    v_when := v_when || ' or old.deleted_at is distinct from new.deleted_at';
  end if;
  foreach v_trigger in array array['history_record', 'history_truncate', 'guard_delete', 'guard_truncate', 'guard_identity', 'guard_mass_update'] loop
    execute format('drop trigger if exists %I on %s', v_trigger, p_table);
  end loop;
  execute format('create trigger history_record after insert or update or delete on %s for each row execute function history.record(%L)', p_table, v_key);
  execute format('create trigger history_truncate after truncate on %s for each statement execute function history.record_truncate()', p_table);
  execute format('create trigger guard_delete before delete on %s for each statement execute function guard.refuse()', p_table);
  execute format('create trigger guard_truncate before truncate on %s for each statement execute function guard.refuse()', p_table);
  execute format('create trigger guard_identity after update on %s for each row when (%s) execute function guard.refuse(%L)', p_table, v_when,
    case when guard.has_column(p_table, 'deleted_at') then 'deleted_at or the key' else 'the key' end);
  execute format('create trigger guard_mass_update after update on %s referencing new table as new_rows for each statement execute function guard.refuse_mass_update(%L)',
    p_table, p_row_limit);
  foreach v_trigger in array array['history_record', 'history_truncate', 'guard_delete', 'guard_truncate', 'guard_identity', 'guard_mass_update'] loop
    execute format('alter table %s enable always trigger %I', p_table, v_trigger);
  end loop;

  for v_foreign_key in
    select c.oid from pg_constraint c
     where c.contype = 'f' and p_table in (c.conrelid, c.confrelid) and cardinality(c.conkey) = 1
       and guard.has_column(c.conrelid, 'deleted_at') and guard.has_column(c.confrelid, 'deleted_at')
  loop
    perform guard.protect_foreign_key(v_foreign_key);
  end loop;

  if v_new then
    perform set_config('history.intent', 'table.protected', true);
    execute format(
      'insert into history.changes (commit_id, table_name, row_id, action, after)
       select history.current_commit(), %L, to_jsonb(t) ->> %L, ''I'', to_jsonb(t) from %s t', p_table::text, v_key, p_table);
    perform set_config('history.intent', '', true);
  end if;
end $$;

-- The tables of the agency that are not, or no longer, wholly protected, and what each lacks: a trigger, or the watch over a foreign key. The console refuses to serve while there are any.
create function guard.unprotected() returns table (table_name text, lacks text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select needed.on_table::text, string_agg(distinct needed.lacks, ', ')
    from (
      select c.oid::regclass as on_table, t.name as trigger_name, t.name as lacks
        from pg_class c
       cross join (values ('history_record'), ('history_truncate'), ('guard_delete'), ('guard_truncate'), ('guard_identity'), ('guard_mass_update')) t (name)
       where c.relnamespace = 'agency'::regnamespace and c.relkind in ('r', 'p')
      union all
      select case e.name when 'guard_live_children_' then k.confrelid else k.conrelid end::regclass, e.name || guard.suffix(k.conrelid, k.conname), k.conname
        from pg_constraint k
       cross join (values ('guard_orphan_'), ('guard_orphan_changed_'), ('guard_live_children_')) e (name)
       where k.connamespace = 'agency'::regnamespace and k.contype = 'f' and cardinality(k.conkey) = 1
         and guard.has_column(k.conrelid, 'deleted_at') and guard.has_column(k.confrelid, 'deleted_at')
    ) needed
   where not exists (select from pg_trigger t where t.tgrelid = needed.on_table and t.tgname = needed.trigger_name and t.tgenabled = 'A')
   group by needed.on_table
   order by 1
$$;
grant execute on function guard.unprotected() to agency_app, agency_reader;

select guard.protect(format('agency.%I', t)::regclass)
  from unnest(array['people', 'accounts', 'role_grants', 'companies', 'talents', 'deals', 'commissions', 'payouts', 'imported_rows']) t;
