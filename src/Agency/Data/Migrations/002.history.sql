-- History: every transaction that touches a protected table is a commit, with one change per row. Triggers write it, so raw SQL is in it too.
-- The service says who and why once per transaction, in transaction-local settings (history.actor_id, actor_name, source, intent, detail, reason);
-- where nothing was said, the session's user is the actor and the source is 'sql'. Which request a commit carries is never taken from a setting:
-- it is what guard.apply is applying in this very transaction.

create table history.commits (
  id bigint generated always as identity primary key,
  xid xid8 not null unique,
  at timestamptz not null,
  actor_id uuid,
  actor_name text not null,
  source text not null check (source in ('console', 'api', 'job', 'sql', 'restore', 'import')),
  intent text not null,
  detail jsonb not null default '{}',
  reason text,
  request_id uuid,
  db_user text not null,
  client_addr inet,
  application text
);
create index commits_request on history.commits (request_id) where request_id is not null;

-- action: I insert, U update, D delete, T truncate. before and after are the whole row as jsonb.
create table history.changes (
  commit_id bigint not null,
  seq bigint generated always as identity,
  table_name text not null,
  row_id text,
  action char(1) not null check (action in ('I', 'U', 'D', 'T')),
  before jsonb,
  after jsonb,
  primary key (commit_id, seq)
);
create index changes_row on history.changes (table_name, row_id, seq desc);

create function history.refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'AG001',
    message = format('%s on %I.%I is refused: history is only ever added to', tg_op, tg_table_schema, tg_table_name);
end $$;

create trigger append_only before update or delete or truncate on history.commits for each statement execute function history.refuse();
create trigger append_only before update or delete or truncate on history.changes for each statement execute function history.refuse();
alter table history.commits enable always trigger append_only;
alter table history.changes enable always trigger append_only;

-- The commit of this transaction; made at its first change, and announced: PostgreSQL delivers the notice on commit, never on rollback.
-- A commit that carries a request holds what was planned and nothing else: a change before or after guard.apply in the same transaction is refused.
create function history.current_commit() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_id bigint;
  v_mixed boolean;
  v_actor text := nullif(current_setting('history.actor_name', true), '');
begin
  select c.id, c.request_id is distinct from (select a.request_id from guard.applying a where a.xid = c.xid) into v_id, v_mixed
    from history.commits c where c.xid = pg_current_xact_id();
  if v_mixed then
    raise exception using errcode = 'AG001', message = 'A request is applied in a transaction of its own: other changes need another one';
  elsif found then
    return v_id;
  end if;
  insert into history.commits (xid, at, actor_id, actor_name, source, intent, detail, reason, request_id, db_user, client_addr, application)
  values (pg_current_xact_id(), now(),
    nullif(current_setting('history.actor_id', true), '')::uuid,
    coalesce(v_actor, session_user),
    case when v_actor is null then 'sql' else coalesce(nullif(current_setting('history.source', true), ''), 'console') end,
    coalesce(nullif(current_setting('history.intent', true), ''), 'sql'),
    coalesce(nullif(current_setting('history.detail', true), '')::jsonb, '{}'),
    nullif(current_setting('history.reason', true), ''),
    (select a.request_id from guard.applying a where a.xid = pg_current_xact_id()),
    session_user, inet_client_addr(), nullif(current_setting('application_name', true), ''))
  returning id into v_id;
  perform pg_notify('agency', 'commit ' || v_id);
  return v_id;
end $$;

-- The row trigger of every protected table; its argument is the primary key's column.
create function history.record() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
begin
  insert into history.changes (commit_id, table_name, row_id, action, before, after)
  values (history.current_commit(), format('%I.%I', tg_table_schema, tg_table_name),
    coalesce(v_after, v_before) ->> tg_argv[0], left(tg_op, 1), v_before, v_after);
  return null;
end $$;

-- A truncate that guard.apply allowed leaves its mark as well.
create function history.record_truncate() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into history.changes (commit_id, table_name, action)
  values (history.current_commit(), format('%I.%I', tg_table_schema, tg_table_name), 'T');
  return null;
end $$;
