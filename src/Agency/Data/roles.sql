-- The roles, and what the database lets them do before any schema exists. Run by a superuser in the console's database; may be run again.
--   agency_owner   owns the database and the business tables, and cannot log in
--   agency_guard   owns history and guard, may act as the owner, cannot log in, and has no members: whoever is one could take the guard away
--   agency_admin   logs in to look after the business tables and acts as the owner then
--   agency_app     the console itself
--   agency_reader  reads: analytics, previews, replicas
-- No passwords are set here: on a shared server its administrator does that (alter role ... password).
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('agency_owner', 'nologin'), ('agency_guard', 'nologin'), ('agency_admin', 'login'), ('agency_app', 'login'), ('agency_reader', 'login')) roles (name, can)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I %s nosuperuser nocreatedb nocreaterole', wanted.name, wanted.can);
    end if;
  end loop;

  -- Whoever carries out a request must see every row, whatever row security the table's owner puts on it.
  if (select rolsuper from pg_roles where rolname = current_user) then
    alter role agency_guard bypassrls;
  end if;
  execute format('grant connect on database %I to agency_owner, agency_guard, agency_admin, agency_app, agency_reader', current_database());
  execute format('grant create on database %I to agency_owner, agency_guard', current_database());
  -- A database that another application has filled stays its own: its owner and what everybody may do there are left as they are.
  if (select pg_get_userbyid(d.datdba) = 'agency_owner' from pg_database d where d.datname = current_database())
     or not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and c.oid >= 16384
                       and n.nspname not in ('agency', 'history', 'guard', 'watch', 'past', 'analytics', 'console')
                       and not exists (select from pg_depend e where e.objid = c.oid and e.deptype = 'e')) then
    execute format('alter database %I owner to agency_owner', current_database());
    execute format('revoke all on database %I from public', current_database());
    revoke create on schema public from public;
  end if;
end
$$;

grant agency_owner to agency_admin, agency_guard;

-- Exclusion constraints on ranges, and search by parts of a word.
create extension if not exists btree_gist;
create extension if not exists pg_trgm;
