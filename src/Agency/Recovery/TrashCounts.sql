-- How many rows of each table are in the trash. As of history.moment, where that is set.
select 'agency.talents' as "Table", count(*)::int as "Rows" from agency.talents where deleted_at is not null
union all
select 'agency.deals', count(*)::int from agency.deals where deleted_at is not null
union all
select 'agency.companies', count(*)::int from agency.companies where deleted_at is not null
union all
select 'agency.contacts', count(*)::int from agency.contacts where deleted_at is not null
