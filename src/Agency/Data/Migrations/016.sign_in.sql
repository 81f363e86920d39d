-- as agency_guard
-- Signing in: sessions that end when nobody uses them, roles that come from the provider, and the keys that several consoles share.

-- idle: how long a session lasts unused; null: as long as ends_at says. used_at is kept to the half minute.
alter table guard.sessions add used_at timestamptz not null default now(), add idle interval check (idle > interval '0');

-- As 015 says; a session that nobody has used for its idle time is over too.
create or replace function guard.session_person(p_session uuid, p_within interval default null) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.person_id from guard.sessions s join agency.people p on p.id = s.person_id and p.status = 'active' and p.deleted_at is null
   where s.id = p_session and s.ended_at is null and now() < s.ends_at and (s.idle is null or now() < s.used_at + s.idle)
     and (p_within is null or s.authenticated_at > now() - p_within)
$$;

-- The person of an open session, which is thereby used; null where there is none.
create function guard.use_session(p_session uuid) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_person uuid := guard.session_person(p_session);
begin
  if v_person is not null then
    update guard.sessions s set used_at = now() where s.id = p_session and s.used_at < now() - interval '30 seconds';
  end if;
  return v_person;
end $$;

-- What the provider wants to see again when the person signs out there too. Nobody reads it but through guard.take_id_token.
create table guard.id_tokens (
  session_id uuid primary key references guard.sessions on delete restrict,
  id_token text not null
);
revoke all on guard.id_tokens from agency_owner, agency_app, agency_reader;

-- As 015 says, with an idle time and the provider's token. AG006: not active. AG009: from the future.
drop function guard.start_session(uuid, uuid, text, timestamptz, timestamptz);
create function guard.start_session(p_person uuid, p_account uuid, p_method text, p_authenticated_at timestamptz, p_ends_at timestamptz,
  p_idle interval default null, p_id_token text default null) returns uuid
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
  insert into guard.sessions (person_id, account_id, method, authenticated_at, ends_at, idle)
  values (p_person, p_account, p_method, least(p_authenticated_at, now()), p_ends_at, p_idle) returning id into v_id;
  delete from guard.id_tokens t using guard.sessions s where s.id = t.session_id and (s.ended_at is not null or s.ends_at < now());
  if p_id_token is not null then
    insert into guard.id_tokens (session_id, id_token) values (v_id, p_id_token);
  end if;
  return v_id;
end $$;

-- As 015 says; the session then lasts until p_ends_at, where that is later. AG006: the session is over, or another person's. AG009: from the future.
drop function guard.sign_in_again(uuid, uuid, timestamptz);
create function guard.sign_in_again(p_session uuid, p_person uuid, p_authenticated_at timestamptz, p_ends_at timestamptz default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if guard.session_person(p_session) is distinct from p_person then
    raise exception using errcode = 'AG006', message = 'This session is over, or somebody else''s. Sign in.';
  elsif p_authenticated_at > now() + interval '1 minute' then
    raise exception using errcode = 'AG009', message = 'The sign-in is said to be from the future.';
  end if;
  update guard.sessions s set authenticated_at = greatest(s.authenticated_at, least(p_authenticated_at, now())), ends_at = greatest(s.ends_at, p_ends_at), used_at = now()
   where s.id = p_session;
  perform pg_notify('agency', 'person ' || p_person);
end $$;

-- The provider's token of a session, once: whoever signs out takes it along. Null where there is none.
create function guard.take_id_token(p_session uuid) returns text
language sql security definer set search_path = pg_catalog, pg_temp as
$$ delete from guard.id_tokens t where t.session_id = p_session returning t.id_token $$;

-- Transactions in which the provider's word gives and takes roles. Whoever writes it takes it away before committing, so that nobody ever sees one of somebody else's.
create table guard.provider_grants (xid xid8 primary key);

-- A person's roles from the provider become exactly these, from now on; roles given by hand stay. Answers whether anything changed.
create function guard.grant_from_provider(p_person uuid, p_roles text[]) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_at timestamptz;
  v_changed boolean;
begin
  -- Two sign-ins of one person come one after the other, and the moment is taken under the lock: periods of one role must not overlap.
  perform from agency.people p where p.id = p_person for update;
  v_at := clock_timestamp();
  insert into guard.provider_grants (xid) values (pg_current_xact_id());
  with ended as (
    update agency.role_grants g set valid_until = v_at
     where g.person_id = p_person and g.source = 'oidc' and g.deleted_at is null and g.valid_from < v_at and (g.valid_until is null or v_at < g.valid_until) and g.role <> all (p_roles)
    returning g.id)
  , given as (
    insert into agency.role_grants (id, person_id, role, source, valid_from)
    select gen_random_uuid(), p_person, r, 'oidc', v_at from (select distinct unnest(p_roles)) wanted (r)
     where not exists (select from agency.role_grants g where g.person_id = p_person and g.source = 'oidc' and g.deleted_at is null and g.role = r
                          and g.valid_from <= v_at and (g.valid_until is null or v_at < g.valid_until))
    returning id)
  select exists (select from ended) or exists (select from given) into v_changed;
  delete from guard.provider_grants g where g.xid = pg_current_xact_id();
  if v_changed then
    perform pg_notify('agency', 'person ' || p_person);
  end if;
  return v_changed;
end $$;

-- What the provider said of an account when it was last here: the groups that a mapping makes roles of.
create table guard.provider_groups (
  account_id uuid primary key,
  groups text[] not null,
  seen_at timestamptz not null
);
create function guard.remember_groups(p_account uuid, p_groups text[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into guard.provider_groups (account_id, groups, seen_at) values (p_account, p_groups, now())
  on conflict (account_id) do update set groups = excluded.groups, seen_at = excluded.seen_at
$$;

-- The keys that protect cookies and forms. They are here so that any number of consoles read one another's; they are secrets, so no role reads the table.
create table console.data_protection_keys (
  name text primary key,
  xml text not null,
  made_at timestamptz not null default now()
);
create function console.read_keys() returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select k.xml from console.data_protection_keys k order by k.made_at, k.name $$;
create function console.keep_key(p_name text, p_xml text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$ insert into console.data_protection_keys (name, xml) values (p_name, p_xml) $$;

grant execute on function guard.use_session(uuid), guard.start_session(uuid, uuid, text, timestamptz, timestamptz, interval, text), guard.sign_in_again(uuid, uuid, timestamptz, timestamptz),
  guard.take_id_token(uuid), guard.grant_from_provider(uuid, text[]), guard.remember_groups(uuid, text[]), console.read_keys(), console.keep_key(text, text) to agency_app;
grant execute on function guard.start_session(uuid, uuid, text, timestamptz, timestamptz, interval, text) to agency_admin;
