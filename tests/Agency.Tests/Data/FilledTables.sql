-- 150 rows in each of the agency's tables, each row on a row of the table above it; the last one is in the trash and nothing hangs on it.
insert into agency.people (id, display_name, deleted_at)
  select md5('people' || n)::uuid, 'Person ' || n, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.accounts (id, person_id, oidc_issuer, oidc_subject, deleted_at)
  select md5('accounts' || n)::uuid, md5('people' || 1 + n % 149)::uuid, 'issuer', n::text, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.role_grants (id, person_id, role, deleted_at)
  select md5('role_grants' || n)::uuid, md5('people' || 1 + n % 149)::uuid, case when n = 150 then 'finance' else 'viewer' end, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.companies (id, trade_name, kind, deleted_at)
  select md5('companies' || n)::uuid, 'Brand ' || n, 'brand', case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.talents (id, stage_name, deleted_at)
  select md5('talents' || n)::uuid, 'Talent ' || n, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.deals (id, title, talent_id, brand_id, deleted_at)
  select md5('deals' || n)::uuid, 'Deal ' || n, md5('talents' || 1 + n % 149)::uuid, md5('companies' || 1 + n % 149)::uuid, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.commissions (id, deal_id, rate_bps, basis_minor, amount_minor, currency, deleted_at)
  select md5('commissions' || n)::uuid, md5('deals' || 1 + n % 149)::uuid, 2000, n * 100, n * 20, 'GBP', case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.payouts (id, talent_id, deal_id, amount_minor, currency, deleted_at)
  select md5('payouts' || n)::uuid, md5('talents' || 1 + n % 149)::uuid, md5('deals' || 1 + n % 149)::uuid, n * 80, 'GBP', case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.imported_rows (id, source, source_table, source_id, table_name, row_id, source_row, deleted_at)
  select md5('imported_rows' || n)::uuid, 'elsewhere', 'Talent', n::text, 'agency.talents', md5('talents' || n)::uuid, '{}', case when n = 150 then now() end from generate_series(1, 150) n;
-- Nobody has two of these, so the one in the trash is of somebody who has none.
insert into agency.delegations (id, person_id, delegate_id, valid_until, deleted_at)
  select md5('delegations' || n)::uuid, md5('people' || 1 + n % 149)::uuid, md5('people' || 1 + (n + 1) % 149)::uuid, now() + interval '1 day', case when n = 150 then now() end from generate_series(2, 150) n;
insert into agency.break_glass_holders (id, person_id, deleted_at)
  select md5('break_glass_holders' || n)::uuid, md5('people' || 1 + n % 149)::uuid, case when n = 150 then now() end from generate_series(2, 150) n;
insert into agency.policies (id, operation, deleted_at)
  select md5('policies' || n)::uuid, 'nothing.done', case when n = 150 then now() end from generate_series(1 + (select count(*) from agency.policies), 150) n
