-- The commits that touched a table. Sealed ones have been noted; of the few others, the changes themselves say so.
select c.*
  from (
    select t.commit_id from history.touched t where t.table_id = (select p.id from guard.protected p where p.table_name = {0})
    union all
    select u.id from history.commits u cross join lateral (
        select from history.changes h where h.commit_id = u.id and h.at = u.at and h.table_id = (select p.id from guard.protected p where p.table_name = {0}) limit 1) touching
     where u.id >= coalesce((select b.upto from history.blocks b order by b.id desc limit 1), 0)
  ) touched
  join history.commits c on c.id = touched.commit_id
