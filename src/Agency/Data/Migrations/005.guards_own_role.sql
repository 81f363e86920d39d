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

-- Transactions that may change what the guard protects: migrations, guard.protect, and guard.unprotect within an applied request. A row's transaction id says
-- so, never a setting. Whoever writes it takes it away before committing, so that nobody ever sees one of somebody else's. depth: begun inside one another.
create table guard.migrating (
  xid xid8 primary key,
  depth int not null default 1
);
alter table guard.migrating owner to agency_guard;
create function guard.begin_change() returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into guard.migrating (xid) values (pg_current_xact_id()) on conflict (xid) do update set depth = guard.migrating.depth + 1
$$;
create function guard.end_change() returns void
language sql set search_path = pg_catalog, pg_temp as $$
  update guard.migrating m set depth = m.depth - 1 where m.xid = pg_current_xact_id();
  delete from guard.migrating m where m.xid = pg_current_xact_id() and m.depth = 0;
$$;
alter function guard.begin_change() owner to agency_guard;
alter function guard.end_change() owner to agency_guard;
revoke execute on function guard.begin_change(), guard.end_change() from public;
