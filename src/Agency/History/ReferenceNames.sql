-- What people call the rows that a foreign key may point to.
select id as "Id", stage_name as "Name" from agency.talents where id = any ({0})
union all select id, title from agency.deals where id = any ({0})
union all select id, trade_name from agency.companies where id = any ({0})
union all select id, display_name from agency.people where id = any ({0})
union all select id, name from agency.contacts where id = any ({0})
union all select id, name from agency.external_parties where id = any ({0})
union all select id, title from agency.deliverables where id = any ({0})
