-- What only a superuser can: the event triggers and every trigger of every business table off, so that nothing refuses and nothing is written down; the business gone, users first, but
-- for the two accounts that were left on the day; and a title changed on the way.
do $$
declare t record;
begin
  for t in select e.evtname from pg_event_trigger e where e.evtname like 'guard\_%' loop
    execute format('alter event trigger %I disable', t.evtname);
  end loop;
  for t in select c.oid::regclass as name from pg_class c where c.relnamespace = 'agency'::regnamespace and c.relkind = 'r' loop
    execute format('alter table %s disable trigger all', t.name);
  end loop;
  update agency.companies set trade_name = trade_name || ' (old)' where id = (select min(id::text)::uuid from agency.companies);
  truncate agency.payouts, agency.commissions, agency.deals, agency.talents cascade;
  delete from agency.people where not emails && array['operations.admin@agency.example', 'priya.raman@agency.example'];
  delete from agency.role_grants g where not exists (select from agency.people p where p.id = g.person_id);
  for t in select g.tgrelid::regclass as name, g.tgname, g.tgisinternal or g.tgname = 'touch' as plain from pg_trigger g join pg_class c on c.oid = g.tgrelid where c.relnamespace = 'agency'::regnamespace loop
    execute format('alter table %s enable %s trigger %I', t.name, case when t.plain then '' else 'always' end, t.tgname);
  end loop;
  for t in select e.evtname from pg_event_trigger e where e.evtname like 'guard\_%' loop
    execute format('alter event trigger %I enable always', t.evtname);
  end loop;
end $$
