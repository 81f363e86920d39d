-- How the second person's work went from {0} on, up to {1}.
select 'open_requests' as kpi, null as label, 'number' as unit, count(*)::numeric as amount, null::text as currency from guard.requests r where r.state in ('pending', 'approved')
union all
select 'decision_time', null, 'hours', percentile_cont(0.5) within group (order by extract(epoch from r.decided_at - r.submitted_at) / 3600)::numeric, null from guard.requests r where r.decided_at::date between {0} and {1}
union all
select 'rejected', null, 'percent', 100.0 * count(*) filter (where r.state = 'rejected') / nullif(count(*), 0), null from guard.requests r where r.submitted_at::date between {0} and {1}
union all
select 'stale', null, 'number', count(*), null from guard.requests r where r.state = 'stale' and r.submitted_at::date between {0} and {1}
union all
select 'broken_glass', null, 'number', count(*), null from guard.break_glass g where g.opened_at::date between {0} and {1}
union all
select 'removals', r.operation, 'number', count(*), null from guard.requests r where r.state = 'succeeded' and r.operation ~ '(removed|purged|restored|undone|rewound)$' and r.applied_at::date between {0} and {1} group by r.operation
union all
select 'last_drill', null, 'days', {1} - max(d.at)::date, null from guard.drills d where d.passed
