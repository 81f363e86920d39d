-- The commits that touched a table. Sealed ones have been noted; of the others, the changes themselves say so.
select c.*
  from (
    select t.commit_id from history.touched t where t.table_id = (select p.id from guard.protected p where p.table_name = {0})
    union all
    (select distinct h.commit_id from history.changes h
      where h.table_id = (select p.id from guard.protected p where p.table_name = {0})
        and h.commit_id >= coalesce((select b.upto from history.blocks b order by b.id desc limit 1), 0))
  ) touched
  join history.commits c on c.id = touched.commit_id
