-- Two plans side by side, the older {0} and the newer {1}: rows that only one of them touches, and rows that were otherwise when it was made or are to become otherwise.
-- How many of each kind there are, and of each the first {2}, what the plan is about first. The rows themselves are fetched last, for those few.
with differing as materialized (
  select case when o.seq is null then 'added' when n.seq is null then 'gone' else 'changed' end as kind, o.seq as old_seq, n.seq as new_seq, coalesce(n.seq, o.seq) as seq
    from (select seq, table_name, row_id, action, expected_hash, patch from guard.plan_rows where request_id = {0}) o
    full join (select seq, table_name, row_id, action, expected_hash, patch from guard.plan_rows where request_id = {1}) n on n.row_id = o.row_id and n.table_name = o.table_name
   where o.seq is null or n.seq is null or (o.action, o.expected_hash, o.patch) is distinct from (n.action, n.expected_hash, n.patch)
)
select coalesce(n.table_name, o.table_name) as "Table", coalesce(n.row_id, o.row_id) as "RowId", d.kind as "Kind", coalesce(n.action, o.action) as "Action",
       o.before::text as "OldBefore", n.before::text as "NewBefore", o.patch::text as "OldPatch", n.patch::text as "NewPatch", d.total::int as "Total"
  from (select x.*, count(*) over (partition by x.kind) as total, row_number() over (partition by x.kind order by x.seq desc) as n from differing x) d
  left join lateral (select * from guard.plan_rows p where p.request_id = {0} and p.seq = d.old_seq offset 0) o on true
  left join lateral (select * from guard.plan_rows p where p.request_id = {1} and p.seq = d.new_seq offset 0) n on true
 where d.n <= {2}
 order by d.kind, d.n
