select string_agg(format('%s %s', t.rows, t.name), ', ' order by t.n)
  from (select 1 as n, 'people' as name, count(*) as rows from agency.people
        union all select 2, 'brands and agencies', count(*) from agency.companies
        union all select 3, 'talents', count(*) from agency.talents
        union all select 4, 'deals', count(*) from agency.deals
        union all select 5, 'commissions', count(*) from agency.commissions
        union all select 6, 'payouts', count(*) from agency.payouts) t
