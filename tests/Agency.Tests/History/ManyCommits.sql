-- The history of the many rows: a baseline of 13 months ago, 20,000 commits of one change each in the months since, and their seals; as fast as the server can.
set session_replication_role = replica;
alter table history.changes disable trigger all;
select history.add_months((now() - interval '14 months')::date);
insert into history.commits (id, at, actor_name, source, intent, db_user) values (1000, now() - interval '13 months', 'agency_owner', 'sql', 'table.protected', 'agency_owner');
insert into history.changes (at, commit_id, row_key, table_id, action, image)
  select now() - interval '13 months', 1000, history.row_key(p.id, t.id::text), p.id, 'I', to_jsonb(t) from agency.deals t, guard.protected p where p.table_name = 'agency.deals'
  union all select now() - interval '13 months', 1000, history.row_key(p.id, t.id::text), p.id, 'I', to_jsonb(t) from agency.talents t, guard.protected p where p.table_name = 'agency.talents'
  union all select now() - interval '13 months', 1000, history.row_key(p.id, t.id::text), p.id, 'I', to_jsonb(t) from agency.companies t, guard.protected p where p.table_name = 'agency.companies';
insert into history.commits (id, at, actor_id, actor_name, source, intent, db_user, request_id)
  select 2000 + n, now() - interval '12 months' + n * interval '20 minutes', md5('p' || n % 7)::uuid, 'Person ' || n % 7,
         case when n % 2000 = 0 then 'job' when n % 100 = 0 then 'sql' else 'console' end, case when n % 4000 = 0 then 'deal.removed' else 'deal.edited' end, 'agency_app',
         case when n % 4000 = 0 then md5('r' || n)::uuid end
    from generate_series(1, 20000) n;
update agency.deals d set gross_minor = coalesce(gross_minor, 0) + 1, updated_at = now() - interval '12 months' + n * interval '20 minutes' from generate_series(1, 20000) n where d.id = md5('d' || n)::uuid;
insert into history.changes (at, commit_id, row_key, table_id, action, image)
  select now() - interval '12 months' + n * interval '20 minutes', 2000 + n, history.row_key(p.id, d.id::text), p.id, 'U', to_jsonb(d)
    from generate_series(1, 20000) n join agency.deals d on d.id = md5('d' || n)::uuid, guard.protected p where p.table_name = 'agency.deals';
insert into history.changes (at, commit_id, row_key, table_id, action, image)
  select c.at, c.id, history.row_key(p.id, t.id::text), p.id, 'U', to_jsonb(t) from history.commits c, guard.protected p, agency.talents t
   where c.source = 'job' and p.table_name = 'agency.talents' and t.id = md5('t1')::uuid;
insert into history.sealed (commit_id, block_id, at, committed_at, changes, personal, digest, leaves) select id, 1, at, at + interval '5 ms', 1, '', '', '' from history.commits;
insert into history.touched (table_id, commit_id) select distinct table_id, commit_id from history.changes;
insert into history.blocks (id, upto, commits, changes, root, digest, sealed_at) values (1, 1::bigint << 48, 20001, 220001, '', '', now());
analyze history.changes, history.commits, history.sealed, history.touched, agency.deals;
