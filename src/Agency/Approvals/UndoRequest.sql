-- The inverse of a commit, last change first: what was added is deleted, what was changed gets back the values it had.
-- unchanged says whether the row is still as that commit left it.
select c.table_name as "Table", c.row_id as "RowId",
       case c.action when 'I' then 'delete' when 'D' then 'insert' else 'update' end as "Action",
       case c.action
         when 'D' then c.before
         when 'U' then (select jsonb_object_agg(b.key, b.value) from jsonb_each(c.before) b where b.value is distinct from c.after -> b.key)
       end::text as "Patch",
       not exists (select from history.changes later where later.row_key = c.row_key and later.seq > c.seq) as "Unchanged"
  from history.log c
 where c.commit_id = {0}
 order by c.seq desc
