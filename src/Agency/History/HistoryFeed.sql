-- Which rows these commits touched. A change has its commit's moment, which says in which month to look.
select distinct p.table_name as "TableName", history.row_id(c.image, p.key_columns) as "RowId"
  from history.commits m
  join history.changes c on c.commit_id = m.id and c.at = m.at
  join guard.protected p on p.id = c.table_id
 where m.id = any ({0})
 limit {1}
