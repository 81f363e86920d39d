-- What was sold from {0} on, up to {1}. One row per number: kpi, label, unit, amount, currency.
with signed as (select d.* from agency.deals d where d.deleted_at is null and d.signed_on >= {0} and d.signed_on <= {1})
select 'booked_value' as kpi, null as label, 'money' as unit, sum(s.gross_minor)::numeric as amount, s.currency::text as currency from signed s group by s.currency
union all
select 'booked_commission', null, 'money', sum(round(s.gross_minor * s.commission_bps / 10000.0)), s.currency::text from signed s group by s.currency
union all
select 'average_deal', null, 'money', round(avg(s.gross_minor)), s.currency::text from signed s where s.gross_minor is not null group by s.currency
union all
select 'weighted_pipeline', coalesce(to_char(date_trunc('month', d.expected_close), 'YYYY-MM'), 'no month'), 'money', sum(round(d.gross_minor * d.probability_bps / 10000.0)), d.currency::text
  from agency.deals d where d.deleted_at is null and d.stage in ('lead', 'qualified', 'negotiating', 'contract_sent') and d.gross_minor is not null
   and (d.expected_close is null or d.expected_close between date_trunc('month', {1}) and {1} + 180) group by 2, d.currency
union all
select 'win_rate', null, 'percent', 100.0 * count(*) filter (where d.signed_on is not null and d.stage <> 'cancelled') / nullif(count(*) filter (where d.signed_on is not null and d.stage <> 'cancelled' or d.stage = 'lost'), 0), null
  from agency.deals d where d.deleted_at is null and d.created_at >= {0} and d.created_at < {1} + 1
union all
select 'cycle_time', null, 'days', percentile_cont(0.5) within group (order by s.signed_on - s.created_at::date)::numeric, null from signed s where s.signed_on >= s.created_at::date
union all
select 'deals_per_talent', null, 'number', count(*)::numeric / nullif(count(distinct s.talent_id), 0), null from signed s
union all
select 'utilisation', null, 'percent', 100.0 * count(*) filter (where exists (select from agency.deals d where d.talent_id = t.id and d.deleted_at is null and d.stage in ('contracted', 'in_production', 'client_review', 'live'))) / nullif(count(*), 0), null
  from agency.talents t where t.deleted_at is null and t.status = 'active'
union all
(select 'top_brands', c.trade_name, 'percent', 100.0 * b.part / nullif(b.whole, 0), null
  from (select s.brand_id, sum(round(s.gross_minor * s.commission_bps / 10000.0 * coalesce(s.fx_to_base, 1))) as part, sum(sum(round(s.gross_minor * s.commission_bps / 10000.0 * coalesce(s.fx_to_base, 1)))) over () as whole from signed s group by 1) b
  join agency.companies c on c.id = b.brand_id order by b.part desc nulls last limit 5)
union all
(select 'top_talents', t.stage_name, 'percent', 100.0 * b.part / nullif(b.whole, 0), null
  from (select s.talent_id, sum(round(s.gross_minor * s.commission_bps / 10000.0 * coalesce(s.fx_to_base, 1))) as part, sum(sum(round(s.gross_minor * s.commission_bps / 10000.0 * coalesce(s.fx_to_base, 1)))) over () as whole from signed s group by 1) b
  join agency.talents t on t.id = b.talent_id order by b.part desc nulls last limit 5)
union all
select 'repeat_brands', null, 'percent', 100.0 * count(*) filter (where b.deals >= 2) / nullif(count(*), 0), null
  from (select d.brand_id, count(*) as deals from agency.deals d where d.deleted_at is null and d.brand_id is not null and d.signed_on > {1} - 365 and d.signed_on <= {1} group by 1) b
