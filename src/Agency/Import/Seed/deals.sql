-- Deals $1 to $2 of $3 talents and $4 companies, the same ones each time. Some talents have many deals, most have few.
insert into agency.deals (id, code, title, talent_id, brand_id, stage, probability_bps, fee_type, gross_minor, currency, fx_to_base, commission_bps, signed_on, starts_on, ends_on, expected_close, lost_reason, payment_terms_days, created_at, updated_at)
select ('01940000-0000-7000-8d00-' || lpad(to_hex(n), 12, '0'))::uuid, 'S-' || lpad(n::text, 7, '0'),
       (array['Spring', 'Summer', 'Autumn', 'Winter', 'Launch', 'Holiday', 'Anniversary', 'Festival', 'Back to school', 'Awards season'])[1 + x.h % 10] || ' '
         || (array['campaign', 'reels', 'shoot', 'partnership', 'ambassador', 'unboxing', 'livestream', 'podcast read', 'usage renewal', 'event appearance', 'film', 'giveaway'])[1 + x.h / 10 % 12] || ' '
         || (array['one', 'two', 'North', 'South', 'Blue', 'Green', 'Gold', 'Silver', 'Prime', 'Echo', 'Delta', 'Nova', 'Lyra', 'Orion', 'Atlas', 'Iris'])[1 + x.h / 120 % 16],
       ('01940000-0000-7000-8a00-' || lpad(to_hex(1 + floor(power(x.h % 1000003 / 1000003.0, 2) * $3)::int), 12, '0'))::uuid,
       ('01940000-0000-7000-8c00-' || lpad(to_hex(1 + (x.h / 7) % $4), 12, '0'))::uuid,
       s.stage, s.probability, (array['flat', 'flat', 'flat', 'hybrid', 'gifted', 'retainer'])[1 + x.h / 17 % 6], 5000 * (1 + x.h / 3 % 2000), (array['GBP', 'GBP', 'GBP', 'EUR', 'USD'])[1 + x.h / 19 % 5],
       (array[1, 1, 1, 0.86, 0.79])[1 + x.h / 19 % 5], (array[1500, 2000, 2000, 2000, 2500])[1 + x.h / 11 % 5],
       case when s.signed then d.day end, case when s.signed then d.day + 7 end, case when s.signed then d.day + 67 end, d.day + 20, case when s.stage = 'lost' then 'Budget' end, (array[14, 30, 30, 45, 60])[1 + n % 5], d.day - 30, d.day::timestamptz + x.h % 86400 * interval '1 second'
  from generate_series($1, $2) n
 cross join lateral (select hashint4(n::int) & 2147483647 as h) x
 cross join lateral (select date '2023-03-01' + ((n * 1300) / $5)::int as day) d
 cross join lateral (select (array['completed', 'completed', 'completed', 'completed', 'completed', 'completed', 'live', 'client_review', 'in_production', 'contracted', 'contract_sent', 'negotiating', 'negotiating', 'qualified', 'lead', 'lead', 'lost', 'lost', 'on_hold', 'cancelled'])[1 + x.h / 23 % 20] as stage) t
 cross join lateral (select t.stage, t.stage in ('completed', 'live', 'client_review', 'in_production', 'contracted') as signed,
     case t.stage when 'lead' then 1000 when 'qualified' then 2500 when 'negotiating' then 4000 when 'contract_sent' then 7500 when 'lost' then 0 when 'cancelled' then 0 else 10000 end as probability) s
