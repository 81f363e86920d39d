-- as agency_guard
-- Messages: what leaves the console. Triggers write one row of console.outbox in the transaction of what it tells, and nothing else, so that nobody waits for a
-- mail server and what was rolled back is never told. A dispatcher in each console fans it out to people and channels and sends it, at least once, with a stable id.

-- What there is to tell. always: nobody can silence it in the console. by_email: unless somebody chooses otherwise. to_sentry: goes there too.
create table console.events (
  event text primary key,
  always boolean not null default false,
  by_email boolean not null default true,
  to_sentry boolean not null default false
);
insert into console.events (event, always, by_email, to_sentry) values
  ('request.review_wanted', false, true, false),
  ('request.decided', false, true, true),
  ('request.stale', false, true, false),
  ('request.expiring', false, true, false),
  ('request.failed', false, true, true),
  ('request.applied', false, false, true),
  ('request.undone', false, true, true),
  ('break_glass', true, true, true),
  ('roles.changed', false, true, false),
  ('guard.refused', false, true, true),
  ('guard.spike', true, true, true),
  ('guard.tampering', true, true, true),
  ('job.failed', false, true, true);

-- subject: ids and numbers, no names; what a person reads is made of the rows they point to (console.messages). key: what may be told once only.
create table console.outbox (
  id bigint generated always as identity primary key,
  message_id uuid not null default gen_random_uuid() unique,
  event text not null references console.events,
  subject jsonb not null,
  key text unique,
  at timestamptz not null default clock_timestamp(),
  told_at timestamptz
);
create index outbox_untold on console.outbox (id) where told_at is null;
create index outbox_lately on console.outbox (event, at);

-- A message to a person, in the console.
create table console.notifications (
  id bigint generated always as identity primary key,
  outbox_id bigint not null references console.outbox,
  person_id uuid not null,
  read_at timestamptz,
  unique (person_id, outbox_id)
);
create index notifications_unread on console.notifications (person_id) where read_at is null;

create table console.notification_choices (
  person_id uuid not null,
  event text not null references console.events,
  channel text not null check (channel in ('console', 'email')),
  wanted boolean not null,
  primary key (person_id, event, channel)
);

-- A message through a channel, until it is sent or given up. attempts counts from when one begins: one that kills the console in the middle comes back when
-- next_try_at has passed, with the same message_id. person_id: to whom, where the channel reaches people.
create table console.deliveries (
  id bigint generated always as identity primary key,
  outbox_id bigint not null references console.outbox,
  channel text not null check (channel in ('email', 'webhook', 'sentry')),
  person_id uuid check ((person_id is not null) = (channel = 'email')),
  attempts int not null default 0,
  next_try_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  gave_up_at timestamptz,
  last_error text,
  check (sent_at is null or gave_up_at is null),
  unique nulls not distinct (outbox_id, channel, person_id)
);
create index deliveries_waiting on console.deliveries (channel, next_try_at, id) where sent_at is null and gave_up_at is null;
create index deliveries_given_up on console.deliveries (gave_up_at) where gave_up_at is not null;

grant select on console.events, console.outbox, console.notifications, console.notification_choices, console.deliveries to agency_app;

-- The one way into the outbox. Dispatchers hear of it when the transaction commits.
create function guard.tell(p_event text, p_subject jsonb, p_key text default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into console.outbox (event, subject, key) values (p_event, jsonb_strip_nulls(p_subject), p_key) on conflict (key) do nothing;
  perform pg_notify('agency', 'outbox');
end $$;

create function guard.tell_attempt() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_event text := case
    when new.to_state = new.from_state then null
    when new.to_state = 'pending' then 'request.review_wanted'
    when new.to_state in ('approved', 'rejected') then 'request.decided'
    when new.to_state = 'stale' then 'request.stale'
    when new.to_state = 'expired' then 'request.expiring'
    when new.to_state in ('failed', 'failed_final') then 'request.failed'
    when new.to_state = 'succeeded' then 'request.applied' end;
begin
  if v_event = 'request.applied' and exists (select from guard.requests r where r.id = new.request_id and r.undo_of is not null) then
    v_event := 'request.undone';
  end if;
  if v_event is not null then
    perform guard.tell(v_event, jsonb_build_object('request', new.request_id, 'from', new.from_state, 'to', new.to_state, 'person', new.person_id, 'sqlstate', new.sqlstate, 'detail', left(new.detail, 2000)));
  end if;
  return null;
end $$;
create trigger tell after insert on guard.attempts for each row execute function guard.tell_attempt();
alter table guard.attempts enable always trigger tell;

create function guard.tell_break_glass() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform guard.tell('break_glass', jsonb_build_object('glass', new.id, 'person', case when tg_op = 'INSERT' then new.person_id else new.reviewed_by end,
    'holder', new.person_id, 'to', case when tg_op = 'INSERT' then 'opened' else 'reviewed' end));
  return null;
end $$;
create trigger tell_opened after insert on guard.break_glass for each row execute function guard.tell_break_glass();
create trigger tell_reviewed after update on guard.break_glass for each row when (new.reviewed_by is distinct from old.reviewed_by) execute function guard.tell_break_glass();
alter table guard.break_glass enable always trigger tell_opened;
alter table guard.break_glass enable always trigger tell_reviewed;

create function guard.tell_alarm() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform guard.tell(case new.kind when 'loop' then 'guard.spike' else 'guard.tampering' end, jsonb_build_object('what', left(new.what, 2000)));
  return null;
end $$;
create trigger tell after insert on guard.alarms for each row when (new.raised) execute function guard.tell_alarm();
alter table guard.alarms enable always trigger tell;

-- Role grants: one message per statement. to: given, taken, or changed.
create function guard.tell_grants(p_grants jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select guard.tell('roles.changed', jsonb_build_object('grants', jsonb_path_query_array(p_grants, '$[0 to 49]'), 'count', jsonb_array_length(p_grants)))
   where jsonb_array_length(p_grants) > 0
$$;
create function guard.tell_granted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform guard.tell_grants(jsonb_agg(jsonb_build_object('person', n.person_id, 'role', n.role, 'by', n.granted_by, 'to', 'given') order by n.id))
    from new_rows n where n.deleted_at is null;
  return null;
end $$;
create function guard.tell_regranted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform guard.tell_grants(jsonb_agg(jsonb_build_object('person', n.person_id, 'role', n.role, 'by', n.granted_by, 'to',
      case when o.deleted_at is null and n.deleted_at is not null or n.valid_until <= now() then 'taken' when o.deleted_at is not null and n.deleted_at is null then 'given' else 'changed' end) order by n.id))
    from new_rows n join old_rows o on o.id = n.id
   where (o.person_id, o.role, o.valid_from, o.valid_until, o.deleted_at) is distinct from (n.person_id, n.role, n.valid_from, n.valid_until, n.deleted_at);
  return null;
end $$;
create trigger tell_granted after insert on agency.role_grants referencing new table as new_rows for each statement execute function guard.tell_granted();
create trigger tell_regranted after update on agency.role_grants referencing old table as old_rows new table as new_rows for each statement execute function guard.tell_regranted();
alter table agency.role_grants enable always trigger tell_granted;
alter table agency.role_grants enable always trigger tell_regranted;

-- What the guard refuses is rolled back and leaves no row. A sequence survives: guard.refusals counts, and a ring of 32 keeps which table the latest were on
-- (the count in the upper half of the value, the table's oid in the lower one; 0 is the schema itself, 1 who may do what). Only refusals come here.
create sequence guard.refusals;
do $$
begin
  for n in 0..31 loop
    execute format('create sequence guard.refused_%s', n);
  end loop;
end $$;
create function guard.count_refusal(p_table oid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n bigint := nextval('guard.refusals') % 2147483648;
begin
  perform setval(('guard.refused_' || n % 32)::regclass, greatest(1, n << 32 | p_table::bigint));
end $$;

create or replace function guard.refuse() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not guard.is_applying() then
    perform guard.count_refusal(tg_relid);
    raise exception using errcode = 'AG001',
      message = format('%s on %I.%I is refused: it needs a request that a second person has approved', coalesce('Setting ' || tg_argv[0], tg_op), tg_table_schema, tg_table_name),
      hint = 'Move the row to the trash in the console; somebody else approves it.';
  end if;
  return null;
end $$;

create or replace function guard.refuse_many(p_table oid, p_rows bigint, p_limit int) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not guard.is_applying() then
    perform guard.count_refusal(p_table);
    raise exception using errcode = 'AG001',
      message = format('An update of %s rows of %s is refused: more than %s at once need a request that a second person has approved', p_rows, p_table::regclass, p_limit),
      hint = 'Plan it as a bulk edit in the console.';
  end if;
end $$;

create or replace function guard.refuse_unasked(p_what text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform guard.count_refusal(1);
  raise exception using errcode = 'AG001', message = format('%s is refused: it needs a request that a second person has approved', p_what), hint = 'Ask for it in the console; somebody else approves it.';
end $$;

create or replace function guard.refuse_ddl() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_harm text[];
begin
  if guard.is_migrating() or not exists (select from pg_event_trigger_ddl_commands() c where c.schema_name is distinct from 'pg_temp') then
    return;
  end if;
  select array_agg(format('%s %s %s', d.kind, d.object, d.what) order by d.kind = 'relation' desc) into v_harm from guard.drift() d where d.kind <> 'protection' or d.object like 'agency.%';
  if v_harm is null and tg_tag = 'ALTER TABLE' then
    select array_agg(format('%s became part of %s with its rows', i.inhrelid::regclass, i.inhparent::regclass)) into v_harm
      from pg_event_trigger_ddl_commands() c join pg_inherits i on c.objid in (i.inhrelid, i.inhparent)
     where i.inhparent in (select g.relid from guard.guarded() g) and i.inhrelid not in (select e.about from guard.expected e);
  end if;
  if v_harm is not null then
    perform guard.count_refusal(0);
    raise exception using errcode = 'AG001', message = format('%s is refused, because the guard would not hold any more: %s', tg_tag, guard.shortly(v_harm)),
      hint = 'Tables under the guard are changed by a migration; adding a column, an index or a foreign key without a cascade needs none.';
  end if;
end $$;

create or replace function watch.refuse_drop() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_gone text[];
begin
  if to_regclass('guard.migrating') is null or to_regclass('guard.expected') is null or to_regprocedure('guard.is_migrating()') is null then
    raise exception using errcode = 'AG001', message = format('%s is refused: it would take the guard away', tg_tag);
  elsif guard.is_migrating() then
    return;
  end if;
  select array_agg(format('%s %s', o.object_type, o.object_identity) order by o.original desc) into v_gone
    from pg_event_trigger_dropped_objects() o
   where not o.is_temporary and (
         o.schema_name in ('history', 'guard', 'watch') or o.object_type = 'schema' and o.object_name in ('history', 'guard', 'watch', 'agency')
      or o.objid in (select e.about from guard.expected e where e.about <> 0) and o.object_type in ('table', 'table column')
      or o.object_type in ('trigger', 'table constraint', 'rule', 'policy') and o.address_names[3] not like 'RI\_ConstraintTrigger\_%'
         and format('%I.%I', o.address_names[1], o.address_names[2]) in (select c.oid::regclass::text from pg_class c where c.oid in (select g.relid from guard.guarded() g))
      or o.object_type in ('function', 'procedure') and o.object_identity in (select e.object from guard.expected e where e.kind = 'function'));
  if v_gone is not null then
    if to_regprocedure('guard.count_refusal(oid)') is not null then
      perform guard.count_refusal(0);
    end if;
    raise exception using errcode = 'AG001', message = format('%s is refused: it would take away %s', tg_tag, guard.shortly(v_gone)),
      hint = 'Tables under the guard are changed by a migration.';
  end if;
end $$;

-- From here on: what the dispatcher calls.

create function console.has_role(p_person uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from agency.role_grants g where g.person_id = p_person and g.deleted_at is null and now() >= g.valid_from and (g.valid_until is null or now() < g.valid_until))
$$;

-- By themselves, or for somebody who is away.
create function console.may_decide(r guard.requests, p_person uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select console.has_role(p_person) and (guard.holds_role(p_person, 'approver') and not exists (select from guard.voting_refusal(r, p_person)) or exists (select from guard.absent_approvers(r.id, p_person)))
$$;

-- The people a message is for, active ones only.
create function console.audience(o console.outbox) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare r guard.requests;
begin
  select * into r from guard.requests q where q.id = (o.subject ->> 'request')::uuid;
  return query
    select p.id from agency.people p
     where p.status = 'active' and p.deleted_at is null and case
       when o.event = 'request.review_wanted' then r.state = 'pending' and console.may_decide(r, p.id)
       when o.event = 'request.expiring' then p.id = r.requested_by or console.may_decide(r, p.id)
       when o.event = 'request.applied' and r.break_glass is not null then console.has_role(p.id)
       when o.event = 'request.undone' then p.id = r.requested_by or p.id = (select u.requested_by from guard.requests u where u.id = r.undo_of)
       when o.event like 'request.%' then p.id = r.requested_by
       when o.event = 'roles.changed' then guard.holds_role(p.id, 'approver') or o.subject -> 'grants' @> jsonb_build_array(jsonb_build_object('person', p.id))
       when o.event = 'guard.refused' then guard.holds_role(p.id, 'admin') or guard.holds_role(p.id, 'approver')
       when o.event = 'job.failed' then guard.holds_role(p.id, 'admin')
       else console.has_role(p.id) end;
end $$;

create function console.wants(p_person uuid, p_event text, p_channel text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p_channel = 'console' and e.always or coalesce(c.wanted, p_channel = 'console' or e.by_email)
    from console.events e left join console.notification_choices c on c.event = e.event and c.person_id = p_person and c.channel = p_channel
   where e.event = p_event
$$;
grant execute on function console.wants(uuid, text, text) to agency_app;

-- Turns what was not told yet into notifications and deliveries through the given channels; answers how many messages that were. Any number of consoles at once.
create function console.fan_out(p_channels text[], p_limit int) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  o console.outbox;
  v_people uuid[];
  v_told int := 0;
begin
  for o in select * from console.outbox x where x.told_at is null order by x.id limit p_limit for update skip locked loop
    v_people := array(select console.audience(o));
    insert into console.notifications (outbox_id, person_id)
      select o.id, p from unnest(v_people) p where console.wants(p, o.event, 'console');
    insert into console.deliveries (outbox_id, channel, person_id)
      select o.id, 'email', p from unnest(v_people) p where 'email' = any (p_channels) and console.wants(p, o.event, 'email')
      union all
      select o.id, c, null from unnest(p_channels) c
       where c = 'webhook' or c = 'sentry' and (o.event <> 'request.decided' or o.subject ->> 'to' = 'rejected') and (select e.to_sentry from console.events e where e.event = o.event);
    update console.outbox x set told_at = clock_timestamp() where x.id = o.id;
    perform pg_notify('agency', 'notified ' || n.person_id) from console.notifications n where n.outbox_id = o.id;
    v_told := v_told + 1;
  end loop;
  if v_told > 0 then
    perform pg_notify('agency', 'outbox');
  end if;
  return v_told;
end $$;

-- Takes the next delivery of a channel that is due, for as long as the lease: nobody else gets it meanwhile. No row where none is due.
create function console.take(p_channel text, p_lease interval) returns table (id bigint, outbox_id bigint, person_id uuid, attempts int)
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update console.deliveries d set attempts = d.attempts + 1, next_try_at = clock_timestamp() + p_lease
   where d.id = (select x.id from console.deliveries x
                  where x.channel = p_channel and x.sent_at is null and x.gave_up_at is null and x.next_try_at <= clock_timestamp()
                  order by x.next_try_at, x.id limit 1 for update skip locked)
  returning d.id, d.outbox_id, d.person_id, d.attempts
$$;
create function console.sent(p_delivery bigint) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update console.deliveries d set sent_at = clock_timestamp(), gave_up_at = null, last_error = null where d.id = p_delivery and d.sent_at is null
$$;
-- It was not taken. p_wait: until the next try; null gives up.
create function console.not_sent(p_delivery bigint, p_error text, p_wait interval) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update console.deliveries d set last_error = left(p_error, 500), next_try_at = clock_timestamp() + coalesce(p_wait, interval '0'),
         gave_up_at = case when p_wait is null then clock_timestamp() end
   where d.id = p_delivery and d.sent_at is null;
  if p_wait is null then
    perform pg_notify('agency', 'outbox');
  end if;
end $$;

-- What the console itself has to tell. Errors: AG009 for what only the database may say.
create function console.report(p_event text, p_subject jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_event not in ('guard.refused', 'job.failed') then
    raise exception using errcode = 'AG009', message = format('%s is not the console''s to tell.', p_event);
  end if;
  perform guard.tell(p_event, p_subject);
end $$;

-- How far console.look_for_refusals has come.
create table console.refusals_seen (refusals bigint not null);
insert into console.refusals_seen values (0);
grant select on console.refusals_seen to agency_app;

-- Tells of what the guard has refused since the last look: how often, and on which tables.
create function console.look_for_refusals() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_seen bigint;
  v_now bigint;
  v_slot bigint;
  v_tables jsonb := '{}';
  v_table text;
begin
  select case when s.is_called then s.last_value else 0 end into v_now from guard.refusals s;
  if v_now = (select r.refusals from console.refusals_seen r) then
    return 0;
  end if;
  select r.refusals into v_seen from console.refusals_seen r for update;
  select case when s.is_called then s.last_value else 0 end into v_now from guard.refusals s;
  for n in 0..31 loop
    execute format('select s.last_value from guard.refused_%s s', n) into v_slot;
    if v_slot >> 32 > v_seen % 2147483648 and v_slot >> 32 <= v_now % 2147483648 then
      v_table := case v_slot & 4294967295 when 0 then 'the schema' when 1 then 'people and their rights' else coalesce((select format('%I.%I', s.nspname, c.relname) from pg_class c join pg_namespace s on s.oid = c.relnamespace where c.oid = (v_slot & 4294967295)::oid), 'a table') end;
      v_tables := jsonb_set(v_tables, array[v_table], to_jsonb(coalesce((v_tables ->> v_table)::int, 0) + 1));
    end if;
  end loop;
  update console.refusals_seen set refusals = v_now;
  if v_now > v_seen then
    perform guard.tell('guard.refused', jsonb_build_object('count', v_now - v_seen, 'tables', v_tables));
  end if;
  return greatest(v_now - v_seen, 0);
end $$;

-- Tells once per request and clock that it runs out: within the last quarter of its time, at most a day before.
create function console.look_for_expiring() returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
  with clocks as (
    select r.id, r.state, 'expiring ' || r.id || case r.state when 'pending' then ' approve' else ' execute' end as key,
           case r.state when 'pending' then r.submitted_at else r.decided_at end as began, case r.state when 'pending' then r.approve_by else r.execute_by end as ends
      from guard.requests r where r.state in ('pending', 'approved', 'failed'))
  select count(guard.tell('request.expiring', jsonb_build_object('request', c.id, 'from', c.state, 'to', 'expiring', 'ends', c.ends), c.key)::text)
    from clocks c
   where now() < c.ends and c.ends - now() <= least((c.ends - c.began) / 4, interval '1 day') and not exists (select from console.outbox o where o.key = c.key)
$$;

create index requests_submitted on guard.requests (submitted_at);

-- Tells at once, and then not again for as long, that within so many minutes more was attempted than the limits allow: requests put up and statements refused, or the rows
-- of those requests.
create function console.look_for_spike(p_attempts bigint, p_rows bigint, p_minutes int) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_since timestamptz := clock_timestamp() - make_interval(mins => p_minutes);
  v_asked bigint;
  v_rows bigint;
  v_refused bigint;
  v_people jsonb;
begin
  select count(*), coalesce(sum(r.row_count), 0), to_jsonb(array(select unnest(array_agg(distinct r.requested_by)) limit 5)) into v_asked, v_rows, v_people
    from guard.requests r where r.submitted_at > v_since;
  select coalesce(sum((o.subject ->> 'count')::bigint), 0) into v_refused from console.outbox o where o.event = 'guard.refused' and o.at > v_since;
  if v_asked + v_refused <= p_attempts and v_rows <= p_rows then
    return false;
  end if;
  perform pg_advisory_xact_lock(hashtext('console.look_for_spike'));
  if exists (select from console.outbox o where o.event = 'guard.spike' and o.subject ? 'asked' and o.at > v_since) then
    return false;
  end if;
  perform guard.tell('guard.spike', jsonb_build_object('asked', v_asked, 'refused', v_refused, 'rows', v_rows, 'minutes', p_minutes, 'people', v_people));
  return true;
end $$;

grant execute on function console.fan_out(text[], int), console.take(text, interval), console.sent(bigint), console.not_sent(bigint, text, interval), console.report(text, jsonb),
  console.look_for_refusals(), console.look_for_expiring(), console.look_for_spike(bigint, bigint, int) to agency_app;

-- And what a person does.

-- Marks notifications of the person read; all of them where none is named. Their other screens hear of it.
create function console.mark_read(p_person uuid, p_notifications bigint[] default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update console.notifications n set read_at = now()
   where n.person_id = p_person and n.read_at is null and (p_notifications is null or n.id = any (p_notifications));
  perform pg_notify('agency', 'notified ' || p_person);
end $$;

-- Whether the person wants to hear of it through the channel. AG009: what nobody can silence.
create function console.choose(p_person uuid, p_event text, p_channel text, p_wanted boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not p_wanted and p_channel = 'console' and (select e.always from console.events e where e.event = p_event) then
    raise exception using errcode = 'AG009', message = 'This always reaches everyone in the console.';
  end if;
  insert into console.notification_choices (person_id, event, channel, wanted) values (p_person, p_event, p_channel, p_wanted)
    on conflict (person_id, event, channel) do update set wanted = excluded.wanted;
end $$;

-- Sends again what was given up: one delivery, or all. Answers how many. AG006: not an admin.
create function console.try_again(p_person uuid, p_delivery bigint default null) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_again int;
begin
  if not guard.holds_role(p_person, 'admin') then
    raise exception using errcode = 'AG006', message = 'Only an admin may send messages again.';
  end if;
  update console.deliveries d set gave_up_at = null, attempts = 0, next_try_at = clock_timestamp()
   where d.gave_up_at is not null and (p_delivery is null or d.id = p_delivery);
  get diagnostics v_again = row_count;
  perform pg_notify('agency', 'outbox');
  return v_again;
end $$;
grant execute on function console.mark_read(uuid, bigint[]), console.choose(uuid, text, text, boolean), console.try_again(uuid, bigint) to agency_app;

-- A message with what its words are made of. said: the reason of the vote that decided. grants: the roles, with names.
create view console.messages as
  select o.id as outbox_id, o.message_id, o.event, o.at, o.subject, r.id as request_id, r.title, r.operation, r.row_count, r.impact -> 'money' as money, r.reason,
         coalesce(requester.display_name, holder.display_name) as requester, actor.display_name as actor,
         coalesce((o.subject ->> 'ends')::timestamptz, case o.subject ->> 'to' when 'pending' then r.approve_by when 'approved' then r.execute_by end, glass.ends_at) as ends, r.break_glass is not null as alone,
         case when o.event = 'request.decided' then (select v.reason from guard.votes v where v.request_id = r.id and v.person_id = actor.id order by v.id desc limit 1)
              when o.event = 'break_glass' then case o.subject ->> 'to' when 'opened' then glass.reason else concat_ws(': ', glass.verdict, glass.review) end
              else coalesce(o.subject ->> 'detail', o.subject ->> 'what') end as said,
         case when o.event = 'roles.changed' then
           (select jsonb_agg(jsonb_build_object('person', p.display_name, 'by', b.display_name, 'role', g.value ->> 'role', 'to', g.value ->> 'to') order by g.n)
              from jsonb_array_elements(o.subject -> 'grants') with ordinality g (value, n)
              left join agency.people p on p.id = (g.value ->> 'person')::uuid left join agency.people b on b.id = (g.value ->> 'by')::uuid)
              when o.subject ? 'people' then
           (select jsonb_agg(jsonb_build_object('person', p.display_name) order by p.display_name) from agency.people p where o.subject -> 'people' ? p.id::text) end as people
    from console.outbox o
    left join guard.requests r on r.id = (o.subject ->> 'request')::uuid
    left join guard.break_glass glass on glass.id = (o.subject ->> 'glass')::uuid
    left join agency.people requester on requester.id = r.requested_by
    left join agency.people holder on holder.id = (o.subject ->> 'holder')::uuid
    left join agency.people actor on actor.id = (o.subject ->> 'person')::uuid;
grant select on console.messages to agency_app;
