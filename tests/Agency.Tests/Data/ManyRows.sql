-- 100,000 talents and 100,000 deals of 1,000 brands, as fast as the server can: nothing here tests the triggers.
set session_replication_role = replica;
alter table agency.companies disable trigger all;
alter table agency.talents disable trigger all;
alter table agency.deals disable trigger all;
insert into agency.companies (id, trade_name, kind) select md5('c' || n)::uuid, 'Brand ' || n, 'brand' from generate_series(1, 1000) n;
insert into agency.talents (id, stage_name, status, default_commission_bps, updated_at)
  select md5('t' || n)::uuid, 'Talent ' || n, (array['prospect', 'onboarding', 'active', 'paused', 'offboarding', 'former'])[1 + n % 6], n % 10000, now() - n * interval '1 minute' from generate_series(1, 100000) n;
insert into agency.deals (id, title, talent_id, brand_id, stage, gross_minor, signed_on, updated_at)
  select md5('d' || n)::uuid, 'Deal ' || n, md5('t' || 1 + n % 50000)::uuid, md5('c' || 1 + n % 1000)::uuid, (array['lead', 'negotiating', 'live', 'completed'])[1 + n % 4],
         case when n % 3 > 0 then n * 100 end, case when n % 2 > 0 then date '2020-01-01' + n % 2000 end, now() - n * interval '1 minute'
    from generate_series(1, 100000) n;
analyze agency.companies, agency.talents, agency.deals;
