-- A table whose rows were added two years to one year ago, a hundred in a commit, each tenth of them changed once since; sealed.
select history.add_months((now() - interval '25 months')::date);
insert into guard.protected (table_name, relid, key_columns, key_types, row_limit, protected_at)
  values (':schema.deals', ':schema.deals'::regclass, '{id}', '{uuid}', 100, now() - interval '25 months');
select guard.protect(':schema.deals');

create temporary table old as
  select d.id, row_number() over (order by d.id) as n, to_jsonb(d) as image, p.id as table_id, now() - interval '13 months' as newest
    from :schema.deals d cross join guard.protected p where p.table_name = ':schema.deals';
insert into history.commits (id, at, actor_name, source, intent, db_user)
  select c, o.newest - c * interval '11 months' / (:rows / 100 + 1), 'Ann', 'console', 'deals.imported', 'agency_app' from generate_series(0, :rows / 100) c cross join (select newest from old limit 1) o;
insert into history.changes (seq, at, commit_id, row_key, table_id, action, image)
  select o.n, c.at, c.id, history.row_key(o.table_id, o.id::text), o.table_id, 'I', o.image || jsonb_build_object('title', 'Once ' || (o.image ->> 'title'))
    from old o join history.commits c on c.id = o.n / 100;
insert into history.commits (id, at, actor_name, source, intent, db_user)
  select 10000000 + c, now() - interval '1 day' - c * interval '11 months' / (:rows / 100 + 1), 'Ann', 'console', 'deal.changed', 'agency_app' from generate_series(0, :rows / 100) c;
insert into history.changes (seq, at, commit_id, row_key, table_id, action, image)
  select :rows + o.n, c.at, c.id, history.row_key(o.table_id, o.id::text), o.table_id, 'U', o.image
    from old o join history.commits c on c.id = 10000000 + o.n / 100 where o.n % 10 = 0;
select setval('history.change_seq', :rows * 2);
insert into history.sealed
  select (jsonb_populate_record(null::history.sealed, jsonb_build_object('commit_id', c.id, 'block_id', 1, 'at', c.at, 'committed_at', c.at + interval '20 ms', 'changes', 100, 'digest', '\x00', 'leaves', '\x00', 'personal', '\x00'))).*
    from history.commits c where c.id < 20000000;
insert into history.blocks (id, upto, commits, changes, root, digest, sealed_at) values (1, history.commit_id(), 1, 1, '\x00', '\x00', now());
select history.make_past_view(':schema.deals');
