-- Requests: a plan put up for approval. The rules live here, once, so that no caller can walk round them.
-- Refusals: AG003 the rows are no longer as planned · AG004 the requester may not vote · AG005 not possible in this state · AG006 not the person's role
-- · AG007 another plan than the one that was shown · AG008 another live request holds the row · AG009 a reason or a row is missing.

create table guard.requests (
  id uuid primary key,
  operation text not null,
  title text not null,
  params jsonb not null,
  impact jsonb not null,
  row_count int not null,
  plan_hash text not null,
  requested_by uuid not null,
  reason text,
  state text not null default 'draft' check (state in ('draft', 'pending', 'approved', 'executing', 'succeeded', 'rejected', 'stale')),
  undo_of uuid references guard.requests,
  commit_id bigint,
  created_at timestamptz not null default now(),
  submitted_at timestamptz,
  decided_at timestamptz,
  applied_at timestamptz,
  check (state = 'draft' or (submitted_at is not null and btrim(reason) <> '')),
  unique (id, requested_by)
);
create index requests_by_state on guard.requests (state, submitted_at, id);
create index requests_by_requester on guard.requests (requested_by, submitted_at, id);
create unique index requests_one_undo on guard.requests (undo_of) where state in ('pending', 'approved', 'executing', 'succeeded');

-- action: insert, update (patch names the columns), delete, or trash (deleted_at becomes the moment of applying).
-- before is the row as it was seen when planned; expected_hash is SHA-256 over its jsonb text, compared again under the lock.
create table guard.plan_rows (
  request_id uuid not null references guard.requests deferrable initially deferred,
  seq int not null,
  table_name text not null references guard.protected,
  row_id text not null,
  action text not null check (action in ('insert', 'update', 'delete', 'trash')),
  before jsonb,
  expected_hash bytea,
  patch jsonb not null default '{}',
  primary key (request_id, seq),
  unique (request_id, table_name, row_id)
);

create table guard.votes (
  id bigint generated always as identity primary key,
  request_id uuid not null,
  requested_by uuid not null,
  person_id uuid not null,
  decision text not null check (decision in ('approve', 'reject')),
  plan_hash text not null,
  reason text,
  at timestamptz not null default now(),
  foreign key (request_id, requested_by) references guard.requests (id, requested_by),
  unique (request_id, person_id),
  check (person_id <> requested_by),
  check (decision = 'approve' or btrim(reason) <> '')
);

-- One live request per row.
create table guard.claims (
  table_name text not null,
  row_id text not null,
  request_id uuid not null references guard.requests,
  primary key (table_name, row_id)
);
create index claims_request on guard.claims (request_id);

-- Every transition, and every apply that found something else than planned.
create table guard.attempts (
  id bigint generated always as identity primary key,
  request_id uuid not null references guard.requests,
  at timestamptz not null default clock_timestamp(),
  person_id uuid,
  from_state text not null,
  to_state text not null,
  sqlstate text,
  detail text
);
create index attempts_request on guard.attempts (request_id, id);

do $$
declare t text;
begin
  foreach t in array array['guard.requests', 'guard.plan_rows', 'guard.votes', 'guard.attempts'] loop
    execute format('create trigger never_deleted before delete or truncate on %s for each statement execute function history.refuse()', t);
    execute format('alter table %s enable always trigger never_deleted', t);
  end loop;
  foreach t in array array['guard.plan_rows', 'guard.votes', 'guard.attempts'] loop
    execute format('create trigger never_changed before update on %s for each statement execute function history.refuse()', t);
    execute format('alter table %s enable always trigger never_changed', t);
  end loop;
end $$;

-- What was planned cannot change after it was planned; only the state, and what the state brings, moves on.
create function guard.refuse_replanning() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'AG001', message = format('Request %s cannot be changed: plan a new one', old.id);
end $$;
create trigger planned_once before update on guard.requests for each row
  when ((old.operation, old.title, old.params, old.impact, old.row_count, old.plan_hash, old.requested_by, old.undo_of)
        is distinct from (new.operation, new.title, new.params, new.impact, new.row_count, new.plan_hash, new.requested_by, new.undo_of)
     or (old.state <> 'draft' and (old.reason, old.submitted_at) is distinct from (new.reason, new.submitted_at)))
  execute function guard.refuse_replanning();
alter table guard.requests enable always trigger planned_once;

-- A plan is complete when its request is written: a row added to it later would not be in the hash that is voted on.
create function guard.refuse_more_rows() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from guard.requests q where q.id = new.request_id) then
    raise exception using errcode = 'AG001', message = format('Request %s cannot be changed: plan a new one', new.request_id);
  end if;
  return new;
end $$;
create trigger planned_at_once before insert on guard.plan_rows for each row execute function guard.refuse_more_rows();
alter table guard.plan_rows enable always trigger planned_at_once;

create function guard.row_hash(p_row jsonb) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$ select sha256(convert_to(p_row::text, 'UTF8')) $$;

-- Active, and holds the role now; for a vote also: not given by its requester, and the grant untouched since the request. History says so, because a
-- grant's own dates can be written by whoever writes the grant.
create function guard.holds_role(p_person uuid, p_role text, p_since timestamptz default null, p_not_from uuid default null) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from agency.people p join agency.role_grants g on g.person_id = p.id
     where p.id = p_person and p.status = 'active' and p.deleted_at is null and g.deleted_at is null and g.role = p_role
       and now() >= g.valid_from and (g.valid_until is null or now() < g.valid_until)
       and (p_since is null or not exists (select from history.changes h join history.commits c on c.id = h.commit_id
                                            where h.table_name = 'agency.role_grants' and h.row_id = g.id::text and c.at > p_since))
       and (p_not_from is null or g.granted_by is distinct from p_not_from))
$$;
grant execute on function guard.holds_role(uuid, text, timestamptz, uuid) to agency_app;

-- Somebody's approval of this very plan still counts.
create function guard.is_carried(r guard.requests) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from guard.votes v where v.request_id = r.id and v.decision = 'approve' and v.plan_hash = r.plan_hash
                    and guard.holds_role(v.person_id, 'approver', r.submitted_at, r.requested_by))
$$;

create function guard.move_to(p_request guard.requests, p_state text, p_person uuid, p_sqlstate text default null, p_detail text default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update guard.requests r set state = p_state,
         submitted_at = case when p_state = 'pending' then now() else r.submitted_at end,
         decided_at = case when p_state in ('approved', 'rejected') then now() else r.decided_at end,
         applied_at = case when p_state = 'succeeded' then now() else r.applied_at end
   where r.id = p_request.id;
  insert into guard.attempts (request_id, person_id, from_state, to_state, sqlstate, detail)
  values (p_request.id, p_person, p_request.state, p_state, p_sqlstate, p_detail);
  if p_state in ('succeeded', 'rejected', 'stale') then
    delete from guard.claims c where c.request_id = p_request.id;
  end if;
  perform pg_notify('agency', 'request ' || p_request.id);
end $$;

-- The planned rows that are not as they were seen; with p_lock, locked in key order first.
create function guard.differences(p_request uuid, p_lock boolean default false) returns table (seq int, table_name text, row_id text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare t guard.protected;
begin
  for t in select * from guard.protected g where g.table_name in (select p.table_name from guard.plan_rows p where p.request_id = p_request) order by g.table_name loop
    if p_lock then
      execute format(
        'select count(*) from (select from %s t where t.%I = any (array(select p.row_id::%s from guard.plan_rows p where p.request_id = $1 and p.table_name = $2))
         order by t.%2$I for update) locked', t.table_name, t.key_column, t.key_type)
        using p_request, t.table_name;
    end if;
    return query execute format(
      'select p.seq, p.table_name, p.row_id from guard.plan_rows p left join %s t on t.%I = p.row_id::%s
        where p.request_id = $1 and p.table_name = $2
          and case when p.action = ''insert'' then t.%2$I is not null else t.%2$I is null or guard.row_hash(to_jsonb(t)) <> p.expected_hash end
        order by p.seq', t.table_name, t.key_column, t.key_type)
      using p_request, t.table_name;
  end loop;
end $$;
grant execute on function guard.differences(uuid, boolean) to agency_app;

-- Freezes exactly the rows given ([{"table","row_id","action","patch"}, …], in the order in which they are applied) as a draft, each with the row as it is
-- now, and answers the plan's hash. Writes nothing to business tables. AG009: a row or column is not there, or its table is not protected.
create function guard.plan(p_id uuid, p_operation text, p_title text, p_params jsonb, p_impact jsonb, p_rows jsonb, p_person uuid, p_undo_of uuid default null)
returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  t guard.protected;
  v_hash text;
  v_missing text;
begin
  if not guard.holds_role(p_person, 'admin') then
    raise exception using errcode = 'AG006', message = 'Only an admin may ask for this.';
  end if;
  select string_agg(format('%s %s', r.value ->> 'table', r.value ->> 'row_id'), ', ') into v_missing
    from jsonb_array_elements(p_rows) r where not exists (select from guard.protected g where g.table_name = r.value ->> 'table');
  if v_missing is not null or jsonb_array_length(p_rows) = 0 then
    raise exception using errcode = 'AG009', message = format('Nothing can be planned for: %s', coalesce(v_missing, 'no rows'));
  end if;

  for t in select * from guard.protected g where g.table_name in (select r.value ->> 'table' from jsonb_array_elements(p_rows) r) loop
    execute format(
      'insert into guard.plan_rows (request_id, seq, table_name, row_id, action, before, expected_hash, patch)
       select $1, r.ordinality, $2, coalesce(to_jsonb(t) ->> %2$L, r.value ->> ''row_id''), r.value ->> ''action'', to_jsonb(t), guard.row_hash(to_jsonb(t)), coalesce(r.value -> ''patch'', ''{}'')
         from jsonb_array_elements($3) with ordinality r left join %1$s t on t.%2$I = (r.value ->> ''row_id'')::%3$s
        where r.value ->> ''table'' = $2', t.table_name, t.key_column, t.key_type)
      using p_id, t.table_name, p_rows;
  end loop;
  select string_agg(format('%s %s', p.table_name, p.row_id), ', ') into v_missing
    from guard.plan_rows p where p.request_id = p_id and (p.before is null) <> (p.action = 'insert');
  if v_missing is not null then
    raise exception using errcode = 'AG009', message = format('Cannot be planned, because the row is gone or already there: %s', v_missing);
  end if;

  select string_agg(format('%s.%s', p.table_name, k.name), ', ') into v_missing
    from guard.plan_rows p cross join lateral jsonb_object_keys(p.patch) k (name)
   where p.request_id = p_id and not guard.has_column(p.table_name::regclass, k.name);
  if v_missing is not null then
    raise exception using errcode = 'AG009', message = format('Cannot be planned, because there is no such column: %s', v_missing);
  end if;

  select encode(sha256(convert_to(jsonb_build_array(p_operation, p_title, p_params, p_impact, p_person,
           jsonb_agg(jsonb_build_array(p.table_name, p.row_id, p.action, p.before, p.patch) order by p.seq))::text, 'UTF8')), 'hex')
    into v_hash from guard.plan_rows p where p.request_id = p_id;
  insert into guard.requests (id, operation, title, params, impact, row_count, plan_hash, requested_by, undo_of)
  values (p_id, p_operation, p_title, p_params, p_impact, jsonb_array_length(p_rows), v_hash, p_person, p_undo_of);
  return v_hash;
end $$;
grant execute on function guard.plan(uuid, text, text, jsonb, jsonb, jsonb, uuid, uuid) to agency_app;

-- Locks the request, and refuses unless it is in one of the states.
create function guard.take(p_request uuid, p_states text[]) returns guard.requests
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare r guard.requests;
begin
  select * into r from guard.requests q where q.id = p_request for update;
  if not found then
    raise exception using errcode = 'AG005', message = 'There is no such request.';
  elsif r.state <> all (p_states) then
    raise exception using errcode = 'AG005', message = format('This request is %s already.', r.state);
  end if;
  return r;
end $$;

-- draft → pending. Answers the new state: pending, or stale when a planned row has changed since it was planned.
create function guard.submit(p_request uuid, p_person uuid, p_reason text, p_hash text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r guard.requests := guard.take(p_request, array['draft']);
  v_taken text;
begin
  if r.requested_by <> p_person or not guard.holds_role(p_person, 'admin') then
    raise exception using errcode = 'AG006', message = 'Only the admin who planned this may submit it.';
  elsif r.plan_hash is distinct from p_hash then
    raise exception using errcode = 'AG007', message = 'The plan is not the one that was shown. Look at it again.';
  elsif coalesce(btrim(p_reason), '') = '' then
    raise exception using errcode = 'AG009', message = 'Say why: whoever approves it needs a reason.';
  elsif coalesce(jsonb_array_length(r.impact -> 'blockers'), 0) > 0 then
    raise exception using errcode = 'AG009', message = 'Something stands in the way: clear the blockers first.';
  elsif exists (select from guard.plan_rows p where p.request_id = r.id and p.action in ('trash', 'delete') and p.before -> 'legal_hold' = 'true') then
    raise exception using errcode = 'AG009', message = 'A row is under legal hold, which nobody can remove.';
  elsif not exists (select from agency.people p where p.id <> p_person and guard.holds_role(p.id, 'approver', now(), p_person)) then
    raise exception using errcode = 'AG006', message = 'Nobody could approve this: no other active person holds the approver role.';
  end if;
  select format('%s %s', c.table_name, c.row_id) into v_taken from guard.plan_rows p join guard.claims c using (table_name, row_id) where p.request_id = r.id limit 1;
  if v_taken is not null then
    raise exception using errcode = 'AG008', message = format('Another request is waiting on %s.', v_taken);
  end if;
  update guard.requests q set reason = btrim(p_reason) where q.id = r.id;
  if exists (select from guard.differences(r.id)) then
    update guard.requests q set submitted_at = now() where q.id = r.id;
    perform guard.move_to(r, 'stale', p_person, 'AG003', 'A planned row changed before it was submitted.');
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
grant execute on function guard.submit(uuid, uuid, text, text) to agency_app;

-- pending → approved or rejected; stale when a planned row has changed. Answers the new state. An approved request whose approver no longer counts
-- is open again: somebody else decides.
create function guard.vote(p_request uuid, p_person uuid, p_decision text, p_hash text, p_reason text default null) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r guard.requests := guard.take(p_request, array['pending', 'approved']);
  v_state text := case p_decision when 'approve' then 'approved' when 'reject' then 'rejected' end;
begin
  if r.state = 'approved' and guard.is_carried(r) then
    raise exception using errcode = 'AG005', message = 'This request is approved already.';
  elsif p_person = r.requested_by then
    raise exception using errcode = 'AG004',
      message = format('You asked for this on %s; somebody else must decide.', to_char(r.submitted_at at time zone 'UTC', 'FMDD FMMonth YYYY'));
  elsif not guard.holds_role(p_person, 'approver', r.submitted_at, r.requested_by) then
    raise exception using errcode = 'AG006', message = 'Only someone who was an approver before this was asked may decide.';
  elsif r.plan_hash is distinct from p_hash then
    raise exception using errcode = 'AG007', message = 'The plan is not the one that was shown. Look at it again.';
  elsif p_decision = 'reject' and coalesce(btrim(p_reason), '') = '' then
    raise exception using errcode = 'AG009', message = 'Say why you reject it: the requester needs a reason.';
  end if;
  if p_decision = 'approve' and exists (select from guard.differences(r.id)) then
    perform guard.move_to(r, 'stale', p_person, 'AG003', 'A planned row changed before it was approved.');
    return 'stale';
  end if;
  insert into guard.votes (request_id, requested_by, person_id, decision, plan_hash, reason)
  values (r.id, r.requested_by, p_person, p_decision, p_hash, nullif(btrim(p_reason), ''));
  perform guard.move_to(r, v_state, p_person, null, nullif(btrim(p_reason), ''));
  return v_state;
end $$;
grant execute on function guard.vote(uuid, uuid, text, text, text) to agency_app;

-- Writes one (table, action) of the plan, set-based; answers how many rows it touched.
create function guard.write_rows(p_request uuid, t guard.protected, p_action text) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_rows bigint := 0;
  v_touched bigint;
  v_keys text[];
  v_columns text;
  v_planned text := format('from guard.plan_rows p where p.request_id = $1 and p.table_name = %L and p.action = %L', t.table_name, p_action);
begin
  if p_action = 'trash' then
    execute format('update %s t set deleted_at = now() where t.%I in (select p.row_id::%s %s)', t.table_name, t.key_column, t.key_type, v_planned) using p_request;
    get diagnostics v_rows = row_count;
  elsif p_action = 'delete' then
    execute format('delete from %s t where t.%I in (select p.row_id::%s %s)', t.table_name, t.key_column, t.key_type, v_planned) using p_request;
    get diagnostics v_rows = row_count;
  elsif p_action = 'insert' then
    select string_agg(format('%I', a.attname), ', ' order by a.attnum) into v_columns
      from pg_attribute a where a.attrelid = t.table_name::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
    execute format('insert into %s (%s) overriding system value select %s from (select r.* %s) planned',
      t.table_name, v_columns, v_columns,
      replace(v_planned, 'guard.plan_rows p', format('guard.plan_rows p cross join lateral jsonb_populate_record(null::%s, p.patch) r', t.table_name))) using p_request;
    get diagnostics v_rows = row_count;
  else
    for v_keys in execute format('select distinct array(select jsonb_object_keys(p.patch) order by 1) %s', v_planned) using p_request loop
      select string_agg(format('%I = r.%1$I', k), ', ') into v_columns from unnest(v_keys) k;
      execute format(
        'update %s t set %s from guard.plan_rows p cross join lateral jsonb_populate_record(null::%s, p.patch) r
          where p.request_id = $1 and p.table_name = %L and p.action = ''update'' and t.%I = p.row_id::%s
            and array(select jsonb_object_keys(p.patch) order by 1) = $2',
        t.table_name, v_columns, t.table_name, t.table_name, t.key_column, t.key_type) using p_request, v_keys;
      get diagnostics v_touched = row_count;
      v_rows := v_rows + v_touched;
    end loop;
  end if;
  return v_rows;
end $$;

-- approved → succeeded, or stale with nothing changed (the attempt carries AG003). One transaction: lock in key order, compare, write, one commit in history.
-- Applying what has succeeded answers succeeded again and does nothing. The commit's actor is the requester; its request says who approved.
create function guard.apply(p_request uuid, p_person uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r guard.requests;
  s record;
  v_sqlstate text;
  v_message text;
begin
  -- With an older snapshot, children that were added meanwhile would stay unseen.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using errcode = 'AG005', message = 'A request is applied in a transaction that is read committed.';
  end if;
  r := guard.take(p_request, array['approved', 'succeeded']);
  if r.state = 'succeeded' then
    return 'succeeded';
  elsif not guard.is_carried(r) then
    raise exception using errcode = 'AG006', message = 'Whoever approved this is no longer an approver.';
  end if;
  perform guard.move_to(r, 'executing', p_person);
  r.state := 'executing';

  begin
    perform set_config('history.actor_id', r.requested_by::text, true);
    perform set_config('history.actor_name', (select p.display_name from agency.people p where p.id = r.requested_by), true);
    perform set_config('history.intent', r.operation, true);
    perform set_config('history.reason', r.reason, true);
    perform set_config('history.detail', jsonb_build_object('title', r.title, 'approved_by',
      (select jsonb_agg(p.display_name order by v.id) from guard.votes v join agency.people p on p.id = v.person_id where v.request_id = r.id and v.decision = 'approve'))::text, true);
    insert into guard.applying (xid, request_id) values (pg_current_xact_id(), r.id);
    set constraints all deferred;
    if exists (select from guard.differences(r.id, true)) then
      raise exception using errcode = 'AG003', message = 'A planned row is not as it was when this was approved.';
    end if;
    for s in select p.table_name, p.action, min(p.seq) as first, count(*) as rows from guard.plan_rows p where p.request_id = r.id group by 1, 2 order by 3 loop
      if guard.write_rows(r.id, (select g from guard.protected g where g.table_name = s.table_name), s.action) <> s.rows then
        raise exception using errcode = 'AG003', message = format('Not every planned row of %s could be written.', s.table_name);
      end if;
    end loop;
    set constraints all immediate;
    update guard.requests q set commit_id = history.current_commit() where q.id = r.id;
    delete from guard.applying a where a.xid = pg_current_xact_id();
  exception when sqlstate 'AG002' or sqlstate 'AG003' or unique_violation or foreign_key_violation or exclusion_violation or check_violation then
    get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text;
    perform guard.move_to(r, 'stale', p_person, case when v_sqlstate like 'AG%' then 'AG003' else v_sqlstate end, v_message);
    return 'stale';
  end;
  perform guard.move_to(r, 'succeeded', p_person);
  return 'succeeded';
end $$;
grant execute on function guard.apply(uuid, uuid) to agency_app;
