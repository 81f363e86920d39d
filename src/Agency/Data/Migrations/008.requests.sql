-- as agency_guard
-- Requests over any protected table, with a key of any type and of several columns (004 has their states and rules).

-- As 004 says; history now knows a grant's changes by its row key.
create or replace function guard.holds_role(p_person uuid, p_role text, p_since timestamptz default null, p_not_from uuid default null) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from agency.people p join agency.role_grants g on g.person_id = p.id
     where p.id = p_person and p.status = 'active' and p.deleted_at is null and g.deleted_at is null and g.role = p_role
       and now() >= g.valid_from and (g.valid_until is null or now() < g.valid_until)
       and (p_since is null or not exists (select from history.changes h where h.row_key = history.row_key_of('agency.role_grants', g.id::text) and h.at > p_since))
       and (p_not_from is null or g.granted_by is distinct from p_not_from))
$$;

create or replace function guard.differences(p_request uuid, p_lock boolean default false) returns table (seq int, table_name text, row_id text)
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' as $$
declare
  t guard.protected;
  v_match text;
begin
  for t in select * from guard.protected g where g.table_name in (select p.table_name from guard.plan_rows p where p.request_id = p_request) order by g.table_name loop
    v_match := guard.key_match(t, 't', 'p.row_id');
    if p_lock then
      execute format(
        'select count(*) from (select from %s t join guard.plan_rows p on %s where p.request_id = $1 and p.table_name = $2 order by %s for update of t) locked',
        t.table_name, v_match, (select string_agg(format('t.%I', k), ', ') from unnest(t.key_columns) k))
        using p_request, t.table_name;
    end if;
    return query execute format(
      'select p.seq, p.table_name, p.row_id from guard.plan_rows p left join %s t on %s
        where p.request_id = $1 and p.table_name = $2
          and case when p.action = ''insert'' then t.%3$I is not null else t.%3$I is null or guard.row_hash(to_jsonb(t.*)) <> p.expected_hash end
        order by p.seq', t.table_name, v_match, t.key_columns[1])
      using p_request, t.table_name;
  end loop;
end $$;

create or replace function guard.plan(p_id uuid, p_operation text, p_title text, p_params jsonb, p_impact jsonb, p_rows jsonb, p_person uuid, p_undo_of uuid default null)
returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' as $$
declare
  t guard.protected;
  v_hash text;
  v_missing text;
begin
  if not guard.holds_role(p_person, 'admin') then
    raise exception using errcode = 'AG006', message = 'Only an admin may ask for this.';
  end if;
  select string_agg(format('%s %s', r.value ->> 'table', r.value ->> 'row_id'), ', ') into v_missing
    from jsonb_array_elements(p_rows) r where not exists (select from guard.protected g where g.table_name = r.value ->> 'table' and g.unprotected_at is null);
  if v_missing is not null or jsonb_array_length(p_rows) = 0 and not exists (select from guard.operations o where o.operation = p_operation) then
    raise exception using errcode = 'AG009', message = format('Nothing can be planned for: %s', coalesce(v_missing, 'no rows'));
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

  select string_agg(format('%s.%s', p.table_name, k.name), ', ') into v_missing
    from guard.plan_rows p cross join lateral jsonb_object_keys(p.patch) k (name)
   where p.request_id = p_id and not guard.has_column(p.table_name::regclass, k.name);
  if v_missing is not null then
    raise exception using errcode = 'AG009', message = format('Cannot be planned, because there is no such column: %s', v_missing);
  end if;

  select encode(sha256(convert_to(jsonb_build_array(p_operation, p_title, p_params, p_impact, p_person,
           coalesce(jsonb_agg(jsonb_build_array(p.table_name, p.row_id, p.action, p.before, p.patch) order by p.seq), '[]'))::text, 'UTF8')), 'hex')
    into v_hash from guard.plan_rows p where p.request_id = p_id;
  insert into guard.requests (id, operation, title, params, impact, row_count, plan_hash, requested_by, undo_of)
  values (p_id, p_operation, p_title, p_params, p_impact, jsonb_array_length(p_rows), v_hash, p_person, p_undo_of);
  return v_hash;
end $$;

create or replace function guard.write_rows(p_request uuid, t guard.protected, p_action text) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_rows bigint := 0;
  v_touched bigint;
  v_keys text[];
  v_columns text;
  v_match text := guard.key_match(t, 't', 'p.row_id');
  v_planned text := format('from guard.plan_rows p where p.request_id = $1 and p.table_name = %L and p.action = %L', t.table_name, p_action);
begin
  if p_action = 'trash' then
    execute format('update %s t set deleted_at = now() %s and %s', t.table_name, v_planned, v_match) using p_request;
    get diagnostics v_rows = row_count;
  elsif p_action = 'delete' then
    execute format('delete from %s t %s and %s', t.table_name, replace(v_planned, 'from guard.plan_rows', 'using guard.plan_rows'), v_match) using p_request;
    get diagnostics v_rows = row_count;
  elsif p_action = 'insert' then
    select string_agg(format('%I', a.attname), ', ' order by a.attnum) into v_columns
      from pg_attribute a where a.attrelid = t.relid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
    execute format('insert into %s (%s) overriding system value select %s from (select r.* %s) planned',
      t.table_name, v_columns, v_columns,
      replace(v_planned, 'guard.plan_rows p', format('guard.plan_rows p cross join lateral jsonb_populate_record(null::%s, p.patch) r', t.table_name))) using p_request;
    get diagnostics v_rows = row_count;
  else
    for v_keys in execute format('select distinct array(select jsonb_object_keys(p.patch) order by 1) %s', v_planned) using p_request loop
      select string_agg(format('%I = r.%1$I', k), ', ') into v_columns from unnest(v_keys) k;
      execute format(
        'update %1$s t set %2$s from guard.plan_rows p cross join lateral jsonb_populate_record(null::%1$s, p.patch) r
          where p.request_id = $1 and p.table_name = %3$L and p.action = ''update'' and %4$s
            and array(select jsonb_object_keys(p.patch) order by 1) = $2',
        t.table_name, v_columns, t.table_name, v_match) using p_request, v_keys;
      get diagnostics v_touched = row_count;
      v_rows := v_rows + v_touched;
    end loop;
  end if;
  return v_rows;
end $$;

-- Operations that do more than change rows: the function gets the request, runs inside guard.apply, and is guard's or history's own. Their plans may be empty.
create table guard.operations (
  operation text primary key,
  carried_out_by regproc not null
);
insert into guard.operations (operation, carried_out_by) values ('table.unprotected', 'guard.unprotect');

-- approved → succeeded, or stale with nothing changed (the attempt carries AG003). One transaction: lock in key order, compare, write, one commit in history.
-- Applying what has succeeded answers succeeded again and does nothing. The commit's actor is the requester; its request says who approved.
create or replace function guard.apply(p_request uuid, p_person uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' as $$
declare
  r guard.requests;
  s record;
  v_function regproc;
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
  end;
  perform guard.move_to(r, 'succeeded', p_person);
  return 'succeeded';
end $$;
