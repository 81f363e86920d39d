-- Ann asks, four approve; talents with eight deals, eight commissions and eight payouts each; and old requests of Ann's, decided by one of the four.
insert into agency.people (id, display_name) select ('0197f000-0000-7000-8000-0000000000' || n)::uuid, 'Person ' || n from unnest(array['0a', 'c1', 'c2', 'c3', 'c4']) n;
insert into agency.role_grants (id, person_id, role) select gen_random_uuid(), p.id, case when p.display_name = 'Person 0a' then 'admin' else 'approver' end from agency.people p;
insert into guard.sessions (id, person_id, method, authenticated_at, ends_at) select p.id, p.id, 'server', now() + interval '1 hour', now() + interval '1 day' from agency.people p;
insert into agency.talents (id, stage_name) select ('0197f000-0000-7000-8000-1000000000' || lpad(to_hex(n), 2, '0'))::uuid, 'Talent ' || n from generate_series(1, :talents) n;
insert into agency.deals (id, title, talent_id, gross_minor) select gen_random_uuid(), 'Deal ' || n, t.id, 100000 from agency.talents t cross join generate_series(1, 8) n;
insert into agency.commissions (id, deal_id, rate_bps, basis_minor, amount_minor, currency) select gen_random_uuid(), d.id, 2000, 100000, 20000, 'GBP' from agency.deals d;
insert into agency.payouts (id, talent_id, deal_id, amount_minor, currency) select gen_random_uuid(), d.talent_id, d.id, 80000, 'GBP' from agency.deals d;
with old as (
  insert into guard.requests (id, operation, title, params, impact, row_count, plan_hash, requested_by, reason, state, created_at, submitted_at, decided_at, applied_at)
  select gen_random_uuid(), 'deal.removed', 'Move deal ' || n || ' to the trash', '{}', '{"tables": [{"table": "agency.deals", "verb": "trash", "rows": 1}], "money": [{"kind": "deals", "minor": 100000, "currency": "GBP"}], "blockers": [], "blocked": 0}', 1, md5(n::text),
         '0197f000-0000-7000-8000-00000000000a', 'It was measured.', case when n % 5 = 0 then 'rejected' else 'succeeded' end, m.at, m.at, m.at, m.at
    from generate_series(1, :old) n cross join lateral (select now() - n * interval '1 hour' as at) m
  returning id, requested_by, plan_hash, submitted_at, state)
insert into guard.votes (request_id, requested_by, person_id, decision, plan_hash, reason, at)
select o.id, o.requested_by, '0197f000-0000-7000-8000-0000000000c1', case o.state when 'rejected' then 'reject' else 'approve' end, o.plan_hash, 'Seen.', o.submitted_at from old o;
-- One person asks for many rows within minutes here; what adds up over a day would ask for two approvers.
set role agency_guard;
select guard.begin_change();
update agency.policies set enabled = false where min_rows > 0 or min_money_minor is not null;
select guard.end_change();
reset role;
analyze;
