-- as agency_guard
-- The second person, done right: policies, both clocks, quorum, who may vote, withdraw, retract, veto, expiry, drift, retry (004 has the states' first cut, 008 plans
-- and applying). AG010: the sign-in is older than five minutes. AG011: too many decisions at once.
select guard.protect('agency.policies');
select history.make_past_view('agency.policies');

-- policy: what the plan asked for when it was made; both clocks are in it, and it is part of the plan's hash. not_before: applied then, not at once.
-- via_key: the machine that asked in the requester's name. break_glass: applied alone, in front of everyone.
alter table guard.requests drop constraint requests_state_check,
  add constraint requests_state_check check (state in ('draft', 'pending', 'approved', 'executing', 'succeeded', 'rejected', 'withdrawn', 'expired', 'stale', 'failed', 'failed_final')),
  add policy jsonb not null default '{"quorum": 1, "also_roles": [], "approve_minutes": 10080, "execute_minutes": 1440, "requester_signs_in_again": false, "rules": []}',
  add approve_by timestamptz, add execute_by timestamptz, add not_before timestamptz,
  add supersedes uuid references guard.requests, add idempotency_key text, add via_key uuid references guard.api_keys, add break_glass uuid references guard.break_glass,
  add failures int not null default 0;
create unique index requests_idempotency on guard.requests (requested_by, idempotency_key) where idempotency_key is not null;
create index requests_supersedes on guard.requests (supersedes) where supersedes is not null;
create index requests_lately on guard.requests (requested_by, submitted_at) where state not in ('draft', 'rejected', 'withdrawn', 'expired', 'stale');
drop index guard.requests_one_undo;
create unique index requests_one_undo on guard.requests (undo_of) where state in ('pending', 'approved', 'executing', 'failed', 'succeeded');
drop trigger planned_once on guard.requests;
create trigger planned_once before update on guard.requests for each row
  when ((old.operation, old.title, old.params, old.impact, old.row_count, old.plan_hash, old.requested_by, old.undo_of, old.policy, old.not_before, old.supersedes, old.idempotency_key, old.via_key)
        is distinct from (new.operation, new.title, new.params, new.impact, new.row_count, new.plan_hash, new.requested_by, new.undo_of, new.policy, new.not_before, new.supersedes, new.idempotency_key, new.via_key)
     or (old.state <> 'draft' and (old.reason, old.submitted_at, old.approve_by) is distinct from (new.reason, new.submitted_at, new.approve_by)))
  execute function guard.refuse_replanning();
alter table guard.requests enable always trigger planned_once;

-- A person's last vote is the one that counts. opened_at: when the plan was put before them; at - opened_at is how long they looked.
alter table guard.votes drop constraint votes_request_id_person_id_key, drop constraint votes_decision_check, drop constraint votes_check1,
  add constraint votes_decision_check check (decision in ('approve', 'reject', 'retract', 'veto')),
  add constraint votes_reason_check check (decision in ('approve', 'retract') or btrim(reason) <> ''),
  add on_behalf_of uuid check (on_behalf_of not in (person_id, requested_by)), add session_id uuid references guard.sessions, add signed_in_at timestamptz, add signed_in_how text, add opened_at timestamptz;
create index votes_request on guard.votes (request_id, id);
create index votes_person on guard.votes (person_id, at);

create table guard.comments (
  id bigint generated always as identity primary key,
  request_id uuid not null references guard.requests,
  person_id uuid not null,
  at timestamptz not null default now(),
  body text not null check (btrim(body) <> '' and length(body) <= 4000)
);
create index comments_request on guard.comments (request_id, id);
create trigger never_deleted before delete or truncate on guard.comments for each statement execute function history.refuse();
alter table guard.comments enable always trigger never_deleted;

-- Rehearsed restores. A purge waits for one that has passed since its rows were deleted.
create table guard.drills (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  passed boolean not null,
  detail jsonb not null default '{}'
);
create index drills_passed on guard.drills (at) where passed;
create trigger append_only before update or delete or truncate on guard.drills for each statement execute function history.refuse();
alter table guard.drills enable always trigger append_only;

-- --- policies

-- A policy asks for less than it did: fewer people, more time, or of fewer plans.
create function guard.loosens(old agency.policies, new agency.policies) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select new.quorum < old.quorum or new.approve_minutes > old.approve_minutes or new.execute_minutes > old.execute_minutes
      or old.requester_signs_in_again and not new.requester_signs_in_again or old.enabled and not new.enabled
      or old.also_role is not null and new.also_role is distinct from old.also_role
      or new.operation not in (old.operation, '*') or new.table_name is distinct from old.table_name and new.table_name is not null
      or new.min_rows > old.min_rows or new.min_money_minor is not null and new.min_money_minor > coalesce(old.min_money_minor, 0)
      or new.row_column is not null and (new.row_column is distinct from old.row_column or not new.row_values @> old.row_values)
$$;

create function guard.refuse_loosening() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.enabled and guard.loosens(old, new) and not guard.is_applying() and not exists (select from guard.migrating m where m.xid = pg_current_xact_id_if_assigned()) then
    raise exception using errcode = 'AG001', message = 'A policy that asks for less than before needs a second person: ask for the change.';
  end if;
  return new;
end $$;
create trigger guard_loosening before update on agency.policies for each row execute function guard.refuse_loosening();
alter table agency.policies enable always trigger guard_loosening;

create function guard.stricter(a jsonb, b jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'quorum', greatest((a ->> 'quorum')::int, (b ->> 'quorum')::int),
    'also_roles', (select coalesce(jsonb_agg(distinct x order by x), '[]') from jsonb_array_elements((a -> 'also_roles') || (b -> 'also_roles')) x),
    'approve_minutes', least((a ->> 'approve_minutes')::int, (b ->> 'approve_minutes')::int),
    'execute_minutes', least((a ->> 'execute_minutes')::int, (b ->> 'execute_minutes')::int),
    'requester_signs_in_again', (a ->> 'requester_signs_in_again')::boolean or (b ->> 'requester_signs_in_again')::boolean,
    'rules', (select coalesce(jsonb_agg(distinct x order by x), '[]') from jsonb_array_elements((a -> 'rules') || (b -> 'rules')) x))
$$;

-- Rows and money of a plan as the guard counted them, which need not be what its planner said.
create function guard.counted(p_impact jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$ select coalesce(p_impact -> 'counted', p_impact) $$;

create function guard.rows_of(p_impact jsonb, p_table text) returns bigint
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum((t ->> 'rows')::bigint), 0) from jsonb_array_elements(p_impact -> 'tables') t where p_table is null or t ->> 'table' = p_table
$$;

-- The most money that plans with these impacts touch in one kind and currency.
create function guard.money_of(p_impacts jsonb[]) returns numeric
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(max(s.minor), 0) from (select sum(abs((m ->> 'minor')::numeric)) as minor from unnest(p_impacts) i cross join lateral jsonb_array_elements(coalesce(i -> 'money', '[]')) m
    group by m ->> 'kind', m ->> 'currency') s
$$;

-- What the policies ask of such a plan now. p_request: its planned rows. p_until: what the person had asked for in the 24 hours before that moment adds up with it.
create function guard.resolve_policy(p_operation text, p_request uuid, p_impact jsonb, p_person uuid, p_until timestamptz) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  p agency.policies;
  v_policy jsonb := '{"quorum": 1, "also_roles": [], "approve_minutes": 10080, "execute_minutes": 1440, "requester_signs_in_again": false, "rules": []}';
  v_lately jsonb[];
  v_matches boolean;
begin
  for p in select * from agency.policies q where q.enabled and q.deleted_at is null and q.operation in ('*', p_operation) order by q.id loop
    v_matches := p.table_name is null or guard.rows_of(guard.counted(p_impact), p.table_name) > 0;
    if v_matches and p.row_column is not null then
      v_matches := exists (select from guard.plan_rows r where r.request_id = p_request and r.table_name = p.table_name and r.action <> 'insert' and r.before ->> p.row_column = any (p.row_values));
    end if;
    if v_matches and (p.min_rows > 0 or p.min_money_minor is not null) then
      v_lately := array(select guard.counted(q.impact) from guard.requests q
        where q.requested_by = p_person and q.id <> p_request and q.submitted_at > p_until - interval '24 hours' and q.submitted_at <= p_until
          and q.state not in ('draft', 'rejected', 'withdrawn', 'expired', 'stale') and p.operation in ('*', q.operation)) || guard.counted(p_impact);
      v_matches := (select sum(guard.rows_of(i, p.table_name)) from unnest(v_lately) i) >= p.min_rows
        and (p.min_money_minor is null or guard.money_of(v_lately) >= p.min_money_minor);
    end if;
    if v_matches then
      v_policy := guard.stricter(v_policy, jsonb_build_object('quorum', p.quorum, 'also_roles', case when p.also_role is null then '[]' else jsonb_build_array(p.also_role) end,
        'approve_minutes', p.approve_minutes, 'execute_minutes', p.execute_minutes, 'requester_signs_in_again', p.requester_signs_in_again, 'rules', jsonb_build_array(p.id)));
    end if;
  end loop;
  -- A policy is loosened by as many as it asks for itself.
  return guard.stricter(v_policy, v_policy || jsonb_build_object('quorum',
    case when guard.rows_of(guard.counted(p_impact), 'agency.policies') > 0
      then (select coalesce(max((r.before ->> 'quorum')::int), 1) from guard.plan_rows r where r.request_id = p_request and r.table_name = 'agency.policies' and r.action <> 'insert') else 1 end));
end $$;

-- The stricter of what its plan was shown to ask for and what the policies ask for now.
create function guard.policy_of(r guard.requests) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select guard.stricter(r.policy, guard.resolve_policy(r.operation, r.id, r.impact, r.requested_by, coalesce(r.submitted_at, now()))) $$;

-- Who would have to approve such a plan, asked before there is one: by operation, tables with how many rows, and money. [{"table", "rows"}], [{"kind", "minor", "currency"}].
create function guard.simulate_policy(p_operation text, p_tables jsonb, p_money jsonb, p_row_values jsonb, p_person uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_id uuid := gen_random_uuid();
  v_policy jsonb;
begin
  -- As planned rows that nobody keeps: one of each table, with the values that were named.
  begin
    insert into guard.plan_rows (request_id, seq, table_name, row_id, action, before, patch)
    select v_id, t.ordinality, t.value ->> 'table', '?', 'update', coalesce(p_row_values -> (t.value ->> 'table'), '{}'), '{}' from jsonb_array_elements(p_tables) with ordinality t;
    v_policy := guard.resolve_policy(p_operation, v_id, jsonb_build_object('tables', p_tables, 'money', p_money), p_person, now());
    raise exception using errcode = 'AG000';
  exception when sqlstate 'AG000' then
    return v_policy;
  end;
end $$;
grant execute on function guard.simulate_policy(text, jsonb, jsonb, jsonb, uuid) to agency_app;

-- --- who may vote

-- Persons whose sign-ins lead to the same e-mail address are one person to us.
create function guard.same_person(a uuid, b uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select a = b or exists (select from agency.people p join agency.people q on q.id = b cross join unnest(p.emails) e cross join unnest(q.emails) f where p.id = a and lower(e) = lower(f))
$$;

-- One stands, or has stood since that moment, in for the other.
create function guard.are_linked(a uuid, b uuid, p_since timestamptz) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from agency.delegations d where (d.person_id, d.delegate_id) in ((a, b), (b, a)) and d.valid_from <= now() and d.valid_until > p_since and coalesce(d.deleted_at, 'infinity') > p_since)
$$;

-- The person decides on behalf of the other now, and did so before this was asked for.
create function guard.stands_in_for(p_person uuid, p_other uuid, p_since timestamptz) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from agency.delegations d where d.person_id = p_other and d.delegate_id = p_person and d.deleted_at is null and now() >= d.valid_from and now() < d.valid_until
                    and not exists (select from history.changes h where h.row_key = history.row_key_of('agency.delegations', d.id::text) and h.at > p_since))
$$;

-- Everybody who had a hand in the plan: who asked for it, and for what it replaces.
create function guard.planners(r guard.requests) returns uuid[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive chain as (select r.requested_by, r.supersedes, 1 as n union all select q.requested_by, q.supersedes, c.n + 1 from chain c join guard.requests q on q.id = c.supersedes where c.n < 100)
  select array_agg(distinct c.requested_by) from chain c
$$;

create function guard.name_of(p_person uuid) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$ select coalesce((select p.display_name from agency.people p where p.id = p_person), 'somebody') $$;

-- Why the person may not decide about the request, as SQLSTATE and sentence; of no row where they may. It does not ask whether they signed in a moment ago.
create function guard.voting_refusal(r guard.requests, p_person uuid, p_on_behalf_of uuid default null) returns table (sqlstate text, sentence text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_since timestamptz := coalesce(r.submitted_at, now());
  v_who uuid;
  v_planner uuid;
  v_role text;
begin
  foreach v_who in array array_remove(array[p_person, p_on_behalf_of], null) loop
    foreach v_planner in array guard.planners(r) loop
      if v_who = v_planner then
        return query select 'AG004', case when v_who = p_person and v_planner = r.requested_by then format('You asked for this on %s; somebody else must decide.', to_char(v_since at time zone 'UTC', 'FMDD FMMonth YYYY'))
          when v_who = p_person then 'You asked for what this replaces; somebody else must decide.' else format('%s asked for this; nobody decides on their behalf.', guard.name_of(v_who)) end;
        return;
      elsif guard.same_person(v_who, v_planner) then
        return query select 'AG004', format('You share an e-mail address with %s, who asked for this; somebody else must decide.', guard.name_of(v_planner));
        return;
      elsif guard.are_linked(v_who, v_planner, r.created_at) then
        return query select 'AG004', format('You and %s, who asked for this, stand in for one another; somebody else must decide.', guard.name_of(v_planner));
        return;
      end if;
    end loop;
  end loop;
  if p_on_behalf_of is not null and not guard.stands_in_for(p_person, p_on_behalf_of, v_since) then
    return query select 'AG006', format('You did not stand in for %s when this was asked.', guard.name_of(p_on_behalf_of));
    return;
  end if;
  v_who := coalesce(p_on_behalf_of, p_person);
  if not exists (select from agency.people p where p.id = p_person and p.status = 'active' and p.deleted_at is null) or not guard.holds_role(v_who, 'approver', v_since, r.requested_by) then
    return query select 'AG006', 'Only someone who was an approver before this was asked may decide.';
    return;
  end if;
  for v_role in select jsonb_array_elements_text(guard.policy_of(r) -> 'also_roles') loop
    if not guard.holds_role(v_who, v_role, v_since, r.requested_by) then
      return query select 'AG006', format('The policy asks for an approver who also holds the role %s.', v_role);
      return;
    end if;
  end loop;
end $$;

-- The person's decision stands: their last vote on this very plan is an approval, and they may still decide.
create function guard.live_votes(r guard.requests) returns setof guard.votes
language sql stable set search_path = pg_catalog, pg_temp as $$
  select v.* from (select distinct on (w.person_id) w.* from guard.votes w where w.request_id = r.id order by w.person_id, w.id desc) v
   where v.decision = 'approve' and v.plan_hash = r.plan_hash and not exists (select from guard.voting_refusal(r, v.person_id, v.on_behalf_of))
$$;

-- Everybody who may decide about it now; of a draft: could, were it submitted.
create function guard.voters(p_request uuid) returns table (person_id uuid, display_name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id, p.display_name from guard.requests r join agency.people p on p.status = 'active' and p.deleted_at is null
   where r.id = p_request and exists (select from agency.role_grants g where g.person_id = p.id and g.role = 'approver' and g.deleted_at is null)
     and not exists (select from guard.voting_refusal(r, p.id))
   order by p.display_name
$$;

-- As many still count as the policy asks for; or the glass is broken for it.
create or replace function guard.is_carried(r guard.requests) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if r.break_glass is not null then
    return guard.glass_is_open(r.break_glass, r.requested_by);
  end if;
  return (select count(*) from guard.live_votes(r)) >= (guard.policy_of(r) ->> 'quorum')::int;
end $$;
grant execute on function guard.policy_of(guard.requests), guard.voting_refusal(guard.requests, uuid, uuid), guard.voters(uuid) to agency_app;

-- --- moving on

create or replace function guard.move_to(p_request guard.requests, p_state text, p_person uuid, p_sqlstate text default null, p_detail text default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update guard.requests r set state = p_state,
         submitted_at = case when p_request.state = 'draft' and p_state = 'pending' then now() else r.submitted_at end,
         approve_by = case when p_request.state = 'draft' and p_state = 'pending' then now() + (guard.policy_of(r) ->> 'approve_minutes')::int * interval '1 minute' else r.approve_by end,
         execute_by = case when p_state = 'pending' then null when p_state = 'approved' then greatest(now(), r.not_before) + (guard.policy_of(r) ->> 'execute_minutes')::int * interval '1 minute' else r.execute_by end,
         decided_at = case when p_state in ('approved', 'rejected', 'withdrawn', 'expired') then now() when p_state = 'pending' then null else r.decided_at end,
         applied_at = case when p_state = 'succeeded' then now() else r.applied_at end,
         failures = r.failures + (p_state in ('failed', 'failed_final'))::int
   where r.id = p_request.id;
  insert into guard.attempts (request_id, person_id, from_state, to_state, sqlstate, detail)
  values (p_request.id, p_person, p_request.state, p_state, p_sqlstate, p_detail);
  if p_state in ('succeeded', 'rejected', 'stale', 'withdrawn', 'expired', 'failed_final') then
    delete from guard.claims c where c.request_id = p_request.id;
  end if;
  perform pg_notify('agency', 'request ' || p_request.id);
end $$;

create or replace function guard.take(p_request uuid, p_states text[]) returns guard.requests
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare r guard.requests;
begin
  select * into r from guard.requests q where q.id = p_request for update;
  if not found then
    raise exception using errcode = 'AG005', message = 'There is no such request.';
  elsif r.state <> all (p_states) then
    raise exception using errcode = 'AG005', message = format('This request is %s already.', case r.state when 'draft' then 'not submitted yet, not' when 'failed_final' then 'given up' else r.state end);
  end if;
  return r;
end $$;

-- Why the plan no longer holds; null where it does: a planned row changed, or something stands in the way that did not before.
create function guard.drifted(r guard.requests) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  d record;
  b record;
begin
  select x.table_name, coalesce(guard.label(p.before, p.row_id), p.row_id) as label into d
    from guard.differences(r.id) x join guard.plan_rows p on p.request_id = r.id and p.seq = x.seq limit 1;
  if found then
    return format('%s (%s) is no longer as it was when this was planned.', d.label, split_part(d.table_name, '.', 2));
  end if;
  select x.label, x.because into b from guard.blockers(r.id) x where x.because <> 'is waiting in another request' limit 1;
  return case when found then format('%s %s.', b.label, b.because) end;
end $$;

-- How many people could approve the plan, and why that is not enough; null where it is. There must be more approvers than it needs.
create function guard.lacking_voters(r guard.requests) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_quorum int := (guard.policy_of(r) ->> 'quorum')::int;
  v_others int := (select count(*) from guard.voters(r.id));
  v_all int := (select count(*) from agency.people p where guard.holds_role(p.id, 'approver'));
  v_also text := (select string_agg(x, ' and ') from jsonb_array_elements_text(guard.policy_of(r) -> 'also_roles') x);
begin
  return case
    when v_others = 0 and v_also is null then 'Nobody could approve this: no other active person holds the approver role.'
    when v_others < v_quorum then format('Nobody could approve this: it needs %s other people who approve%s, and there %s.', v_quorum, coalesce(' and hold the role ' || v_also, ''), case v_others when 0 then 'is none' when 1 then 'is 1' else 'are ' || v_others end)
    when v_all <= v_quorum then format('Nobody could approve this once somebody is away: it needs %s, and there are only %s approvers. Name one more first.', v_quorum, v_all) end;
end $$;

-- draft → pending. Answers the new state: pending, or stale when a planned row has changed since it was planned. p_session: the requester's, which the policy may want fresh.
-- AG006: not the requester, or nobody could approve it. AG007: another plan. AG008: a row waits in another request. AG009: no reason, or blockers. AG010: sign in again.
drop function guard.submit(uuid, uuid, text, text);
create function guard.submit(p_request uuid, p_person uuid, p_reason text, p_hash text, p_session uuid default null) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = on set jit = off as $$
declare
  r guard.requests := guard.take(p_request, array['draft']);
  v_taken text;
  v_why text;
begin
  if r.requested_by <> p_person or not guard.holds_role(p_person, 'admin') then
    raise exception using errcode = 'AG006', message = 'Only the admin who planned this may submit it.';
  elsif r.plan_hash is distinct from p_hash then
    raise exception using errcode = 'AG007', message = 'The plan is not the one that was shown. Look at it again.';
  elsif coalesce(btrim(p_reason), '') = '' then
    raise exception using errcode = 'AG009', message = 'Say why: whoever approves it needs a reason.';
  end if;
  perform set_config('enable_nestloop', (r.row_count <= 2000)::text, true);
  select format('%s %s', c.table_name, c.row_id) into v_taken from guard.plan_rows p join guard.claims c on c.table_name = p.table_name and c.row_id = p.row_id where p.request_id = r.id limit 1;
  v_why := guard.lacking_voters(r);
  if v_taken is not null then
    raise exception using errcode = 'AG008', message = format('Another request is waiting on %s.', v_taken);
  elsif coalesce(jsonb_array_length(r.impact -> 'blockers'), 0) > 0 or exists (select from guard.plan_rows p where p.request_id = r.id and p.because is not null) then
    raise exception using errcode = 'AG009', message = 'Something stands in the way: clear the blockers first.';
  elsif exists (select from guard.plan_rows p where p.request_id = r.id and p.action in ('trash', 'delete') and p.before -> 'legal_hold' = 'true') then
    raise exception using errcode = 'AG009', message = 'A row is under legal hold, which nobody can remove.';
  elsif v_why is not null then
    raise exception using errcode = 'AG006', message = v_why;
  elsif (guard.policy_of(r) -> 'requester_signs_in_again')::boolean and guard.session_person(p_session, interval '5 minutes') is distinct from p_person then
    raise exception using errcode = 'AG010', message = 'Sign in again: the policy asks whoever asks for this to have signed in within the last five minutes.';
  end if;
  update guard.requests q set reason = btrim(p_reason) where q.id = r.id;
  v_why := guard.drifted(r);
  if v_why is not null then
    update guard.requests q set submitted_at = now() where q.id = r.id;
    perform guard.move_to(r, 'stale', p_person, 'AG003', v_why);
    return 'stale';
  end if;
  begin
    insert into guard.claims (table_name, row_id, request_id) select p.table_name, p.row_id, r.id from guard.plan_rows p where p.request_id = r.id order by 1, 2;
  exception when unique_violation then
    raise exception using errcode = 'AG008', message = 'Another request was submitted on the same row just now.';
  end;
  perform guard.move_to(r, 'pending', p_person);
  return 'pending';
end $$;

-- The state it is in by its clocks: expired, or given up; null while it is in time.
create function guard.overdue(r guard.requests) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when r.state = 'pending' and now() >= least(r.approve_by, r.submitted_at + (guard.policy_of(r) ->> 'approve_minutes')::int * interval '1 minute') then 'expired'
    when r.state = 'approved' and now() >= r.execute_by then 'expired'
    when r.state = 'failed' and now() >= r.execute_by then 'failed_final' end
$$;

create function guard.expire_one(r guard.requests) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare v_state text := guard.overdue(r);
begin
  if v_state is not null then
    perform guard.move_to(r, v_state, null, null, case when r.state = 'pending' then 'Nobody decided in time.' else 'It was not applied in time.' end);
  end if;
  return v_state;
end $$;

-- A decision, by the person of the session. p_hash: the plan that was shown. p_rows: how many rows the person says it changes, asked above 10. Answers the new state:
-- pending (more are needed), approved, rejected, stale (a planned row changed), or expired. Rejecting what is approved is a veto.
-- AG004: their own request, or one of somebody linked to them. AG005: not open. AG006: not eligible. AG007: another plan. AG009: a reason or the number is missing. AG010: sign in again.
-- AG011: thirty decisions within a minute.
drop function guard.vote(uuid, uuid, text, text, text);
create function guard.vote(p_request uuid, p_session uuid, p_decision text, p_hash text, p_reason text default null, p_on_behalf_of uuid default null, p_rows int default null, p_opened_at timestamptz default null) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r guard.requests := guard.take(p_request, array['pending', 'approved', 'failed']);
  s guard.sessions;
  v_refusal record;
  v_state text;
  v_why text;
begin
  select * into s from guard.sessions x where x.id = p_session and guard.session_person(x.id) is not null;
  if s.id is null then
    raise exception using errcode = 'AG006', message = 'Sign in to decide: only a person who is signed in can.';
  elsif p_decision not in ('approve', 'reject') then
    raise exception using errcode = 'AG009', message = 'A decision is to approve or to reject.';
  end if;
  v_state := guard.expire_one(r);
  if v_state is not null then
    return v_state;
  end if;
  select * into v_refusal from guard.voting_refusal(r, s.person_id, p_on_behalf_of);
  if found then
    raise exception using errcode = v_refusal.sqlstate, message = v_refusal.sentence;
  elsif r.plan_hash is distinct from p_hash then
    raise exception using errcode = 'AG007', message = 'The plan is not the one that was shown. Look at it again.';
  elsif p_decision = 'approve' and r.state <> 'pending' and guard.is_carried(r) then
    raise exception using errcode = 'AG005', message = 'This request is approved already.';
  elsif p_decision = 'approve' and exists (select from guard.live_votes(r) v where array[v.person_id, v.on_behalf_of] && array_remove(array[s.person_id, p_on_behalf_of], null)) then
    raise exception using errcode = 'AG005', message = 'This approval is given already; the others must come from other people.';
  elsif p_decision = 'reject' and coalesce(btrim(p_reason), '') = '' then
    raise exception using errcode = 'AG009', message = 'Say why you reject it: the requester needs a reason.';
  elsif p_decision = 'approve' and r.row_count > 10 and p_rows is distinct from r.row_count then
    raise exception using errcode = 'AG009', message = format('Type how many rows this changes: %s.', r.row_count);
  elsif (select count(*) from guard.votes v where v.person_id = s.person_id and v.at > now() - interval '1 minute') >= 30 then
    raise exception using errcode = 'AG011', message = 'You have decided thirty times within a minute. Look at this one a little longer.';
  elsif guard.session_person(p_session, interval '5 minutes') is null then
    raise exception using errcode = 'AG010', message = 'Sign in again: a decision needs a sign-in from the last five minutes.';
  end if;
  if p_decision = 'approve' then
    v_why := guard.drifted(r);
    if v_why is not null then
      perform guard.move_to(r, 'stale', s.person_id, 'AG003', v_why);
      return 'stale';
    end if;
  end if;
  insert into guard.votes (request_id, requested_by, person_id, on_behalf_of, decision, plan_hash, reason, session_id, signed_in_at, signed_in_how, opened_at)
  values (r.id, r.requested_by, s.person_id, p_on_behalf_of, case when p_decision = 'reject' and r.state <> 'pending' then 'veto' else p_decision end, p_hash, nullif(btrim(p_reason), ''), s.id, s.authenticated_at, s.method, p_opened_at);
  v_state := case when p_decision = 'reject' then 'rejected' when guard.is_carried(r) then 'approved' else 'pending' end;
  perform guard.move_to(r, v_state, s.person_id, null, nullif(btrim(p_reason), ''));
  return v_state;
end $$;

-- Takes the person's own approval back. approved → pending where too few are left; answers the state. AG005: no approval of theirs, or it is too late.
create function guard.retract(p_request uuid, p_session uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r guard.requests := guard.take(p_request, array['pending', 'approved', 'failed']);
  v_person uuid := guard.session_person(p_session);
  v_vote guard.votes;
  v_state text;
begin
  select * into v_vote from guard.votes v where v.request_id = r.id and v.person_id = v_person order by v.id desc limit 1;
  if v_vote.decision is distinct from 'approve' then
    raise exception using errcode = 'AG005', message = 'You have not approved this, so there is nothing to take back.';
  end if;
  insert into guard.votes (request_id, requested_by, person_id, on_behalf_of, decision, plan_hash, session_id) values (r.id, r.requested_by, v_person, v_vote.on_behalf_of, 'retract', r.plan_hash, p_session);
  v_state := case when r.state = 'pending' or not guard.is_carried(r) then 'pending' else r.state end;
  perform guard.move_to(r, v_state, v_person, null, 'An approval was taken back.');
  return v_state;
end $$;

-- The requester takes it back, before it is applied.
create function guard.withdraw(p_request uuid, p_person uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare r guard.requests := guard.take(p_request, array['pending', 'approved', 'failed']);
begin
  if r.requested_by <> p_person then
    raise exception using errcode = 'AG006', message = format('Only %s, who asked for this, can withdraw it.', guard.name_of(r.requested_by));
  end if;
  perform guard.move_to(r, 'withdrawn', p_person);
  return 'withdrawn';
end $$;

-- A word on the request, by whoever is signed in and holds a role. AG009: empty, or longer than 4,000 characters.
create function guard.comment(p_request uuid, p_person uuid, p_body text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not guard.holds_role(p_person, 'admin') and not guard.holds_role(p_person, 'approver') and not guard.holds_role(p_person, 'manager') then
    raise exception using errcode = 'AG006', message = 'Your roles do not let you comment on requests.';
  elsif coalesce(btrim(p_body), '') = '' or length(p_body) > 4000 then
    raise exception using errcode = 'AG009', message = 'A comment has between 1 and 4,000 characters.';
  end if;
  insert into guard.comments (request_id, person_id, body) values (p_request, p_person, btrim(p_body));
  perform pg_notify('agency', 'request ' || p_request);
end $$;

-- The clocks: what is past its time expires; what may be applied now is named (its moment has come, applying was interrupted, or it failed a while ago). Skips what
-- somebody holds just now.
create function guard.tick() returns table (request_id uuid)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare r guard.requests;
begin
  for r in select q.* from guard.requests q where q.state in ('pending', 'approved', 'failed') and guard.overdue(q) is not null for update skip locked loop
    perform guard.expire_one(r);
  end loop;
  return query select q.id from guard.requests q
    where q.state in ('approved', 'failed') and guard.is_carried(q) and coalesce(q.not_before, q.decided_at + interval '30 seconds') <= now()
      and (q.state = 'approved' or now() >= (select max(a.at) from guard.attempts a where a.request_id = q.id) + power(2, q.failures) * interval '15 seconds');
end $$;

-- Looks at what these commits changed: a live request that no longer holds because of it becomes stale now, not when somebody decides. Answers how many did. Of a plan of
-- more than 2,000 rows only its own rows are looked at; a dependent that is new is found when somebody decides.
create function guard.look_at(p_commits bigint[]) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  r guard.requests;
  v_why text;
  v_stale int := 0;
begin
  for r in
    select q.* from guard.requests q
     where q.state in ('pending', 'approved', 'failed')
       and (exists (select from history.changes h join guard.protected g on g.id = h.table_id join guard.claims c on c.table_name = g.table_name and c.row_id = history.row_id(h.image, g.key_columns)
                     where h.commit_id = any (p_commits) and c.request_id = q.id)
         or q.row_count <= 2000 and exists (select from history.changes h join guard.protected g on g.id = h.table_id join guard.foreign_keys f on f.child = g.relid join guard.protected t on t.relid = f.parent
                     where h.commit_id = any (p_commits) and exists (select from guard.claims c where c.request_id = q.id and c.table_name = t.table_name)))
     for update skip locked
  loop
    v_why := guard.drifted(r);
    if v_why is not null then
      perform guard.move_to(r, 'stale', null, 'AG003', v_why);
      v_stale := v_stale + 1;
    end if;
  end loop;
  return v_stale;
end $$;
grant execute on function guard.submit(uuid, uuid, text, text, uuid), guard.vote(uuid, uuid, text, text, text, uuid, int, timestamptz), guard.retract(uuid, uuid), guard.withdraw(uuid, uuid),
  guard.comment(uuid, uuid, text), guard.tick(), guard.look_at(bigint[]) to agency_app;

-- --- planning and applying, as 008 says, with what is new above

drop function guard.plan(uuid, text, text, jsonb, jsonb, jsonb, uuid, uuid), guard.plan_sets(uuid, text, text, jsonb, jsonb, uuid, uuid), guard.finish_plan(uuid, text, text, jsonb, jsonb, uuid, uuid);

-- The end of every plan: its blockers, what the policies ask for, its hash, its request. The hash is over a digest of each row, in order, and over everything that is not a row.
create function guard.finish_plan(p_id uuid, p_operation text, p_title text, p_params jsonb, p_impact jsonb, p_person uuid, p_undo_of uuid,
  p_supersedes uuid, p_not_before timestamptz, p_idempotency_key text, p_via_key uuid) returns text
language plpgsql set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' set jit = off as $$
declare
  v_rows int;
  v_twice text;
  v_blockers jsonb;
  v_blocked bigint;
  v_impact jsonb;
  v_policy jsonb;
  v_digest bytea;
  v_hash text;
begin
  if p_via_key is not null and not exists (select from guard.api_keys k where k.id = p_via_key and k.person_id = p_person and k.revoked_at is null and now() < k.expires_at and p_operation = any (k.operations)) then
    raise exception using errcode = 'AG006', message = format('This key may not ask for %s.', p_operation);
  elsif p_supersedes is not null and not exists (select from guard.requests q where q.id = p_supersedes and q.state in ('stale', 'rejected', 'expired', 'withdrawn', 'failed_final')) then
    raise exception using errcode = 'AG005', message = 'What this is to replace is still open: withdraw it first.';
  elsif p_not_before > now() + interval '90 days' then
    raise exception using errcode = 'AG009', message = 'A request waits 90 days at most.';
  end if;
  select count(*) into v_rows from guard.plan_rows p where p.request_id = p_id;
  if v_rows = 0 and not exists (select from guard.operations o where o.operation = p_operation) then
    raise exception using errcode = 'AG009', message = 'There is nothing to do: everything is as it would be.';
  end if;
  select format('%s %s', p.table_name, p.row_id) into v_twice from guard.plan_rows p where p.request_id = p_id group by p.table_name, p.row_id having count(*) > 1 limit 1;
  if v_twice is not null then
    raise exception using errcode = 'AG009', message = format('Cannot be planned, because a row is in it twice: %s', v_twice);
  end if;
  perform guard.ranks(p_id);

  with found as materialized (select * from guard.blockers(p_id)),
       given as (select b.value as blocker, b.ordinality as n from jsonb_array_elements(coalesce(p_impact -> 'blockers', '[]')) with ordinality b),
       fresh as (select f.* from found f where not exists (select from given g where g.blocker ->> 'table' = f.table_name and g.blocker ->> 'row_id' = f.row_id and g.blocker ->> 'because' = f.because))
  select coalesce((select jsonb_agg(g.blocker order by g.n) from given g), '[]')
           || coalesce((select jsonb_agg(jsonb_build_object('table', f.table_name, 'row_id', f.row_id, 'label', f.label, 'because', f.because)) from (select * from fresh limit 100) f), '[]'),
         (select count(*) from given) + (select count(*) from fresh)
    into v_blockers, v_blocked;
  v_impact := p_impact || jsonb_build_object('blockers', v_blockers, 'blocked', v_blocked);
  v_policy := guard.resolve_policy(p_operation, p_id, v_impact, p_person, now());

  select sha256(coalesce(string_agg(d.digest, '' order by d.seq), '')) into v_digest
    from (select p.seq, sha256(convert_to(row(p.seq, p.table_name, p.row_id, p.action, p.expected_hash, p.patch, p.because)::text, 'UTF8')) as digest
            from guard.plan_rows p where p.request_id = p_id order by p.seq) d;
  v_hash := encode(sha256(convert_to(jsonb_build_array(p_operation, p_title, p_params, v_impact, p_person, p_undo_of, v_policy, p_supersedes, p_not_before, p_via_key)::text, 'UTF8') || v_digest), 'hex');
  insert into guard.requests (id, operation, title, params, impact, row_count, plan_hash, requested_by, undo_of, policy, supersedes, not_before, idempotency_key, via_key)
  values (p_id, p_operation, p_title, p_params, v_impact, v_rows, v_hash, p_person, p_undo_of, v_policy, p_supersedes, p_not_before, p_idempotency_key, p_via_key);
  return v_hash;
end $$;

-- p_supersedes: a request that is over, which this one replaces. p_not_before: the moment to apply it, at most 90 days from now. p_idempotency_key: the requester's own name
-- for it; a second plan of that name is 23505. p_via_key: the machine's key that asks in the person's name, whose scope must hold the operation (AG006).
create function guard.plan(p_id uuid, p_operation text, p_title text, p_params jsonb, p_impact jsonb, p_rows jsonb, p_person uuid, p_undo_of uuid default null,
  p_supersedes uuid default null, p_not_before timestamptz default null, p_idempotency_key text default null, p_via_key uuid default null)
returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' as $$
declare
  t guard.protected;
  v_missing text;
begin
  perform guard.require_admin(p_person);
  select string_agg(format('%s %s', r.value ->> 'table', r.value ->> 'row_id'), ', ') into v_missing
    from jsonb_array_elements(p_rows) r where not exists (select from guard.protected g where g.table_name = r.value ->> 'table' and g.unprotected_at is null);
  if v_missing is not null then
    raise exception using errcode = 'AG009', message = format('Nothing can be planned for: %s', v_missing);
  end if;

  for t in select * from guard.protected g where g.table_name in (select r.value ->> 'table' from jsonb_array_elements(p_rows) r) loop
    execute format(
      'insert into guard.plan_rows (request_id, seq, table_name, row_id, action, before, expected_hash, patch)
       select $1, r.ordinality, $2, coalesce(history.row_id(to_jsonb(t.*), $4), r.value ->> ''row_id''), r.value ->> ''action'', to_jsonb(t.*), guard.row_hash(to_jsonb(t.*)), coalesce(r.value -> ''patch'', ''{}'')
         from jsonb_array_elements($3) with ordinality r left join %s t on %s
        where r.value ->> ''table'' = $2', t.table_name, guard.key_match(t, 't', 'r.value ->> ''row_id'''))
      using p_id, t.table_name, p_rows, t.key_columns;
  end loop;
  select string_agg(format('%s %s', p.table_name, p.row_id), ', ') into v_missing
    from guard.plan_rows p where p.request_id = p_id and (p.before is null) <> (p.action = 'insert');
  if v_missing is not null then
    raise exception using errcode = 'AG009', message = format('Cannot be planned, because the row is gone or already there: %s', v_missing);
  end if;
  select string_agg(distinct format('%s.%s', p.table_name, k.name), ', ') into v_missing
    from guard.plan_rows p cross join lateral jsonb_object_keys(p.patch) k (name)
   where p.request_id = p_id and not guard.has_column(p.table_name::regclass, k.name);
  if v_missing is not null then
    raise exception using errcode = 'AG009', message = format('Cannot be planned, because there is no such column: %s', v_missing);
  end if;
  return guard.finish_plan(p_id, p_operation, p_title, p_params, p_impact || jsonb_build_object('counted', guard.impact(p_id)), p_person, p_undo_of, p_supersedes, p_not_before, p_idempotency_key, p_via_key);
end $$;

create function guard.plan_sets(p_id uuid, p_operation text, p_title text, p_params jsonb, p_sets jsonb, p_person uuid, p_undo_of uuid default null,
  p_supersedes uuid default null, p_not_before timestamptz default null, p_idempotency_key text default null, p_via_key uuid default null) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' as $$
declare s jsonb;
begin
  perform guard.require_admin(p_person);
  for s in select x.value from jsonb_array_elements(p_sets) x loop
    case s ->> 'set'
      when 'edit' then perform guard.plan_edit(p_id, s);
      when 'restore' then perform guard.plan_restore(p_id, s);
      when 'purge' then perform guard.plan_purge(p_id, s);
      when 'rewind' then perform guard.plan_rewind(p_id, s);
      when 'revert' then perform guard.plan_revert(p_id, s);
      else raise exception using errcode = 'AG009', message = format('There is no such set: %s', s ->> 'set');
    end case;
  end loop;
  return guard.finish_plan(p_id, p_operation, p_title, p_params, guard.impact(p_id), p_person, p_undo_of, p_supersedes, p_not_before, p_idempotency_key, p_via_key);
end $$;
grant execute on function guard.plan(uuid, text, text, jsonb, jsonb, jsonb, uuid, uuid, uuid, timestamptz, text, uuid), guard.plan_sets(uuid, text, text, jsonb, jsonb, uuid, uuid, uuid, timestamptz, text, uuid) to agency_app;

create or replace function guard.plan_purge(p_id uuid, p_set jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t guard.protected := guard.of(p_set ->> 'table');
  v_rows text[];
  b record;
begin
  if not guard.has_column(t.relid, 'deleted_at') then
    raise exception using errcode = 'AG009', message = format('Nothing can be purged from %s: it has no trash', t.table_name);
  elsif p_set ? 'rows' then
    v_rows := array(select jsonb_array_elements_text(p_set -> 'rows'));
  else
    execute format('select array(select %s from %s t where t.deleted_at <= now() - interval ''30 days'')', guard.row_id_in('to_jsonb(t.*)', t.key_columns), t.table_name) into v_rows;
  end if;
  for b in select x.row_ids, g from guard.belongings(t, v_rows) x join guard.protected g on g.table_name = x.table_name loop
    execute format($sql$
      insert into guard.plan_rows (request_id, seq, table_name, row_id, action, before, expected_hash, because)
      select $1, $2 + row_number() over (order by u.id), $3, u.id, 'delete', u.before, guard.row_hash(u.before),
             case when u.before ->> 'deleted_at' is null then 'is not in the trash'
                  when (u.before ->> 'deleted_at')::timestamptz > now() - interval '30 days' then format('has been in the trash for %%s days; 30 are needed', floor(extract(epoch from now() - (u.before ->> 'deleted_at')::timestamptz) / 86400))
                  when not exists (select from guard.drills d where d.passed and d.at > (u.before ->> 'deleted_at')::timestamptz) then 'was deleted after the last restore drill that passed'
             end
        from (select u.id, to_jsonb(t.*) as before from unnest($4) u (id) join %s t on %s offset 0) u $sql$, (b.g).table_name, guard.key_match(b.g, 't', 'u.id'))
      using p_id, guard.last_seq(p_id), (b.g).table_name, b.row_ids;
  end loop;
end $$;

-- approved → succeeded; stale with nothing changed; failed, tried again at most five times, then failed_final; or expired. Applying what has succeeded answers succeeded again
-- and does nothing. AG005: not approved, or not yet the moment. AG006: too few of its approvals count still.
create or replace function guard.apply(p_request uuid, p_person uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres'
set enable_nestloop = on set jit = off as $$
declare
  r guard.requests;
  s record;
  v_function regproc;
  v_state text;
  v_sqlstate text;
  v_message text;
begin
  -- With an older snapshot, children that were added meanwhile would stay unseen.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using errcode = 'AG005', message = 'A request is applied in a transaction that is read committed.';
  end if;
  r := guard.take(p_request, array['approved', 'failed', 'succeeded']);
  if r.state = 'succeeded' then
    return 'succeeded';
  end if;
  v_message := guard.expire_one(r);
  if v_message is not null then
    return v_message;
  elsif r.not_before > now() then
    raise exception using errcode = 'AG005', message = format('This waits until %s UTC.', to_char(r.not_before at time zone 'UTC', 'FMDD FMMonth YYYY HH24:MI'));
  elsif not guard.is_carried(r) then
    raise exception using errcode = 'AG006', message = 'Whoever approved this is no longer an approver.';
  end if;
  -- Nothing here has statistics to go by: a large plan is joined by hash or merge, never looped over.
  perform set_config('enable_nestloop', (r.row_count <= 2000)::text, true);
  perform guard.move_to(r, 'executing', p_person);
  r.state := 'executing';

  begin
    perform set_config('history.actor_id', r.requested_by::text, true);
    perform set_config('history.actor_name', (select p.display_name from agency.people p where p.id = r.requested_by), true);
    perform set_config('history.intent', r.operation, true);
    perform set_config('history.reason', r.reason, true);
    perform set_config('history.detail', jsonb_build_object('title', r.title, 'approved_by',
      (select jsonb_agg(guard.name_of(v.person_id) order by v.id) from guard.live_votes(r) v), 'break_glass', r.break_glass)::text, true);
    insert into guard.applying (xid, request_id) values (pg_current_xact_id(), r.id);
    set constraints all deferred;
    if r.row_count <> (select count(*) from guard.plan_rows p where p.request_id = r.id) or not guard.lock_rows(r.id) then
      raise exception using errcode = 'AG003', message = 'A planned row is not as it was when this was approved.';
    end if;
    for s in select * from guard.steps(r.id) loop
      if guard.write_rows(r.id, (select g from guard.protected g where g.table_name = s.table_name), s.action) <> s.rows then
        raise exception using errcode = 'AG003', message = format('Not every planned row of %s could be written.', s.table_name);
      end if;
    end loop;
    perform guard.refuse_orphans(r.id);
    select o.carried_out_by into v_function from guard.operations o where o.operation = r.operation;
    if found then
      execute format('select %s($1)', v_function) using r;
    end if;
    set constraints all immediate;
    update guard.requests q set commit_id = history.current_commit() where q.id = r.id;
    delete from guard.applying a where a.xid = pg_current_xact_id();
  exception when sqlstate 'AG002' or sqlstate 'AG003' or unique_violation or foreign_key_violation or exclusion_violation or check_violation then
    get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text;
    perform guard.move_to(r, 'stale', p_person, case when v_sqlstate like 'AG%' then 'AG003' else v_sqlstate end, v_message);
    return 'stale';
  when sqlstate 'AG001' then
    -- Something else rides along in this transaction: none of it may stay.
    raise;
  when others then
    -- Rolled back as a whole, and told: it is tried again, five times at most; not at all where a rule of the guard forbids it.
    get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text;
    v_state := case when r.failures >= 4 or v_sqlstate like 'AG%' then 'failed_final' else 'failed' end;
    perform guard.move_to(r, v_state, p_person, v_sqlstate, v_message);
    return v_state;
  end;
  perform guard.move_to(r, 'succeeded', p_person);
  return 'succeeded';
end $$;

-- An erasure takes the words out of comments and broken glass as well.
alter function history.erase_words(text) rename to erase_words_of_requests;
create function history.erase_words(p_pattern text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform history.erase_words_of_requests(p_pattern);
  update guard.comments c set body = regexp_replace(c.body, p_pattern, '(erased)', 'g') where c.body ~ p_pattern;
  update guard.break_glass b set reason = regexp_replace(b.reason, p_pattern, '(erased)', 'g'), review = regexp_replace(b.review, p_pattern, '(erased)', 'g') where b.reason ~ p_pattern or b.review ~ p_pattern;
end $$;

-- --- the inbox

create index requests_by_age on guard.requests ((coalesce(submitted_at, created_at)), id);
create index requests_of_by_age on guard.requests (requested_by, (coalesce(submitted_at, created_at)), id);

-- What waits for this person: live, they may decide, and have not. What waits for a moment of its own needs nobody.
create function guard.to_review(p_person uuid) returns setof guard.requests
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.* from guard.requests r
   where r.state in ('pending', 'approved', 'failed') and (r.state = 'pending' or r.not_before is null or r.not_before < now()) and r.requested_by <> p_person
     and guard.holds_role(p_person, 'approver')
     and not exists (select from guard.voting_refusal(r, p_person)) and not exists (select from guard.live_votes(r) v where v.person_id = p_person and r.state = 'pending')
$$;

-- The approvers on whose behalf the person may decide about the request.
create function guard.absent_approvers(p_request uuid, p_person uuid) returns table (person_id uuid, display_name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id, p.display_name from guard.requests r join agency.delegations d on d.delegate_id = p_person and d.deleted_at is null and now() >= d.valid_from and now() < d.valid_until
    join agency.people p on p.id = d.person_id
   where r.id = p_request and not exists (select from guard.voting_refusal(r, p_person, d.person_id))
$$;
grant execute on function guard.to_review(uuid), guard.absent_approvers(uuid, uuid) to agency_app;
