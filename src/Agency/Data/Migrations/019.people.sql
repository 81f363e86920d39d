-- as agency_guard
-- The rules of people, whoever writes and however: nobody becomes an approver, another's stand-in, a holder of the glass or the owner of somebody's sign-in without a
-- request that a second person approved; and two active approvers stay. AG001: it needs a request. AG012: fewer than two approvers would be left.

-- Everybody who ever was given the approver role. Until there were two, nobody could have approved a third.
create table guard.approvers_ever (
  person_id uuid primary key,
  since timestamptz not null default now()
);
create trigger never_deleted before delete or truncate on guard.approvers_ever for each statement execute function history.refuse();
alter table guard.approvers_ever enable always trigger never_deleted;
insert into guard.approvers_ever (person_id) select distinct g.person_id from agency.role_grants g where g.role = 'approver';

-- Whether this transaction applies a request, or changes the guard itself.
create function guard.is_asked_for() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select guard.is_applying() or guard.is_migrating() $$;

-- Whether the identity provider's groups give roles in this transaction: its administrator decides about those.
create function guard.is_of_provider() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare v_is boolean := false;
begin
  if to_regclass('guard.provider_grants') is not null then
    execute 'select exists (select from guard.provider_grants g where g.xid = pg_current_xact_id_if_assigned())' into v_is;
  end if;
  return v_is;
end $$;

create function guard.refuse_unasked(p_what text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'AG001', message = format('%s is refused: it needs a request that a second person has approved', p_what), hint = 'Ask for it in the console; somebody else approves it.';
end $$;

-- A grant of the approver role that is not over yet.
create function guard.will_approve(p_person uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from agency.role_grants g where g.person_id = p_person and g.role = 'approver' and g.deleted_at is null and (g.valid_until is null or g.valid_until > now()))
$$;

-- Whoever signs in as them could decide, or act alone: they are to approve, stand in for somebody, or may break the glass.
create function guard.may_decide(p_person uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select guard.will_approve(p_person)
      or exists (select from agency.delegations d where d.delegate_id = p_person and d.deleted_at is null and d.valid_until > now())
      or exists (select from agency.break_glass_holders h where h.person_id = p_person and h.deleted_at is null and h.suspended_at is null)
$$;

-- --- the last two approvers

create type guard.tenure as (person_id uuid, during tstzrange);

-- One removal at a time, each seeing what the one before it left.
create function guard.one_removal_at_a_time() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using errcode = 'AG005', message = 'Who may approve is changed in a transaction that is read committed.';
  end if;
  perform pg_advisory_xact_lock(hashtext('guard.approvers'));
end $$;

-- Now, and whenever a grant ends: where there were two approvers, two must be left.
create function guard.refuse_too_few(p_before guard.tenure[], p_after guard.tenure[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (
    select from (select now() as at union select upper(t.during) from unnest(p_after) t where upper(t.during) > now() and isfinite(upper(t.during))) m
     where (select count(distinct t.person_id) from unnest(p_after) t where t.during @> m.at) < 2
       and (select count(distinct t.person_id) from unnest(p_before) t where t.during @> m.at) >= 2)
  then
    raise exception using errcode = 'AG012', message = 'The last two approvers cannot be removed: without two, nobody could approve what an approver asks for. Give somebody else the role first.';
  end if;
end $$;

create function guard.check_role_grants() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  v_given uuid[] := '{}';
  v_changed uuid[];
  v_before guard.tenure[];
begin
  if tg_op = 'INSERT' then
    v_given := array(select n.person_id from new_rows n where n.role = 'approver');
  elsif tg_op = 'UPDATE' then
    v_given := array(select n.person_id from new_rows n left join old_rows o on o.id = n.id
      where n.role = 'approver' and (o.id is null or (o.role, o.person_id, o.scope, o.source, o.granted_by) is distinct from (n.role, n.person_id, n.scope, n.source, n.granted_by)
        or n.valid_from < o.valid_from or coalesce(n.valid_until, 'infinity') > coalesce(o.valid_until, 'infinity') or o.deleted_at is not null and n.deleted_at is null));
  end if;
  if cardinality(v_given) > 0 then
    perform pg_advisory_xact_lock(hashtext('guard.approvers'));
    if (select count(*) from guard.approvers_ever) >= 2 and not guard.is_asked_for() and not guard.is_of_provider() then
      perform guard.refuse_unasked('Giving or prolonging the approver role');
    end if;
    insert into guard.approvers_ever (person_id) select distinct v from unnest(v_given) v on conflict do nothing;
  end if;
  if tg_op <> 'INSERT' then
    v_changed := array(select o.id from old_rows o);
    perform pg_notify('agency', 'person ' || o.person_id) from (select distinct o.person_id from old_rows o limit 100) o;
    if exists (select from old_rows o where o.role = 'approver') and not guard.is_migrating() then
      perform guard.one_removal_at_a_time();
      v_before := array(
        select row (g.person_id, tstzrange(g.valid_from, g.valid_until))::guard.tenure
          from (select g.person_id, g.role, g.deleted_at, g.valid_from, g.valid_until from agency.role_grants g where g.id <> all (v_changed)
                union all select o.person_id, o.role, o.deleted_at, o.valid_from, o.valid_until from old_rows o) g
          join agency.people p on p.id = g.person_id and p.status = 'active' and p.deleted_at is null where g.role = 'approver' and g.deleted_at is null);
      perform guard.refuse_too_few(v_before, guard.tenures());
    end if;
  end if;
  return null;
end $$;

-- Who is an approver and when, as the tables are now.
create function guard.tenures() returns guard.tenure[]
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  return array(select row (g.person_id, tstzrange(g.valid_from, g.valid_until))::guard.tenure
    from agency.role_grants g join agency.people p on p.id = g.person_id and p.status = 'active' and p.deleted_at is null where g.role = 'approver' and g.deleted_at is null);
end $$;

-- Whoever leaves is signed out everywhere, and their machines' keys end. Whoever may decide comes back, and gets another e-mail to sign in with, only by request.
create function guard.check_people() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  v_changed uuid[];
  v_were uuid[];
  v_left uuid[];
begin
  if not guard.is_asked_for() and (select count(*) from guard.approvers_ever) >= 2 then
    if exists (select from new_rows n join old_rows o on o.id = n.id
                where n.status = 'active' and n.deleted_at is null and (o.status in ('suspended', 'deactivated') or o.deleted_at is not null) and guard.may_decide(n.id)) then
      perform guard.refuse_unasked('Making somebody who may decide active again');
    elsif exists (select from new_rows n join old_rows o on o.id = n.id
                where n.emails <> o.emails and exists (select from unnest(n.emails) e where lower(e) not in (select lower(x) from unnest(o.emails) x)) and guard.may_decide(n.id)) then
      perform guard.refuse_unasked('Adding an e-mail that somebody who may decide could sign in with');
    end if;
  end if;
  v_left := array(select o.id from old_rows o join new_rows n on n.id = o.id where o.status = 'active' and o.deleted_at is null and (n.status <> 'active' or n.deleted_at is not null));
  if cardinality(v_left) = 0 then
    return null;
  end if;
  update guard.sessions s set ended_at = now() where s.person_id = any (v_left) and s.ended_at is null;
  update guard.api_keys k set revoked_at = now() where k.person_id = any (v_left) and k.revoked_at is null;
  perform pg_notify('agency', 'person ' || l) from unnest(v_left[:100]) l;
  if exists (select from unnest(v_left) l where guard.will_approve(l)) and not guard.is_migrating() then
    perform guard.one_removal_at_a_time();
    v_changed := array(select o.id from old_rows o);
    v_were := array(select o.id from old_rows o where o.status = 'active' and o.deleted_at is null);
    perform guard.refuse_too_few(array(
        select row (g.person_id, tstzrange(g.valid_from, g.valid_until))::guard.tenure from agency.role_grants g join agency.people p on p.id = g.person_id
         where g.role = 'approver' and g.deleted_at is null and case when p.id = any (v_changed) then p.id = any (v_were) else p.status = 'active' and p.deleted_at is null end),
      guard.tenures());
  end if;
  return null;
end $$;

-- Whoever owns an account is whoever signs in with it.
create function guard.check_accounts() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
begin
  if not guard.is_asked_for() and exists (select from new_rows n left join old_rows o on o.id = n.id
       where (o.person_id, o.oidc_issuer, o.oidc_subject) is distinct from (n.person_id, n.oidc_issuer, n.oidc_subject)) then
    perform guard.refuse_unasked('Linking an account to another person or sign-in');
  end if;
  return null;
end $$;

-- A stand-in decides in another's name.
create function guard.check_delegations() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare v_more boolean := true;
begin
  if guard.is_asked_for() then
    return null;
  elsif tg_op = 'UPDATE' then
    v_more := exists (select from new_rows n left join old_rows o on o.id = n.id
       where (o.person_id, o.delegate_id) is distinct from (n.person_id, n.delegate_id) or n.valid_from < o.valid_from or n.valid_until > o.valid_until
          or o.deleted_at is not null and n.deleted_at is null);
  end if;
  if v_more then
    perform guard.refuse_unasked('Naming somebody who decides for another, or for longer,');
  end if;
  return null;
end $$;

create function guard.check_break_glass_holders() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare v_more boolean := true;
begin
  if guard.is_asked_for() then
    return null;
  elsif tg_op = 'UPDATE' then
    v_more := exists (select from new_rows n left join old_rows o on o.id = n.id
       where o.person_id is distinct from n.person_id or o.suspended_at is not null and n.suspended_at is null or o.deleted_at is not null and n.deleted_at is null);
  end if;
  if v_more then
    perform guard.refuse_unasked('Naming who may break the glass, or giving them that right back,');
  end if;
  return null;
end $$;

do $$
declare t record;
begin
  for t in select * from (values
    ('role_grants', 'insert', 'new table as new_rows'), ('role_grants', 'update', 'old table as old_rows new table as new_rows'), ('role_grants', 'delete', 'old table as old_rows'),
    ('people', 'update', 'old table as old_rows new table as new_rows'), ('accounts', 'update', 'old table as old_rows new table as new_rows'),
    ('delegations', 'insert', 'new table as new_rows'), ('delegations', 'update', 'old table as old_rows new table as new_rows'),
    ('break_glass_holders', 'insert', 'new table as new_rows'), ('break_glass_holders', 'update', 'old table as old_rows new table as new_rows')) v (name, event, sees)
  loop
    execute format('create trigger guard_rules_%2$s after %2$s on agency.%1$I referencing %3$s for each statement execute function guard.check_%1$s()', t.name, t.event, t.sees);
    execute format('alter table agency.%I enable always trigger guard_rules_%s', t.name, t.event);
  end loop;
end $$;

-- --- sessions that prove who somebody is

-- The person of the session, who proved who they are within 5 minutes. AG006: the session is over. AG010: sign in again.
create function guard.proven_person(p_session uuid) returns uuid
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if guard.session_person(p_session) is null then
    raise exception using errcode = 'AG006', message = 'This session is over. Sign in.';
  elsif guard.session_person(p_session, '5 minutes') is null then
    raise exception using errcode = 'AG010', message = 'Sign in again: you last proved who you are more than 5 minutes ago.';
  end if;
  return guard.session_person(p_session);
end $$;

-- --- breaking the glass: acting alone, for an hour at most, in front of everybody

create function guard.glass_is_open(p_break_glass uuid, p_person uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from guard.break_glass b join agency.break_glass_holders h on h.person_id = b.person_id and h.deleted_at is null and h.suspended_at is null
                  where b.id = p_break_glass and b.person_id = p_person and b.ended_at is null and now() < b.ends_at)
$$;

-- Suspends holders whose glass nobody has reviewed in time; answers how many.
create function guard.suspend_unreviewed() returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_count int;
begin
  update agency.break_glass_holders h set suspended_at = now()
   where h.suspended_at is null and h.deleted_at is null and exists (select from guard.break_glass b where b.person_id = h.person_id and b.reviewed_at is null and b.review_by < now());
  get diagnostics v_count = row_count;
  return v_count;
end $$;

-- Breaks the glass for 1 to 60 minutes and answers which. Everybody is told. AG006: not a holder, suspended, or an earlier one was not reviewed in time.
-- AG005: it is broken already. AG009: no reason, or another time. AG010: sign in again.
create function guard.break_glass(p_session uuid, p_reason text, p_minutes int default 60) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_person uuid := guard.proven_person(p_session);
  h agency.break_glass_holders;
  v_id uuid;
begin
  perform guard.suspend_unreviewed();
  select * into h from agency.break_glass_holders b where b.person_id = v_person and b.deleted_at is null for update;
  if h.id is null then
    raise exception using errcode = 'AG006', message = 'You are not named as somebody who may break the glass.';
  elsif exists (select from guard.break_glass b where b.person_id = v_person and b.reviewed_at is null and b.review_by < now()) then
    raise exception using errcode = 'AG006', message = 'Your last broken glass was not reviewed within 72 hours; an approver must review it first.';
  elsif h.suspended_at is not null then
    raise exception using errcode = 'AG006', message = 'Your right to break the glass is suspended; giving it back is a request.';
  elsif coalesce(btrim(p_reason), '') = '' then
    raise exception using errcode = 'AG009', message = 'Say why: everybody is told, and it is reviewed.';
  elsif p_minutes is null or p_minutes not between 1 and 60 then
    raise exception using errcode = 'AG009', message = 'The glass can be broken for 1 to 60 minutes.';
  elsif exists (select from guard.break_glass b where b.person_id = v_person and b.ended_at is null and now() < b.ends_at) then
    raise exception using errcode = 'AG005', message = 'You have broken the glass already.';
  end if;
  insert into guard.break_glass (person_id, reason, ends_at) values (v_person, btrim(p_reason), now() + make_interval(mins => p_minutes)) returning id into v_id;
  perform pg_notify('agency', 'glass ' || v_id);
  return v_id;
end $$;

-- Ends the person's broken glass before its time. AG005: none is broken.
create function guard.end_break_glass(p_session uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_id uuid;
begin
  update guard.break_glass b set ended_at = now() where b.person_id = guard.session_person(p_session) and b.ended_at is null and now() < b.ends_at returning b.id into v_id;
  if v_id is null then
    raise exception using errcode = 'AG005', message = 'No glass of yours is broken.';
  end if;
  perform pg_notify('agency', 'glass ' || v_id);
end $$;

-- Applies the person's own draft or pending request alone, while their glass is broken: only what moves to the trash or restores, and nothing that says who may what. Answers
-- the state guard.apply answers. AG005: not a draft or pending. AG006: no broken glass, another's request, or nothing one may do alone. AG008: a row waits in another
-- request. AG009: blockers.
create function guard.apply_alone(p_request uuid, p_session uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r guard.requests := guard.take(p_request, array['draft', 'pending']);
  v_person uuid := guard.session_person(p_session);
  b guard.break_glass;
  v_why text;
begin
  select * into b from guard.break_glass g where g.person_id = v_person and guard.glass_is_open(g.id, v_person);
  if b.id is null then
    raise exception using errcode = 'AG006', message = 'No glass of yours is broken.';
  elsif r.requested_by <> v_person or not guard.holds_role(v_person, 'admin') then
    raise exception using errcode = 'AG006', message = 'Only the admin who asked for this may apply it alone.';
  elsif r.operation not in ('talent.removed', 'deal.removed', 'trash.restored')
     or exists (select from guard.plan_rows p where p.request_id = r.id and not (p.action = 'trash' or p.action = 'update' and p.patch = '{"deleted_at": null}'))
     or exists (select from guard.plan_rows p where p.request_id = r.id
                   and p.table_name in ('agency.people', 'agency.accounts', 'agency.role_grants', 'agency.delegations', 'agency.break_glass_holders', 'agency.policies')) then
    raise exception using errcode = 'AG006', message = 'Behind broken glass one may move to the trash and restore, nothing else: this needs a second person.';
  elsif coalesce(jsonb_array_length(r.impact -> 'blockers'), 0) > 0 or exists (select from guard.plan_rows p where p.request_id = r.id and (p.because is not null or p.action = 'trash' and p.before -> 'legal_hold' = 'true')) then
    raise exception using errcode = 'AG009', message = 'Something stands in the way: clear the blockers first.';
  end if;
  if r.state = 'draft' then
    update guard.requests q set reason = b.reason where q.id = r.id;
    begin
      insert into guard.claims (table_name, row_id, request_id) select p.table_name, p.row_id, r.id from guard.plan_rows p where p.request_id = r.id order by 1, 2;
    exception when unique_violation then
      raise exception using errcode = 'AG008', message = 'Another request is waiting on one of these rows.';
    end;
    perform guard.move_to(r, 'pending', v_person);
    r.state := 'pending';
  end if;
  v_why := guard.drifted(r);
  if v_why is not null then
    perform guard.move_to(r, 'stale', v_person, 'AG003', v_why);
    return 'stale';
  end if;
  update guard.requests q set break_glass = b.id where q.id = r.id;
  perform guard.move_to(r, 'approved', v_person, null, 'The glass is broken: ' || b.reason);
  return guard.apply(r.id, v_person);
end $$;

-- What an approver found who was not there: 'justified' or 'not justified', which suspends the holder. AG004: their own, or that of somebody linked to them. AG005: still
-- broken, or reviewed already. AG006: not an approver, or one through the holder. AG009: no such glass, verdict or text. AG010: sign in again.
create function guard.review_break_glass(p_break_glass uuid, p_session uuid, p_verdict text, p_text text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_person uuid := guard.proven_person(p_session);
  b guard.break_glass;
begin
  select * into b from guard.break_glass g where g.id = p_break_glass for update;
  if not found then
    raise exception using errcode = 'AG009', message = 'There is no such broken glass.';
  elsif b.person_id = v_person then
    raise exception using errcode = 'AG004', message = 'You broke this glass; somebody else must review it.';
  elsif guard.same_person(v_person, b.person_id) or guard.are_linked(v_person, b.person_id, b.opened_at) then
    raise exception using errcode = 'AG004', message = 'You and whoever broke this glass share an e-mail address or stand in for one another; somebody else must review it.';
  elsif not guard.holds_role(v_person, 'approver', null, b.person_id) then
    raise exception using errcode = 'AG006', message = 'Only an approver who did not get the role from whoever broke this glass may review it.';
  elsif b.reviewed_at is not null then
    raise exception using errcode = 'AG005', message = 'This has been reviewed already.';
  elsif b.ended_at is null and now() < b.ends_at then
    raise exception using errcode = 'AG005', message = 'The glass is still broken; review it when that is over.';
  elsif p_verdict is null or p_verdict not in ('justified', 'not justified') then
    raise exception using errcode = 'AG009', message = 'Say whether it was justified.';
  elsif coalesce(btrim(p_text), '') = '' then
    raise exception using errcode = 'AG009', message = 'Say what you looked at and found.';
  end if;
  update guard.break_glass g set reviewed_by = v_person, reviewed_at = now(), verdict = p_verdict, review = btrim(p_text) where g.id = b.id;
  if p_verdict = 'not justified' then
    update agency.break_glass_holders h set suspended_at = now() where h.person_id = b.person_id and h.deleted_at is null and h.suspended_at is null;
  end if;
  perform pg_notify('agency', 'glass ' || b.id);
end $$;

-- --- keys of machines

-- A key that asks in the name of the admin who makes it. p_secret_hash: the SHA-256 of the secret, which nobody here ever sees. p_expires_at: within a year.
-- AG006: not an admin. AG009: no name, operation, hash, or another time. AG010: sign in again.
create function guard.create_api_key(p_session uuid, p_name text, p_operations text[], p_expires_at timestamptz, p_secret_hash bytea) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_person uuid := guard.proven_person(p_session);
  v_id uuid;
begin
  perform guard.require_admin(v_person);
  if coalesce(btrim(p_name), '') = '' then
    raise exception using errcode = 'AG009', message = 'Give the key a name, so that it can be told from others.';
  elsif coalesce(cardinality(p_operations), 0) = 0 or array_position(p_operations, null) is not null then
    raise exception using errcode = 'AG009', message = 'Choose what the key may ask for.';
  elsif p_expires_at is null or p_expires_at <= now() or p_expires_at > now() + interval '1 year' then
    raise exception using errcode = 'AG009', message = 'A key ends within a year from now.';
  elsif p_secret_hash is null or length(p_secret_hash) <> 32 then
    raise exception using errcode = 'AG009', message = 'The hash of the secret is not a SHA-256.';
  end if;
  insert into guard.api_keys (person_id, name, secret_hash, operations, expires_at) values (v_person, btrim(p_name), p_secret_hash, p_operations, p_expires_at) returning id into v_id;
  return v_id;
end $$;

-- Ends a key, for good: its person's, or anybody's where an admin does it. AG006: neither. AG009: there is no such key.
create function guard.revoke_api_key(p_key uuid, p_session uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_person uuid := guard.session_person(p_session);
  v_owner uuid := (select k.person_id from guard.api_keys k where k.id = p_key);
begin
  if v_owner is null then
    raise exception using errcode = 'AG009', message = 'There is no such key.';
  elsif v_person is distinct from v_owner and (v_person is null or not guard.holds_role(v_person, 'admin')) then
    raise exception using errcode = 'AG006', message = 'Only its person or an admin may end a key.';
  end if;
  update guard.api_keys k set revoked_at = now() where k.id = p_key and k.revoked_at is null;
end $$;

-- Whose key this is and what it may ask for; no row where it has ended or its person is not active. Notes that it was used, once a minute.
create function guard.api_key_person(p_secret_hash bytea) returns table (key_id uuid, person_id uuid, operations text[])
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update guard.api_keys k set last_used_at = now()
   where k.secret_hash = p_secret_hash and k.revoked_at is null and now() < k.expires_at and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute');
  return query select k.id, k.person_id, k.operations from guard.api_keys k join agency.people p on p.id = k.person_id and p.status = 'active' and p.deleted_at is null
    where k.secret_hash = p_secret_hash and k.revoked_at is null and now() < k.expires_at;
end $$;

grant execute on function guard.suspend_unreviewed(), guard.break_glass(uuid, text, int), guard.end_break_glass(uuid), guard.apply_alone(uuid, uuid), guard.review_break_glass(uuid, uuid, text, text),
  guard.create_api_key(uuid, text, text[], timestamptz, bytea), guard.revoke_api_key(uuid, uuid), guard.api_key_person(bytea) to agency_app;
