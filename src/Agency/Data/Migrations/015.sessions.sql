-- as agency_guard
-- Sessions of people, keys of machines, and broken glass. They belong to guard, because a vote counts only for whoever proved who they are a moment ago.
select guard.protect('agency.delegations'), guard.protect('agency.break_glass_holders');
select history.make_past_view('agency.delegations'), history.make_past_view('agency.break_glass_holders');

-- A sign-in, until it ends. authenticated_at is when the person last proved who they are (the provider's auth_time), not when the page was opened.
create table guard.sessions (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null,
  account_id uuid,
  method text not null check (method in ('oidc', 'development', 'server')),
  started_at timestamptz not null default now(),
  authenticated_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz
);
create index sessions_open on guard.sessions (person_id) where ended_at is null;
create trigger never_deleted before delete or truncate on guard.sessions for each statement execute function history.refuse();
alter table guard.sessions enable always trigger never_deleted;

-- The person of an open session, active still; null where there is none. With p_within: only where they proved who they are no longer ago than that.
create function guard.session_person(p_session uuid, p_within interval default null) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.person_id from guard.sessions s join agency.people p on p.id = s.person_id and p.status = 'active' and p.deleted_at is null
   where s.id = p_session and s.ended_at is null and now() < s.ends_at and (p_within is null or s.authenticated_at > now() - p_within)
$$;

-- Begins a session of an active person. Method server: at the server, by its administrator, never by the console. p_authenticated_at: no later than now, give or take the provider's clock (a minute). AG006: not active. AG009: from the future.
create function guard.start_session(p_person uuid, p_account uuid, p_method text, p_authenticated_at timestamptz, p_ends_at timestamptz) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_id uuid;
begin
  if not exists (select from agency.people p where p.id = p_person and p.status = 'active' and p.deleted_at is null) then
    raise exception using errcode = 'AG006', message = 'This person is not active.';
  elsif p_method = 'server' and not pg_has_role(session_user, 'agency_admin', 'member') then
    raise exception using errcode = 'AG006', message = 'Only the server''s administrator signs somebody in at the server.';
  elsif p_authenticated_at > now() + interval '1 minute' then
    raise exception using errcode = 'AG009', message = 'The sign-in is said to be from the future.';
  end if;
  insert into guard.sessions (person_id, account_id, method, authenticated_at, ends_at)
  values (p_person, p_account, p_method, least(p_authenticated_at, now()), p_ends_at) returning id into v_id;
  return v_id;
end $$;

-- The person of the session has proved again who they are. AG006: the session is over, or another person's.
create function guard.sign_in_again(p_session uuid, p_person uuid, p_authenticated_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if guard.session_person(p_session) is distinct from p_person then
    raise exception using errcode = 'AG006', message = 'This session is over, or somebody else''s. Sign in.';
  end if;
  update guard.sessions s set authenticated_at = greatest(s.authenticated_at, least(p_authenticated_at, now())) where s.id = p_session;
  perform pg_notify('agency', 'person ' || p_person);
end $$;

-- Ends a session, or all of a person's. Open screens of theirs learn it at once ('person <id>').
create function guard.end_session(p_session uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update guard.sessions s set ended_at = now() where s.id = p_session and s.ended_at is null;
  perform pg_notify('agency', 'person ' || (select s.person_id from guard.sessions s where s.id = p_session));
end $$;
create function guard.end_sessions(p_person uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update guard.sessions s set ended_at = now() where s.person_id = p_person and s.ended_at is null;
  perform pg_notify('agency', 'person ' || p_person);
end $$;
grant execute on function guard.session_person(uuid, interval), guard.start_session(uuid, uuid, text, timestamptz, timestamptz), guard.sign_in_again(uuid, uuid, timestamptz),
  guard.end_session(uuid), guard.end_sessions(uuid) to agency_app;
grant execute on function guard.start_session(uuid, uuid, text, timestamptz, timestamptz) to agency_admin;

-- A machine's key. It asks in the name of the person who answers for it, only for these operations, and never votes. Only the SHA-256 of the secret is kept.
create table guard.api_keys (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null,
  name text not null check (btrim(name) <> ''),
  secret_hash bytea not null unique,
  operations text[] not null check (cardinality(operations) > 0),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null check (expires_at > created_at and expires_at <= created_at + interval '1 year'),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create trigger never_deleted before delete or truncate on guard.api_keys for each statement execute function history.refuse();
alter table guard.api_keys enable always trigger never_deleted;

-- Glass that was broken: by whom, for how long, and who has looked at it since.
create table guard.break_glass (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null,
  reason text not null check (btrim(reason) <> ''),
  opened_at timestamptz not null default now(),
  ends_at timestamptz not null check (ends_at > opened_at and ends_at <= opened_at + interval '1 hour'),
  ended_at timestamptz,
  review_by timestamptz not null default now() + interval '72 hours',
  reviewed_by uuid check (reviewed_by <> person_id),
  reviewed_at timestamptz,
  verdict text check (verdict in ('justified', 'not justified')),
  review text,
  check ((reviewed_by is null) = (verdict is null) and (reviewed_by is null) = (reviewed_at is null))
);
create trigger never_deleted before delete or truncate on guard.break_glass for each statement execute function history.refuse();
alter table guard.break_glass enable always trigger never_deleted;
