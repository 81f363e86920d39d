select d.id, d.xmin, d.title, d.currency, d.signed_on, t.stage_name, d.talent_id, c.trade_name, d.brand_id, d.stage, d.gross_minor, d.commission_bps, d.updated_at
  from agency.deals d
  join agency.talents t on t.id = d.talent_id
  left join agency.companies c on c.id = d.brand_id
 where d.deleted_at is null and d.stage = $2
   and (d.title ilike $1 or d.code ilike $1
        or d.talent_id = any (array(select id from agency.talents where stage_name ilike $1 and deleted_at is null))
        or d.brand_id = any (array(select id from agency.companies where trade_name ilike $1 and deleted_at is null)))
 order by coalesce(d.signed_on, '-infinity') desc, d.id desc
 limit 51
