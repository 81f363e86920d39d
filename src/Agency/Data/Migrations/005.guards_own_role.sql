-- as administrator
-- History and guard leave the owner's hands: from here on they belong to agency_guard, a role that nobody is a member of but who may change the guard itself.
-- The owner of the business tables can then neither write what guard.apply alone writes, nor replace what refuses. roles.sql makes the role.
do $$
declare
  s text;
  o record;
begin
  if not exists (select from pg_roles where rolname = 'agency_guard') then
    raise exception 'The role agency_guard is missing: run src/Agency/Data/roles.sql once more as the server''s administrator';
  end if;
  foreach s in array array['history', 'guard'] loop
    for o in select c.oid::regclass as name from pg_class c where c.relnamespace = s::regnamespace and c.relkind in ('r', 'p') loop
      execute format('alter table %s owner to agency_guard', o.name);
    end loop;
    for o in select p.oid::regprocedure as name from pg_proc p where p.pronamespace = s::regnamespace loop
      execute format('alter function %s owner to agency_guard', o.name);
    end loop;
    execute format('alter schema %I owner to agency_guard', s);
    execute format('alter default privileges for role agency_guard in schema %I grant select on tables to agency_owner, agency_app, agency_reader', s);
    execute format('grant usage on schema %I to agency_owner', s);
    execute format('grant select on all tables in schema %I to agency_owner', s);
  end loop;
  alter default privileges for role agency_guard revoke execute on functions from public;
end $$;
