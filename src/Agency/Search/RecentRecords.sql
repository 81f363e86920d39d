-- What a person opened last and still stands, newest first. {0} whose; {1} how many; {2} the documents they see, by their visibility.
select o.table_name as "Table", o.row_id as "Id", r.name as "Name", r.code as "Code", r.detail as "Detail"
  from console.opened_records o
 cross join lateral (
    select t.stage_name as name, null as code, t.status as detail from agency.talents t where o.table_name = 'agency.talents' and t.id = o.row_id and t.deleted_at is null
    union all
    select c.trade_name, null, c.kind from agency.companies c where o.table_name = 'agency.companies' and c.id = o.row_id and c.deleted_at is null
    union all
    select d.title, d.code, (select t.stage_name from agency.talents t where t.id = d.talent_id) from agency.deals d where o.table_name = 'agency.deals' and d.id = o.row_id and d.deleted_at is null
    union all
    select c.name, null, (select k.trade_name from agency.companies k where k.id = c.company_id) from agency.contacts c where o.table_name = 'agency.contacts' and c.id = o.row_id and c.deleted_at is null
    union all
    select coalesce(i.number, 'Draft'), null, (select k.trade_name from agency.companies k where k.id = i.bill_to_id) from agency.invoices i where o.table_name = 'agency.invoices' and i.id = o.row_id and i.deleted_at is null
    union all
    select d.title, null, d.kind from agency.documents d where o.table_name = 'agency.documents' and d.id = o.row_id and d.deleted_at is null and d.visibility = any({2})
    union all
    select p.display_name, null, p.status from agency.people p where o.table_name = 'agency.people' and p.id = o.row_id and p.deleted_at is null
    union all
    select r.title, null, r.state from guard.requests r where o.table_name = 'guard.requests' and r.id = o.row_id
  ) r
 where o.person_id = {0}
 order by o.at desc
 limit {1}
