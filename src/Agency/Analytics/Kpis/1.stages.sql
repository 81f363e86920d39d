-- How deals went from stage to stage from {0} on, up to {1}, by their history. Steps: 1 lead to 9 completed, 10 lost, 11 cancelled, 0 on hold.
with changes as (
  select c.row_key, c.seq, c.at, c.action = 'D' or c.image ->> 'deleted_at' is not null as is_gone,
         coalesce(array_position(array['lead', 'qualified', 'negotiating', 'contract_sent', 'contracted', 'in_production', 'client_review', 'live', 'completed', 'lost', 'cancelled'], c.image ->> 'stage'), 0) as step
    from history.changes c
   where c.table_id = (select p.id from guard.protected p where p.relid = 'agency.deals'::regclass and p.unprotected_at is null)
     and c.row_key in (select m.row_key from history.changes m where m.table_id = (select p.id from guard.protected p where p.relid = 'agency.deals'::regclass and p.unprotected_at is null) and m.at >= {0} and m.at < {1} + 1)
     and c.at < {1} + 1 and c.at <= (select history.moment())
     and c.commit_id <> all ((select case when current_setting('history.moment', true) <> '' then history.straddlers(history.moment()) else array[]::bigint[] end)::bigint[])
  offset 0), -- so that what is sorted are these few columns and not the images
steps as (
  select x.row_key, x.seq, x.at, x.step, x.before, lead(x.at) over (partition by x.row_key order by x.seq) as until from (
    select c.*, lag(c.step) over deal as before, last_value(c.is_gone) over (deal rows between unbounded preceding and unbounded following) as was_gone from changes c window deal as (partition by c.row_key order by c.seq)) x
   where x.step is distinct from x.before and not x.was_gone),
-- A deal's stay in a stage, all its times there together. On hold it stands where it stood before, and no time passes.
stays as (
  select t.row_key, t.step, t.entered, t.spent, t.left_at, max(t.last_seq) over onward > t.first_seq as went_on, max(t.last_seq) filter (where t.step >= 5) over onward > t.first_seq as was_won from (
    select s.row_key, case s.step when 0 then s.before else s.step end as step, min(s.at) as entered, min(s.seq) as first_seq, max(s.seq) as last_seq,
           sum(s.until - s.at) filter (where s.step > 0) as spent, case when count(s.until) = count(*) then max(s.until) end as left_at
      from steps s group by 1, 2) t
   where t.step between 1 and 9 window onward as (partition by t.row_key order by t.step desc rows between unbounded preceding and 1 preceding)),
names as (select n.step, n.name, lead(n.name) over (order by n.step) as next from unnest(array['lead', 'qualified', 'negotiating', 'contract sent', 'contracted', 'in production', 'client review', 'live', 'completed']) with ordinality n (name, step)),
numbers as (
  select s.step, 100.0 * count(*) filter (where s.went_on and s.entered >= {0}) / nullif(count(*) filter (where s.entered >= {0}), 0) as conversion,
         100.0 * count(*) filter (where s.was_won and s.entered >= {0}) / nullif(count(*) filter (where s.entered >= {0}), 0) as won,
         (avg(extract(epoch from s.spent)) filter (where s.left_at >= {0}) / 86400)::numeric as days
    from stays s where s.step < 9 group by s.step)
(select 'stage_conversion' as kpi, n.name || ' to ' || n.next as label, 'percent' as unit, x.conversion as amount, null::text as currency from numbers x join names n on n.step = x.step order by n.step)
union all
select 'lead_conversion', null, 'percent', x.won, null from numbers x where x.step = 1
union all
(select 'days_per_stage', n.name, 'days', x.days, null from numbers x join names n on n.step = x.step order by n.step)
