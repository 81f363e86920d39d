-- What is in the trash, newest first, each row with its last commit: the one that put it there. As of history.moment, where that is set. {3}: of one table, or '' of all.
select t.table_name as "Table", t.id as "Id", t.label as "Label", t.deleted_at as "DeletedAt", c.actor_name as "RemovedBy", c.reason as "Reason", c.request_id as "RequestId"
  from (
    (select 'agency.talents' as table_name, id, stage_name as label, deleted_at from agency.talents
      where deleted_at is not null and (deleted_at, id) < ({0}, {1}) and {3} in ('', 'agency.talents') order by deleted_at desc, id desc limit {2})
    union all
    (select 'agency.deals', id, title, deleted_at from agency.deals
      where deleted_at is not null and (deleted_at, id) < ({0}, {1}) and {3} in ('', 'agency.deals') order by deleted_at desc, id desc limit {2})
    union all
    (select 'agency.companies', id, trade_name, deleted_at from agency.companies
      where deleted_at is not null and (deleted_at, id) < ({0}, {1}) and {3} in ('', 'agency.companies') order by deleted_at desc, id desc limit {2})
    union all
    (select 'agency.contacts', id, name, deleted_at from agency.contacts
      where deleted_at is not null and (deleted_at, id) < ({0}, {1}) and {3} in ('', 'agency.contacts') order by deleted_at desc, id desc limit {2})
  ) t
  left join lateral (
    select commit_id from history.changes ch where ch.row_key = history.row_key_of(t.table_name, t.id::text)
       and ch.at <= (select history.moment()) and ch.commit_id <> all ((select history.straddlers(history.moment()))::bigint[]) order by ch.seq desc limit 1
  ) last on true
  left join history.commits c on c.id = last.commit_id
 order by t.deleted_at desc, t.id desc
 limit {2}
