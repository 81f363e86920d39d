-- Two plans side by side, the older {0} and the newer {1}: rows that only one of them touches, and rows that were otherwise when it was made or are to become otherwise.
-- How many of each kind there are, and of each the first {2}, what the plan is about first.
with differing as (
  select coalesce(n.table_name, o.table_name) as table_name, coalesce(n.row_id, o.row_id) as row_id,
         case when o.row_id is null then 'added' when n.row_id is null then 'gone' else 'changed' end as kind,
         coalesce(n.action, o.action) as action, o.before as old_before, n.before as new_before, o.patch as old_patch, n.patch as new_patch, coalesce(n.seq, o.seq) as seq
    from (select * from guard.plan_rows where request_id = {0}) o
    full join (select * from guard.plan_rows where request_id = {1}) n on n.table_name = o.table_name and n.row_id = o.row_id
   where o.row_id is null or n.row_id is null or (o.action, o.expected_hash, o.patch) is distinct from (n.action, n.expected_hash, n.patch)
)
select d.table_name as "Table", d.row_id as "RowId", d.kind as "Kind", d.action as "Action", d.old_before::text as "OldBefore", d.new_before::text as "NewBefore",
       d.old_patch::text as "OldPatch", d.new_patch::text as "NewPatch", d.total::int as "Total"
  from (select x.*, count(*) over (partition by x.kind) as total, row_number() over (partition by x.kind order by x.seq desc) as n from differing x) d
 where d.n <= {2}
 order by d.kind, d.n
