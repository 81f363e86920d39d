-- as agency_guard
-- Seals: every few seconds the commits of all transactions that are over become a block; blocks are chained by SHA-256, and each digest goes to a place
-- outside the database. A block holds every commit whose transaction id lies below the horizon (the oldest transaction still running) and not below the
-- block before it; such a set cannot grow any more. Nothing of this is in the path of a write. Here too is each commit's commit time, which "as of" asks for.
--
-- What may once have to be forgotten is hashed apart, with a salt: of a change the values of personal columns, of a commit the actor's name, detail and
-- reason. An approved erasure takes those values and their salts away; the digest that the chain was made with stays (012).

create table history.blocks (
  id bigint primary key check (id > 0),
  upto bigint not null unique,
  commits int not null,
  changes bigint not null,
  root bytea not null,
  previous bytea,
  digest bytea not null,
  sealed_at timestamptz not null
);

-- committed_at: PostgreSQL's commit timestamp, never before the transaction began. leaves: the first 8 bytes of each change's digest, in order of seq.
-- personal: digest of the actor's name, detail and reason; salt is null once something in them was erased.
create table history.sealed (
  commit_id bigint primary key,
  block_id bigint not null,
  at timestamptz not null,
  committed_at timestamptz not null,
  changes int not null,
  salt bytea,
  personal bytea not null,
  digest bytea not null,
  leaves bytea not null
);
create index sealed_by_time on history.sealed (committed_at, commit_id);
create index sealed_long on history.sealed (committed_at) where committed_at - at > interval '1 minute';

-- Which commits touched a table.
create table history.touched (
  table_id int not null,
  commit_id bigint not null,
  primary key (table_id, commit_id)
);

-- The personal values of a sealed change: which columns of its image, and their digest. salt is null once they were erased.
create table history.personal (
  seq bigint primary key,
  columns text[] not null,
  salt bytea,
  digest bytea not null
);

-- The lives of this database: a new one begins when it was restored, because transactions are then counted from another number.
create table history.incarnations (
  id int primary key,
  system_identifier bigint not null,
  first_block bigint not null,
  began_at timestamptz not null default now()
);
insert into history.incarnations (id, system_identifier, first_block) select 1, c.system_identifier, 1 from pg_control_system() c;

do $$
declare t text;
begin
  foreach t in array array['history.blocks', 'history.sealed', 'history.touched', 'history.personal', 'history.incarnations'] loop
    execute format('create trigger append_only before update or delete or truncate on %s for each statement execute function history.refuse()', t);
    execute format('alter table %s enable always trigger append_only', t);
  end loop;
end $$;

-- Digests. These are written so that PostgreSQL inlines them: no SET, no subquery. Fixed-width binary forms, so that no two rows read the same.
create function history.personal_digest(p_salt bytea, p_columns text[], p_image jsonb) returns bytea
language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
  select sha256(p_salt || jsonb_send(coalesce((select jsonb_object_agg(k, p_image -> k) from unnest(p_columns) k), '{}')))
$$;

create function history.change_digest(c history.changes, p_columns text[], p_personal bytea) returns bytea
language sql immutable parallel safe as $$
  select pg_catalog.sha256(pg_catalog.int8send(c.seq) || pg_catalog.timestamptz_send(c.at) || pg_catalog.int8send(c.commit_id) || pg_catalog.int8send(c.row_key)
    || pg_catalog.int4send(c.table_id) || pg_catalog.charsend(c.action)
    || case when p_columns is null then pg_catalog.jsonb_send(c.image) else p_personal || pg_catalog.jsonb_send(c.image operator(pg_catalog.-) p_columns) end)
$$;

create function history.commit_personal(p_salt bytea, c history.commits) returns bytea
language sql stable parallel safe as $$ select pg_catalog.sha256(p_salt || pg_catalog.jsonb_send(pg_catalog.jsonb_build_array(c.actor_name, c.detail, c.reason))) $$;

create function history.commit_digest(c history.commits, p_committed_at timestamptz, p_personal bytea, p_changes bytea) returns bytea
language sql stable parallel safe as $$
  select pg_catalog.sha256(pg_catalog.int8send(c.id) || pg_catalog.timestamptz_send(c.at) || pg_catalog.timestamptz_send(p_committed_at) || p_personal || pg_catalog.sha256(p_changes)
    || pg_catalog.jsonb_send(pg_catalog.jsonb_build_array(c.actor_id, c.source, c.intent, c.request_id, c.db_user, c.client_addr, c.application)))
$$;

create function history.block_digest(b history.blocks) returns bytea
language sql immutable parallel safe as $$
  select pg_catalog.sha256(pg_catalog.int8send(b.id) || pg_catalog.int8send(b.upto) || pg_catalog.int4send(b.commits) || pg_catalog.int8send(b.changes)
    || pg_catalog.timestamptz_send(b.sealed_at) || b.root || coalesce(b.previous, ''))
$$;

-- No transaction has had this commit id, or a higher one, in this life of the database.
create function history.unused_commit_id() returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
  select history.commit_id_of(greatest(pg_snapshot_xmax(pg_current_snapshot()), ((pg_current_xact_id_if_assigned()::text::bigint + 1)::text)::xid8))
$$;

-- When PostgreSQL says that the transaction committed; null where it does not know (any more), or the transaction was another server's.
create function history.postgres_commit_time(p_commit bigint) returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when current_setting('track_commit_timestamp')::boolean and history.unused_commit_id() - p_commit between 1 and 2000000000
              then pg_xact_commit_timestamp((p_commit & 4294967295)::text::xid) end
$$;

-- When the transaction committed: from its seal, or PostgreSQL's own word while it is younger than that.
create function history.commit_time(p_commit bigint, p_at timestamptz) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select s.committed_at from history.sealed s where s.commit_id = p_commit), greatest(p_at, history.postgres_commit_time(p_commit)))
$$;
grant execute on function history.commit_time(bigint, timestamptz) to agency_app, agency_reader;

-- A month whose changes went to changes_later, because nobody had made its partition in time, stays there.
create or replace function history.add_months(p_from date default current_date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare m timestamptz;
begin
  perform pg_advisory_xact_lock(hashtext('history.add_months'));
  for m in select generate_series(date_trunc('month', p_from::timestamptz), date_trunc('month', now()) + interval '2 months', interval '1 month') loop
    if to_regclass(format('history.%I', to_char(m, '"changes_"YYYY_MM'))) is null
       and not exists (select from history.changes_later c where c.at >= m and c.at < m + interval '1 month') then
      perform history.add_partition(to_char(m, '"changes_"YYYY_MM'), format('for values from (%L) to (%L)', m, m + interval '1 month'));
    end if;
  end loop;
end $$;

-- What shows that this database was restored into a server that has not lived through its history; null where nothing does.
create function history.restored() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case
      when c.system_identifier <> i.system_identifier then 'This database was restored into another server'
      when (select max(m.id) from history.commits m) >= history.unused_commit_id() then 'History holds commits of transactions that this server has not had yet: the database was restored, or they were forged'
    end || '. An administrator looks at docs/runbooks/restored-database.md and calls history.new_incarnation().'
    from pg_control_system() c cross join (select * from history.incarnations order by id desc limit 1) i
$$;
grant execute on function history.restored() to agency_app;

-- Begins another life of a restored database, so that its commit ids stay unique, and answers its number. For administrators, before anything else is written.
create function history.new_incarnation() returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare v_id int;
begin
  perform pg_advisory_xact_lock(hashtext('history.seal'));
  perform guard.begin_change();
  insert into history.incarnations (id, system_identifier, first_block)
    select (select max(i.id) + 1 from history.incarnations i), c.system_identifier, (select coalesce(max(b.id), 0) + 1 from history.blocks b) from pg_control_system() c
    returning id into v_id;
  execute format('create or replace function history.commit_id_of(p_xid xid8) returns bigint language sql immutable as %L', format(' select %s::bigint << 48 | p_xid::text::bigint ', v_id));
  -- A dump brings tables back under other numbers of PostgreSQL's.
  update guard.protected p set relid = p.table_name::regclass where p.unprotected_at is null and p.relid <> p.table_name::regclass;
  perform guard.remember();
  perform guard.end_change();
  return v_id;
end $$;

-- Seals the next block, and answers its number; null where there was nothing, or somebody else is sealing. Safe to call at any time, until it answers null.
--   p_changes   a block holds no more changes than this, unless they are a single commit's
-- Errors: AG010 in a restored database (see history.restored).
create function history.seal(p_changes bigint default 100000) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' set jit = off set plan_cache_mode = force_custom_plan as $$
declare
  v_horizon bigint := history.commit_id_of(pg_snapshot_xmin(pg_current_snapshot()));
  v_last history.blocks;
  b history.blocks;
  v_low bigint;
  v_from timestamptz;
  v_to timestamptz;
  v_limit int := 10000;
  v_first_seq bigint;
  v_last_seq bigint;
begin
  if not pg_try_advisory_xact_lock(hashtext('history.seal')) then
    return null;
  elsif history.restored() is not null then
    raise exception using errcode = 'AG010', message = history.restored();
  end if;
  perform history.add_months();
  select * into v_last from history.blocks l order by l.id desc limit 1;
  v_low := coalesce(v_last.upto, 0);
  loop
    b.upto := coalesce((select c.id from history.commits c where c.id >= v_low and c.id < v_horizon order by c.id offset v_limit limit 1), v_horizon);
    select min(c.at), max(c.at), count(*) into v_from, v_to, b.commits from history.commits c where c.id >= v_low and c.id < b.upto;
    if b.commits = 0 then
      return null;
    end if;
    select count(*), min(d.seq), max(d.seq) into b.changes, v_first_seq, v_last_seq from (
      select c.seq from history.changes c where c.commit_id >= v_low and c.commit_id < b.upto and c.at between v_from and v_to
       limit case when b.commits > 1 then p_changes + 1 end) d;
    exit when b.changes <= p_changes or b.commits = 1;
    v_limit := greatest(1, b.commits / 4);
  end loop;
  b.id := coalesce(v_last.id, 0) + 1;
  b.previous := v_last.digest;
  b.sealed_at := clock_timestamp();

  insert into history.personal (seq, columns, salt, digest)
    select d.seq, d.columns, d.salt, history.personal_digest(d.salt, d.columns, d.image) from (
      select c.seq, c.image, array(select k from unnest(p.personal) k where c.image ? k order by 1) as columns, uuid_send(gen_random_uuid()) as salt
        from history.changes c join guard.protected p on p.id = c.table_id and p.personal <> '{}'
       where c.commit_id >= v_low and c.commit_id < b.upto and c.at between v_from and v_to) d
     where d.columns <> '{}';
  insert into history.sealed (commit_id, block_id, at, committed_at, changes, salt, personal, digest, leaves)
    select c.id, b.id, c.at, t.committed_at, coalesce(ch.n, 0), t.salt, history.commit_personal(t.salt, c),
           history.commit_digest(c, t.committed_at, history.commit_personal(t.salt, c), coalesce(ch.digests, '')), coalesce(ch.leaves, '')
      from history.commits c
      left join (
        select d.commit_id, count(*) as n, string_agg(d.digest, '') as digests, string_agg(substr(d.digest, 1, 8), '') as leaves from (
          select d.commit_id, history.change_digest(d, p.columns, p.digest) as digest
            from history.changes d left join history.personal p on p.seq = d.seq and p.seq between v_first_seq and v_last_seq
           where d.commit_id >= v_low and d.commit_id < b.upto and d.at between v_from and v_to
           order by d.commit_id, d.seq) d
         group by d.commit_id) ch on ch.commit_id = c.id
      cross join lateral (
        select greatest(c.at, case when c.id >> 48 = v_horizon >> 48 then coalesce(history.postgres_commit_time(c.id), b.sealed_at) end) as committed_at,
               uuid_send(gen_random_uuid()) as salt where c.id > 0) t
     where c.id >= v_low and c.id < b.upto;
  insert into history.touched (table_id, commit_id)
    select distinct d.table_id, d.commit_id from history.changes d where d.commit_id >= v_low and d.commit_id < b.upto and d.at between v_from and v_to;

  select count(*), sum(s.changes), sha256(string_agg(s.digest, '' order by s.commit_id)) into b.commits, b.changes, b.root from history.sealed s where s.block_id = b.id and s.commit_id >= v_low;
  b.digest := history.block_digest(b);
  insert into history.blocks select b.*;
  return b.id;
end $$;
grant execute on function history.seal(bigint) to agency_app;

-- The columns whose values an erasure may take out of history; what is here now is sealed with them apart.
do $$
declare p record;
begin
  for p in select * from (values
    ('agency.people', '{display_name,emails}'), ('agency.accounts', '{oidc_subject}'), ('agency.talents', '{stage_name,legal_name,pronouns,bio}'), ('agency.imported_rows', '{source_row}')) x (name, personal)
  loop
    perform guard.protect(g.relid::regclass, g.row_limit, p.personal::text[]) from guard.protected g where g.table_name = p.name;
  end loop;
end $$;
