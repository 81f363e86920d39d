-- Every row of the agency as it is, and a copy of that, to compare with later.
create view public.every_row as
  select 'people' as table_name, to_jsonb(t)::text as row from agency.people t
  union all select 'accounts', to_jsonb(t)::text from agency.accounts t
  union all select 'role_grants', to_jsonb(t)::text from agency.role_grants t
  union all select 'companies', to_jsonb(t)::text from agency.companies t
  union all select 'talents', to_jsonb(t)::text from agency.talents t
  union all select 'deals', to_jsonb(t)::text from agency.deals t
  union all select 'commissions', to_jsonb(t)::text from agency.commissions t
  union all select 'payouts', to_jsonb(t)::text from agency.payouts t
  union all select 'imported_rows', to_jsonb(t)::text from agency.imported_rows t;
create table public.before_the_incident as table public.every_row
