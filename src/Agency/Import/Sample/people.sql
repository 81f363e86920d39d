-- Whom one can sign in as in the sample: an admin who approves, an admin, two approvers and a manager. Run again, it adds nothing.
with wanted (id, display_name, email) as (
  values ('01980000-0000-7000-8000-000000000001'::uuid, 'Priya Raman', 'priya.raman@agency.example'),
         ('01980000-0000-7000-8000-000000000002'::uuid, 'Tom Ellery', 'tom.ellery@agency.example'),
         ('01980000-0000-7000-8000-000000000003'::uuid, 'Grace Osei', 'grace.osei@agency.example')
)
insert into agency.people (id, display_name, emails)
select w.id, w.display_name, array[w.email] from wanted w
on conflict (id) do nothing;

with wanted (id, email, role) as (
  values ('01980000-0000-7000-8000-000000000011'::uuid, 'priya.raman@agency.example', 'approver'),
         ('01980000-0000-7000-8000-000000000012'::uuid, 'tom.ellery@agency.example', 'manager'),
         ('01980000-0000-7000-8000-000000000013'::uuid, 'operations.admin@agency.example', 'approver'),
         ('01980000-0000-7000-8000-000000000014'::uuid, 'grace.osei@agency.example', 'approver')
)
-- At once: the first two approvers need nobody's approval, every later one a request.
insert into agency.role_grants (id, person_id, role)
select w.id, p.id, w.role
  from wanted w join agency.people p on w.email = any (p.emails)
on conflict (id) do nothing;
