-- as agency_guard
-- Whoever is mentioned in a note is told, through the outbox as of everything else. 020 made what is replaced here; new in it is only note.mentioned.

insert into console.events (event, always, by_email, to_sentry) values ('note.mentioned', false, true, false);

create function guard.tell_mentioned() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform guard.tell('note.mentioned', jsonb_build_object('note', new.id, 'person', new.author_id, 'people', to_jsonb(new.mentions),
    'talent', new.talent_id, 'company', new.company_id, 'contact', new.contact_id, 'deal', new.deal_id));
  return null;
end $$;
create trigger tell_mentioned after insert on agency.notes for each row when (cardinality(new.mentions) > 0) execute function guard.tell_mentioned();
alter table agency.notes enable always trigger tell_mentioned;

create or replace function console.audience(o console.outbox) returns setof uuid
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
       when o.event = 'note.mentioned' then o.subject -> 'people' ? p.id::text and p.id::text <> o.subject ->> 'person' and console.has_role(p.id)
       else console.has_role(p.id) end;
end $$;

-- title: of a note, what its record is called. said: of a note, how it begins.
create or replace view console.messages as
  select o.id as outbox_id, o.message_id, o.event, o.at, o.subject, r.id as request_id,
         case when note.id is null then r.title
              else (select coalesce((select t.stage_name from agency.talents t where t.id = note.talent_id), (select c.trade_name from agency.companies c where c.id = note.company_id),
                (select c.name from agency.contacts c where c.id = note.contact_id), (select d.title from agency.deals d where d.id = note.deal_id), 'a record')) end as title,
         r.operation, r.row_count, r.impact -> 'money' as money, r.reason,
         coalesce(requester.display_name, holder.display_name) as requester, actor.display_name as actor,
         coalesce((o.subject ->> 'ends')::timestamptz, case o.subject ->> 'to' when 'pending' then r.approve_by when 'approved' then r.execute_by end, glass.ends_at) as ends, r.break_glass is not null as alone,
         case when o.event = 'request.decided' then (select v.reason from guard.votes v where v.request_id = r.id and v.person_id = actor.id order by v.id desc limit 1)
              when o.event = 'break_glass' then case o.subject ->> 'to' when 'opened' then glass.reason else concat_ws(': ', glass.verdict, glass.review) end
              when o.event = 'note.mentioned' then left(note.body, 300)
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
    left join agency.notes note on note.id = (o.subject ->> 'note')::uuid and note.deleted_at is null
    left join agency.people requester on requester.id = r.requested_by
    left join agency.people holder on holder.id = (o.subject ->> 'holder')::uuid
    left join agency.people actor on actor.id = (o.subject ->> 'person')::uuid;
