-- Policies: which operation needs whom, how many, and by when. Every policy that fits a plan counts, and of each thing the strictest holds; so one more of them never
-- loosens anything. Changing one so that it asks for less is a request (018 refuses anything else).
create table agency.policies (
  id uuid primary key,
  operation text not null default '*' check (operation = '*' or operation ~ '^[a-z_]+\.[a-z_]+$'),
  table_name text,
  min_rows int not null default 0 check (min_rows >= 0),
  min_money_minor bigint check (min_money_minor > 0),
  row_column text,
  row_values text[],
  quorum int not null default 1 check (quorum between 1 and 5),
  also_role text check (also_role in ('admin', 'manager', 'finance', 'viewer')),
  approve_minutes int not null default 10080 check (approve_minutes between 1 and 43200),
  execute_minutes int not null default 1440 check (execute_minutes between 1 and 43200),
  requester_signs_in_again boolean not null default false,
  enabled boolean not null default true,
  note text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (row_column is null or (table_name is not null and cardinality(row_values) > 0))
);
comment on column agency.policies.operation is 'The business event''s name, or * for all of them';
comment on column agency.policies.table_name is 'Fits plans that touch it; null fits all';
comment on column agency.policies.min_rows is 'Fits from this many planned rows on, together with what the same person asked for in the 24 hours before';
comment on column agency.policies.min_money_minor is 'Fits from this much money in any one currency on, added up like the rows';
comment on column agency.policies.row_values is 'Fits where a row of table_name that is taken away or changed has one of these in row_column';
comment on column agency.policies.also_role is 'Whoever approves must hold this role besides';
create trigger touch before update on agency.policies for each row execute function agency.touch();
grant select, insert, update on agency.policies to agency_app;
grant select on agency.policies to agency_reader;

insert into agency.policies (id, operation, table_name, min_rows, min_money_minor, row_column, row_values, quorum, approve_minutes, requester_signs_in_again, note) values
  ('019b0000-0000-7000-8000-000000000001', '*', null, 0, null, null, null, 1, 10080, false, 'Whatever destroys needs a second person.'),
  ('019b0000-0000-7000-8000-000000000002', 'trash.purged', null, 0, null, null, null, 2, 10080, false, 'What is purged never comes back from the trash.'),
  ('019b0000-0000-7000-8000-000000000003', 'person.erased', null, 0, null, null, null, 2, 43200, false, 'An erasure cannot be undone; the law gives a month.'),
  ('019b0000-0000-7000-8000-000000000004', 'table.unprotected', null, 0, null, null, null, 2, 2880, true, 'It takes the guard away.'),
  ('019b0000-0000-7000-8000-000000000005', 'talent.removed', null, 500, null, null, null, 2, 10080, false, 'Half an agency in one day.'),
  ('019b0000-0000-7000-8000-000000000006', 'deal.removed', null, 500, null, null, null, 2, 10080, false, 'Half an agency in one day.'),
  ('019b0000-0000-7000-8000-000000000007', 'rows.edited', null, 10000, null, null, null, 2, 10080, false, 'Ten thousand rows in one day.'),
  ('019b0000-0000-7000-8000-000000000008', '*', 'agency.payouts', 0, null, 'status', '{sent,paid}', 1, 2880, false, 'Money that has left the bank: decided within two days.'),
  ('019b0000-0000-7000-8000-000000000009', 'policy.changed', null, 0, null, null, null, 1, 2880, true, 'Who watches the watchers.'),
  ('019b0000-0000-7000-8000-00000000000a', 'role.given', null, 0, null, null, null, 1, 2880, true, 'A new approver decides about everything.'),
  ('019b0000-0000-7000-8000-00000000000b', 'delegation.given', null, 0, null, null, null, 1, 2880, true, 'A stand-in decides about everything.'),
  ('019b0000-0000-7000-8000-00000000000c', 'talent.removed', null, 0, 100000000, null, null, 2, 10080, false, 'A million of anything.'),
  ('019b0000-0000-7000-8000-00000000000d', 'deal.removed', null, 0, 100000000, null, null, 2, 10080, false, 'A million of anything.');
