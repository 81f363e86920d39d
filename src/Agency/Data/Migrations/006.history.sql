-- as agency_guard
-- History, as it is from here on (002 was its first cut). Every transaction that touches a protected table is a commit; every row it touches is a change.
-- Triggers write both, so raw SQL, COPY and MERGE are in it too. The service says who and why once per transaction, in transaction-local settings
-- (history.actor_id, actor_name, source, intent, detail, reason); where nothing was said, the session's user is the actor and the source is 'sql'.
-- Which request a commit carries is never taken from a setting: it is what guard.apply is applying in this very transaction.
--
-- A change carries ONE image of the row: as it is afterwards (I, U), or as it was (D). What was there before is the image of the change before it; protecting
-- a table puts a baseline there first, so there always is one. That halves what is written and kept; history.log shows both sides.

alter table history.commits rename to commits_before_006;
alter table history.changes rename to changes_before_006;
alter index history.changes_row rename to changes_row_before_006;
alter index history.commits_pkey rename to commits_pkey_before_006;

-- id: the transaction's id under the number of the cluster's life (incarnation << 48 | xid), so that it stays unique when a restored database counts
-- transactions from the start again. at: when the transaction began, UTC; when it committed is what sealing keeps.
create table history.commits (
  id bigint primary key,
  at timestamptz not null default now(),
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
create index commits_by_actor on history.commits (actor_id, id) where actor_id is not null;
create index commits_by_intent on history.commits (intent, id) where intent <> 'sql';
create index commits_by_request on history.commits (request_id) where request_id is not null;

-- action: I insert, U update, D delete; no check constraint says so, because only these functions write here, and a check costs a tenth of a write.
-- seq orders the changes of one row as they happened: it is taken while the row is locked. at is the commit's. row_key finds a row's changes without
-- keeping its key twice: it is history.row_key of the table's number and the row's id, which is in the image.
create sequence history.change_seq;
create table history.changes (
  seq bigint not null default nextval('history.change_seq'),
  at timestamptz not null default now(),
  commit_id bigint not null,
  row_key bigint not null,
  table_id int not null,
  action "char" not null,
  image jsonb not null
) partition by range (at);
create index changes_row on history.changes (row_key, seq);
create index changes_commit on history.changes using brin (commit_id) with (pages_per_range = 16, autosummarize = on);

create trigger append_only before update or delete or truncate on history.commits for each statement execute function history.refuse();
alter table history.commits enable always trigger append_only;
create trigger append_only before update or delete or truncate on history.changes for each statement execute function history.refuse();
alter table history.changes enable always trigger append_only;

create function history.add_partition(p_name text, p_bounds text) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
begin
  if to_regclass(format('history.%I', p_name)) is null then
    perform guard.begin_change();
    execute format('create table history.%I partition of history.changes %s', p_name, p_bounds);
    execute format('create trigger append_only before update or delete or truncate on history.%I for each statement execute function history.refuse()', p_name);
    execute format('alter table history.%I enable always trigger append_only', p_name);
    perform guard.end_change();
  end if;
end $$;

-- Months of changes, UTC, from the given day to two months from now. Whoever seals calls it, so they are there before they are needed;
-- if nobody has for so long, changes go to changes_later, and no write fails.
create function history.add_months(p_from date default current_date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare m date;
begin
  perform pg_advisory_xact_lock(hashtext('history.add_months'));
  for m in select generate_series(date_trunc('month', p_from), date_trunc('month', now()) + interval '2 months', interval '1 month')::date loop
    perform history.add_partition(to_char(m, '"changes_"YYYY_MM'), format('for values from (%L) to (%L)', m::timestamptz, (m + interval '1 month')::timestamptz));
  end loop;
end $$;
select history.add_partition('changes_later', 'default');
select history.add_months(coalesce((select min(c.at) from history.commits_before_006 c)::date, current_date));

-- The id of a row with this image: its primary key as text; of several columns, a JSON array of them.
create function history.row_id(p_image jsonb, p_key text[]) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case when cardinality(p_key) = 1 then p_image ->> p_key[1]
              else (select jsonb_agg(p_image -> k order by n) from unnest(p_key) with ordinality u (k, n))::text end
$$;

create function history.row_key(p_table int, p_row_id text) returns bigint
language sql immutable parallel safe as $$ select pg_catalog.hashtextextended(p_row_id, p_table) $$;

-- A transaction's commit, and this transaction's. The number in front is the incarnation; a restore into another cluster replaces it, so that nothing is looked up per change.
create function history.commit_id_of(p_xid xid8) returns bigint
language sql immutable as $$ select 1::bigint << 48 | p_xid::text::bigint $$;
create function history.commit_id() returns bigint
language sql stable as $$ select history.commit_id_of(pg_catalog.pg_current_xact_id()) $$;
grant execute on function history.commit_id_of(xid8), history.commit_id(), history.row_id(jsonb, text[]), history.row_key(int, text) to agency_app, agency_reader;

-- A table under history, by its number. relid says which one it is; name is what everybody calls it, qualified and quoted where it must be.
alter table guard.protected add id int generated always as identity unique;
alter table guard.protected add relid oid;
alter table guard.protected add key_columns text[];
alter table guard.protected add key_types text[];
alter table guard.protected add personal text[] not null default '{}';
alter table guard.protected add unprotected_at timestamptz;
update guard.protected set relid = table_name::regclass, key_columns = array[key_column], key_types = array[key_type];
alter table guard.protected alter relid set not null, alter key_columns set not null, alter key_types set not null, drop key_column, drop key_type;
create unique index protected_relid on guard.protected (relid) where unprotected_at is null;

insert into history.commits (id, at, actor_id, actor_name, source, intent, detail, reason, request_id, db_user, client_addr, application)
  select 1::bigint << 48 | c.xid::text::bigint, c.at, c.actor_id, c.actor_name, c.source, c.intent, c.detail, c.reason, c.request_id, c.db_user, c.client_addr, c.application
    from history.commits_before_006 c;
insert into history.changes (seq, at, commit_id, row_key, table_id, action, image)
  select c.seq, o.at, 1::bigint << 48 | o.xid::text::bigint, history.row_key(p.id, c.row_id), p.id, c.action::"char", coalesce(c.after, c.before)
    from history.changes_before_006 c join history.commits_before_006 o on o.id = c.commit_id join guard.protected p on p.table_name = c.table_name
   where c.row_id is not null;
select setval('history.change_seq', coalesce((select max(c.seq) from history.changes c), 0) + 1, false);
update guard.requests r set commit_id = 1::bigint << 48 | o.xid::text::bigint from history.commits_before_006 o where o.id = r.commit_id;

-- The commit of this transaction, made at its first change. What people do through the console is announced: PostgreSQL delivers the notice on commit,
-- never on rollback. Other transactions are found by whoever listens: a notice of theirs would make all commits of the database queue behind one lock.
-- A commit that carries a request holds what was planned and nothing else: a change before or after guard.apply in the same transaction is refused.
create function history.begin_commit() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_id bigint := history.commit_id();
  v_actor text := nullif(current_setting('history.actor_name', true), '');
  v_request uuid;
begin
  select c.request_id into v_request from history.commits c where c.id = v_id;
  if not found then
    insert into history.commits (id, actor_id, actor_name, source, intent, detail, reason, request_id, db_user, client_addr, application)
    values (v_id,
      nullif(current_setting('history.actor_id', true), '')::uuid,
      coalesce(v_actor, session_user),
      case when v_actor is null then 'sql' else coalesce(nullif(current_setting('history.source', true), ''), 'console') end,
      coalesce(nullif(current_setting('history.intent', true), ''), 'sql'),
      coalesce(nullif(current_setting('history.detail', true), '')::jsonb, '{}'),
      nullif(current_setting('history.reason', true), ''),
      (select a.request_id from guard.applying a where a.xid = pg_current_xact_id()),
      session_user, inet_client_addr(), nullif(current_setting('application_name', true), ''));
    if v_actor is not null then
      perform pg_notify('agency', 'commit ' || v_id);
    end if;
  elsif v_request is distinct from (select a.request_id from guard.applying a where a.xid = pg_current_xact_id()) then
    raise exception using errcode = 'AG001', message = 'A request is applied in a transaction of its own: other changes need another one';
  end if;
  return v_id;
end $$;

create or replace function history.current_commit() returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$ select history.begin_commit() $$;

-- The trigger of every protected table, once per statement: it writes the commit and a change per row, in one statement for one row and for many.
-- Its arguments: the table's number, how many rows one update may change without a request, the columns of the key.
create or replace function history.record() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_rows bigint;
begin
  if tg_op = 'DELETE' then
    insert into history.changes (commit_id, row_key, table_id, action, image)
    select history.commit_id(), hashtextextended(case when tg_nargs = 3 then r.image ->> tg_argv[2] else history.row_id(r.image, tg_argv[2:]) end, tg_argv[0]::int), tg_argv[0]::int, 'D', r.image
      from (select to_jsonb(o.*) as image from old_rows o offset 0) r;
  else
    insert into history.changes (commit_id, row_key, table_id, action, image)
    select history.commit_id(), hashtextextended(case when tg_nargs = 3 then r.image ->> tg_argv[2] else history.row_id(r.image, tg_argv[2:]) end, tg_argv[0]::int), tg_argv[0]::int, left(tg_op, 1)::"char", r.image
      from (select to_jsonb(n.*) as image from new_rows n offset 0) r;
  end if;
  get diagnostics v_rows = row_count;
  if v_rows > 0 then
    if tg_op = 'UPDATE' and v_rows > tg_argv[1]::int then
      perform guard.refuse_many(tg_relid, v_rows, tg_argv[1]::int);
    end if;
    perform history.begin_commit();
  end if;
  return null;
end $$;

-- The same, for tables whose images would otherwise depend on what the session has set (floating point, bytea, intervals; timestamps in a key).
do $$
begin
  execute format('create function history.record_pinned() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = hex set timezone = utc set intervalstyle = postgres as %L',
    (select p.prosrc from pg_proc p where p.oid = 'history.record()'::regprocedure));
end $$;

-- The same, once per row: for tables with row triggers of their own, which may change a row again before the statement is over.
create function history.record_row() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' as $$
declare v_image jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
begin
  insert into history.changes (commit_id, row_key, table_id, action, image)
  values (history.begin_commit(), history.row_key(tg_argv[0]::int, history.row_id(v_image, tg_argv[2:])), tg_argv[0]::int, left(tg_op, 1)::"char", v_image);
  return null;
end $$;

-- A truncate that was let through empties the table row by row, as far as history is concerned. Same arguments.
create or replace function history.record_truncate() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set bytea_output = 'hex' set timezone = 'UTC' set intervalstyle = 'postgres' as $$
begin
  execute format('insert into history.changes (commit_id, row_key, table_id, action, image)
    select $1, history.row_key($2, history.row_id(to_jsonb(t.*), $3)), $2, ''D'', to_jsonb(t.*) from only %I.%I t', tg_table_schema, tg_table_name)
    using history.begin_commit(), tg_argv[0]::int, tg_argv[2:];
  return null;
end $$;

-- Both sides of every change, by the table's and the row's names. Ask with row_key too (history.row_key_of), and an index serves it.
create view history.log as
  select c.seq, c.at, c.commit_id, p.table_name, history.row_id(c.image, p.key_columns) as row_id, c.row_key, c.action::char(1) as action,
         case when c.action = 'D' then c.image else earlier.image end as before,
         case when c.action <> 'D' then c.image end as after
    from history.changes c
    join guard.protected p on p.id = c.table_id
    left join lateral (
      select case when e.action <> 'D' then e.image end as image from history.changes e
       where e.row_key = c.row_key and e.table_id = c.table_id and e.seq < c.seq and history.row_id(e.image, p.key_columns) = history.row_id(c.image, p.key_columns)
       order by e.seq desc limit 1) earlier on c.action <> 'D';

create function history.row_key_of(p_table text, p_row_id text) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select history.row_key(p.id, p_row_id) from guard.protected p where p.table_name = p_table $$;
grant execute on function history.row_key_of(text, text) to agency_app, agency_reader;

drop table history.changes_before_006, history.commits_before_006;
