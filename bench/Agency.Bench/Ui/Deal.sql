select d.*, d.xmin, t.stage_name, c.trade_name, p.display_name
  from agency.deals d
  join agency.talents t on t.id = d.talent_id
  left join agency.companies c on c.id = d.brand_id
  left join agency.people p on p.id = d.owner_person_id
 where d.id = $1;
select id, state, rate_bps, amount_minor, currency from agency.commissions where deal_id = $1 and deleted_at is null order by created_at, id;
select id, state, amount_minor, currency, paid_at from agency.payouts where deal_id = $1 and deleted_at is null order by created_at, id
