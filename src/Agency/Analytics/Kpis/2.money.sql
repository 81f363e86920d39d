-- What was billed, received, earned and paid out from {0} on, up to {1}.
with invoices as (select i.*, i.net_minor + i.tax_minor as total_minor from agency.invoices i where i.deleted_at is null and i.kind = 'invoice' and i.status in ('issued', 'part_paid', 'paid'))
select 'billed' as kpi, null as label, 'money' as unit, sum(i.total_minor)::numeric as amount, i.currency::text as currency from invoices i where i.issued_on >= {0} and i.issued_on <= {1} group by i.currency
union all
select 'collected', null, 'money', sum(r.amount_minor), r.currency::text from agency.receipts r where r.deleted_at is null and r.received_on >= {0} and r.received_on <= {1} group by r.currency
union all
select 'outstanding', case when i.due_on >= {1} then 'not due' when {1} - i.due_on <= 30 then '1 to 30 days late' when {1} - i.due_on <= 60 then '31 to 60 days late' when {1} - i.due_on <= 90 then '61 to 90 days late' else 'over 90 days late' end,
       'money', sum(i.total_minor - i.received_minor - i.credited_minor), i.currency::text from invoices i where i.status in ('issued', 'part_paid') group by 2, i.currency
union all
select 'days_to_pay', x.label, 'days', x.days, null from (
  select percentile_cont(array[0.5, 0.9]) within group (order by p.days) as p from (
    select max(r.received_on) - i.issued_on as days from invoices i join agency.receipts r on r.invoice_id = i.id and r.deleted_at is null where i.status = 'paid' group by i.id, i.issued_on having max(r.received_on) between {0} and {1}) p) d
 cross join lateral (values ('median', d.p[1]::numeric), ('nine in ten', d.p[2]::numeric)) x (label, days)
union all
select 'paid_late', null, 'percent', 100.0 * count(*) filter (where p.paid_on > p.due_on) / nullif(count(*), 0), null
  from (select i.due_on, max(r.received_on) as paid_on from invoices i join agency.receipts r on r.invoice_id = i.id and r.deleted_at is null where i.status = 'paid' group by i.id, i.due_on having max(r.received_on) between {0} and {1}) p
union all
select 'commission_earned', null, 'money', sum(e.credit_minor - e.debit_minor), e.currency::text from agency.ledger_entries e
 where e.account in ('agency_commission', 'external_parties') and e.payout_id is null and e.occurred_on >= {0} and e.occurred_on <= {1} group by e.currency
union all
select 'commission_payable', null, 'money', sum(e.credit_minor - e.debit_minor), e.currency::text from agency.ledger_entries e where e.account = 'external_parties' and e.occurred_on <= {1} group by e.currency
union all
select 'held_for_talents', null, 'money', sum(e.credit_minor - e.debit_minor), e.currency::text from agency.ledger_entries e where e.account = 'client_funds' and e.occurred_on <= {1} group by e.currency
union all
select 'paid_out', null, 'money', sum(e.debit_minor - e.credit_minor), e.currency::text from agency.ledger_entries e where e.payout_id is not null and e.account in ('client_funds', 'external_parties') and e.occurred_on >= {0} and e.occurred_on <= {1} group by e.currency
union all
select 'payout_lag', null, 'days', percentile_cont(0.5) within group (order by p.sent_on - r.received_on)::numeric, null
  from agency.payouts p join agency.payout_items i on i.payout_id = p.id and i.deleted_at is null join agency.receipts r on r.id = i.receipt_id where p.deleted_at is null and p.sent_on between {0} and {1}
union all
select 'oldest_held', null, 'days', max({1} - r.received_on)::numeric, null
  from agency.receipts r where r.deleted_at is null and r.amount_minor > 0 and not exists (select from agency.receipts b where b.reverses_id = r.id)
   and exists (select from agency.ledger_entries e where e.receipt_id = r.id and e.account = 'client_funds')
   and not exists (select from agency.payout_items i join agency.payouts p on p.id = i.payout_id where i.receipt_id = r.id and p.state in ('sent', 'paid'))
union all
select 'effective_commission', null, 'percent', 100.0 * sum(e.credit_minor - e.debit_minor) filter (where e.account in ('agency_commission', 'external_parties')) / nullif(sum(e.debit_minor - e.credit_minor) filter (where e.account = 'billed'), 0), e.currency::text
  from agency.ledger_entries e where e.source in ('receipt', 'reversal') and e.occurred_on >= {0} and e.occurred_on <= {1} group by e.currency
union all
select 'reconciles', null, 'money', sum(e.debit_minor - e.credit_minor), e.currency::text from agency.ledger_entries e group by e.currency
