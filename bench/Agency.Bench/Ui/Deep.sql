select d.id, d.xmin, d.title, d.currency, d.signed_on, t.stage_name, d.talent_id, c.trade_name, d.brand_id, d.stage, d.gross_minor, d.commission_bps, d.updated_at
  from agency.deals d
  join agency.talents t on t.id = d.talent_id
  left join agency.companies c on c.id = d.brand_id
 where d.deleted_at is null and (coalesce(d.signed_on, '-infinity'), d.id) < (select coalesce(signed_on, '-infinity'), id from agency.deals where id = $1)
 order by coalesce(d.signed_on, '-infinity') desc, d.id desc
 limit 51
