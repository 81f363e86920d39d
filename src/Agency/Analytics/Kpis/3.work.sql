-- How the work itself went from {0} on, up to {1}, and what ends in the 60 days after it.
select 'on_time' as kpi, null as label, 'percent' as unit, 100.0 * count(*) filter (where d.live_at::date <= d.publish_on) / nullif(count(*), 0) as amount, null::text as currency
  from agency.deliverables d where d.deleted_at is null and d.live_at is not null and d.publish_on is not null and d.live_at::date between {0} and {1}
union all
select 'revisions', null, 'number', avg(d.revision_rounds), null from agency.deliverables d where d.deleted_at is null and d.live_at::date between {0} and {1}
union all
select 'renewals_due', 'representations', 'number', count(*), null from agency.representations r where r.deleted_at is null and r.status in ('active', 'expiring') and r.ends_on between {1} and {1} + 60
union all
select 'renewals_due', 'usage rights', 'number', count(*), null from agency.usage_rights r where r.deleted_at is null and r.ends_on between {1} and {1} + 60
union all
select 'renewals_due', 'exclusivities', 'number', count(*), null from agency.exclusivities e where e.deleted_at is null and e.ends_on between {1} and {1} + 60
union all
select 'talent_retention', null, 'percent', 100.0 * count(*) filter (where t.status in ('active', 'paused', 'onboarding')) / nullif(count(*), 0), null
  from agency.talents t where t.deleted_at is null and t.created_at < {1} - 365 and t.status <> 'prospect'
union all
(select 'owners', p.display_name, 'money', sum(d.gross_minor), d.currency::text from agency.deals d join agency.people p on p.id = d.owner_person_id
  where d.deleted_at is null and d.signed_on between {0} and {1} group by p.display_name, d.currency order by 4 desc nulls last limit 20)
