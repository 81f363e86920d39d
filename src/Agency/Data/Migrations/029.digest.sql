-- as agency_guard
-- Mail may wait for a digest: once a day at 08:00 where the person is, what they chose so and have not read since the last one. A digest is a message of the outbox with one
-- delivery, so that it is taken, tried again and given up like every other.

insert into console.events (event, always, by_email, to_sentry) values ('digest', false, true, false);

alter table console.notification_choices add digest boolean not null default false, add check (not digest or channel = 'email' and wanted);

-- Where the person was when they last chose a digest. Without a row: UTC.
create table console.digest_zones (person_id uuid primary key, zone text not null);

create table console.digest_waiting (
  person_id uuid not null,
  outbox_id bigint not null references console.outbox,
  since timestamptz not null default clock_timestamp(),
  primary key (person_id, outbox_id)
);

-- channel digest: whether mail waits for the digest. What always reaches everyone never does.
create or replace function console.wants(p_person uuid, p_event text, p_channel text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case p_channel
           when 'digest' then not e.always and coalesce(c.digest, false)
           else p_channel = 'console' and e.always or coalesce(c.wanted, p_channel = 'console' or e.by_email) end
    from console.events e
    left join console.notification_choices c on c.event = e.event and c.person_id = p_person and c.channel = case p_channel when 'digest' then 'email' else p_channel end
   where e.event = p_event
$$;

-- channel email: at once, or not at all; digest: once a day, in the zone, where that is one the server knows.
drop function console.choose(uuid, text, text, boolean);
create function console.choose(p_person uuid, p_event text, p_channel text, p_wanted boolean, p_zone text default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_always boolean := (select e.always from console.events e where e.event = p_event);
begin
  if v_always and not p_wanted and p_channel = 'console' then
    raise exception using errcode = 'AG009', message = 'This always reaches everyone in the console.';
  elsif v_always and p_wanted and p_channel = 'digest' then
    raise exception using errcode = 'AG009', message = 'This never waits for a digest.';
  end if;
  insert into console.notification_choices (person_id, event, channel, wanted, digest)
    values (p_person, p_event, case p_channel when 'digest' then 'email' else p_channel end, p_wanted, p_channel = 'digest' and p_wanted)
    on conflict (person_id, event, channel) do update set wanted = excluded.wanted, digest = excluded.digest;
  if p_channel = 'digest' and p_wanted then
    delete from console.digest_zones z where z.person_id = p_person;
    insert into console.digest_zones (person_id, zone) select p_person, z.name from pg_timezone_names z where z.name = p_zone;
  end if;
end $$;
grant execute on function console.choose(uuid, text, text, boolean, text) to agency_app;

-- As 020 made it; new in it is what waits for a digest. A decision that is wanted within a day does not.
create or replace function console.fan_out(p_channels text[], p_limit int) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  o console.outbox;
  v_people uuid[];
  v_later uuid[];
  v_told int := 0;
begin
  for o in select * from console.outbox x where x.told_at is null order by x.id limit p_limit for update skip locked loop
    v_people := array(select console.audience(o));
    v_later := array(select p from unnest(v_people) p where console.wants(p, o.event, 'digest') and not (o.event in ('request.review_wanted', 'request.expiring')
                        and exists (select from console.messages m where m.outbox_id = o.id and m.ends <= clock_timestamp() + interval '1 day')));
    insert into console.notifications (outbox_id, person_id)
      select o.id, p from unnest(v_people) p where console.wants(p, o.event, 'console');
    insert into console.digest_waiting (person_id, outbox_id) select p, o.id from unnest(v_later) p where 'email' = any (p_channels);
    insert into console.deliveries (outbox_id, channel, person_id)
      select o.id, 'email', p from unnest(v_people) p where 'email' = any (p_channels) and console.wants(p, o.event, 'email') and p <> all (v_later)
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

-- Puts what waited since before the latest 08:00 of each person into one message to them, at most one per day of theirs; answers how many. Left out: what they read meanwhile,
-- what they no longer want by mail, and what is not for them any more, such as a decision that was taken. What a digest says is settled here, however often it is sent.
create function console.look_for_digests(p_at timestamptz default clock_timestamp()) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  d record;
  v_messages bigint[];
  v_digest bigint;
  v_made int := 0;
begin
  if not exists (select from console.digest_waiting) then
    return 0;
  end if;
  perform pg_advisory_xact_lock(hashtext('console.look_for_digests'));
  for d in
    select w.person_id, (date_trunc('day', l.there) + interval '8 hours') at time zone l.zone as due, 'digest ' || w.person_id || ' ' || l.there::date as key
      from (select distinct x.person_id from console.digest_waiting x) w
      left join console.digest_zones z on z.person_id = w.person_id
     cross join lateral (select coalesce(z.zone, 'UTC') as zone, p_at at time zone coalesce(z.zone, 'UTC') - interval '8 hours' as there) l
     where not exists (select from console.outbox o where o.key = 'digest ' || w.person_id || ' ' || l.there::date)
  loop
    with gone as (delete from console.digest_waiting w where w.person_id = d.person_id and w.since < d.due returning w.outbox_id)
    select array_agg(g.outbox_id order by g.outbox_id) into v_messages
      from gone g join console.outbox o on o.id = g.outbox_id
     where console.wants(d.person_id, o.event, 'email') and d.person_id in (select console.audience(o))
       and not exists (select from console.notifications n where n.person_id = d.person_id and n.outbox_id = g.outbox_id and n.read_at is not null);
    if v_messages is not null then
      insert into console.outbox (event, subject, key, told_at) values ('digest', jsonb_build_object('messages', v_messages), d.key, clock_timestamp()) returning id into v_digest;
      insert into console.deliveries (outbox_id, channel, person_id) values (v_digest, 'email', d.person_id);
      v_made := v_made + 1;
    end if;
  end loop;
  if v_made > 0 then
    perform pg_notify('agency', 'outbox');
  end if;
  return v_made;
end $$;
grant execute on function console.look_for_digests(timestamptz) to agency_app;
