-- Records by what they are called: exactly, from the beginning, with the words anywhere, and, where all that finds little, nearly so. Each step is taken only where the
-- one before left room, and none reads a table from end to end. As of history.moment, where that is set.
-- {0} what was typed, in small letters; {1} the same as a pattern of a beginning; {2} {3} {4} its words as patterns of anywhere (the last one again where there are fewer);
-- {5} how many of a kind; {6} who asks; {7} whether what was typed is long enough to look anywhere; {8} whether it is long enough for a slip;
-- {9} the documents they see, by their visibility.
with quick as materialized (
  (select 'agency.talents' as kind, t.id, t.stage_name as name, null as code from agency.talents t where t.deleted_at is null and lower(t.stage_name) = {0} limit {5})
  union all
  (select 'agency.talents', t.id, t.stage_name, null from agency.talents t where t.deleted_at is null and lower(t.stage_name) like {1} limit {5})
  union all
  (select 'agency.companies', c.id, c.trade_name, null from agency.companies c where c.deleted_at is null and lower(c.trade_name) like {1} limit {5})
  union all
  (select 'agency.deals', d.id, d.title, d.code from agency.deals d where d.deleted_at is null and lower(d.code) = {0} limit {5})
  union all
  (select 'agency.deals', d.id, d.title, d.code from agency.deals d where d.deleted_at is null and lower(d.title) = {0} limit {5})
  union all
  (select 'agency.deals', d.id, d.title, d.code from agency.deals d where d.deleted_at is null and lower(d.code) like {1} limit {5})
  union all
  (select 'agency.deals', d.id, d.title, d.code from agency.deals d where d.deleted_at is null and lower(d.title) like {1} limit {5})
  union all
  (select 'agency.people', p.id, p.display_name, null from agency.people p
    where p.deleted_at is null and lower(p.display_name) like {1} and (select guard.holds_role({6}, 'admin') or guard.holds_role({6}, 'approver')) limit {5})
  union all
  (select 'agency.contacts', c.id, c.name, null from agency.contacts c where c.deleted_at is null and lower(c.name) like {1} limit {5})
  union all
  (select 'agency.invoices', i.id, i.number, null from agency.invoices i where i.deleted_at is null and lower(i.number) like {1} limit {5})
  union all
  (select 'agency.documents', d.id, d.title, null from agency.documents d where d.deleted_at is null and lower(d.title) like {1} and d.visibility = any({9}) limit {5})
  union all
  (select 'guard.requests', r.id, r.title, null from guard.requests r where r.state <> 'draft' and lower(r.title) like {1} limit {5})
), words as materialized (
  (select 'agency.talents' as kind, t.id, t.stage_name as name, null as code from agency.talents t
    where t.deleted_at is null and t.stage_name ilike {2} and t.stage_name ilike {3} and t.stage_name ilike {4} and {7} and (select count(*) from quick where kind = 'agency.talents') < {5} limit 50)
  union all
  (select 'agency.companies', c.id, c.trade_name, null from agency.companies c
    where c.deleted_at is null and c.trade_name ilike {2} and c.trade_name ilike {3} and c.trade_name ilike {4} and {7} and (select count(*) from quick where kind = 'agency.companies') < {5} limit 50)
  union all
  (select 'agency.deals', d.id, d.title, d.code from agency.deals d
    where d.deleted_at is null and d.title ilike {2} and d.title ilike {3} and d.title ilike {4} and {7} and (select count(*) from quick where kind = 'agency.deals') < {5} limit 50)
  union all
  (select 'agency.deals', d.id, d.title, d.code from agency.deals d
    where d.deleted_at is null and d.code ilike {2} and d.code ilike {3} and d.code ilike {4} and {7} and (select count(*) from quick where kind = 'agency.deals') < {5} limit 50)
  union all
  (select 'agency.people', p.id, p.display_name, null from agency.people p
    where p.deleted_at is null and p.display_name ilike {2} and p.display_name ilike {3} and p.display_name ilike {4} and {7}
      and (select guard.holds_role({6}, 'admin') or guard.holds_role({6}, 'approver')) limit 50)
  union all
  (select 'agency.contacts', c.id, c.name, null from agency.contacts c
    where c.deleted_at is null and c.name ilike {2} and c.name ilike {3} and c.name ilike {4} and {7} and (select count(*) from quick where kind = 'agency.contacts') < {5} limit 50)
  union all
  (select 'agency.invoices', i.id, i.number, null from agency.invoices i
    where i.deleted_at is null and i.number ilike {2} and i.number ilike {3} and i.number ilike {4} and {7} and (select count(*) from quick where kind = 'agency.invoices') < {5} limit 50)
  union all
  (select 'agency.documents', d.id, d.title, null from agency.documents d
    where d.deleted_at is null and d.title ilike {2} and d.title ilike {3} and d.title ilike {4} and {7} and d.visibility = any({9})
      and (select count(*) from quick where kind = 'agency.documents') < {5} limit 50)
  union all
  (select 'guard.requests', r.id, r.title, null from guard.requests r
    where r.state <> 'draft' and r.title ilike {2} and r.title ilike {3} and r.title ilike {4} and {7} limit 50)
), near as materialized (
  (select 'agency.talents' as kind, t.id, t.stage_name as name, null as code from agency.talents t
    where t.deleted_at is null and t.stage_name %> {0} and {8} and (select count(*) from quick) + (select count(*) from words) < 3 limit 100)
  union all
  (select 'agency.companies', c.id, c.trade_name, null from agency.companies c
    where c.deleted_at is null and c.trade_name %> {0} and {8} and (select count(*) from quick) + (select count(*) from words) < 3 limit 100)
  union all
  (select 'agency.deals', d.id, d.title, d.code from agency.deals d
    where d.deleted_at is null and d.title %> {0} and {8} and (select count(*) from quick) + (select count(*) from words) < 3 limit 100)
  union all
  (select 'agency.contacts', c.id, c.name, null from agency.contacts c
    where c.deleted_at is null and c.name %> {0} and {8} and (select count(*) from quick) + (select count(*) from words) < 3 limit 100)
  union all
  (select 'agency.documents', d.id, d.title, null from agency.documents d
    where d.deleted_at is null and d.title %> {0} and {8} and d.visibility = any({9}) and (select count(*) from quick) + (select count(*) from words) < 3 limit 100)
), ranked as (
  select distinct on (f.kind, f.id) f.kind, f.id, f.name, f.code, word_similarity({0}, f.name) as alike,
         case when {0} in (lower(f.name), lower(f.code)) then 0 when lower(f.name) like {1} or lower(f.code) like {1} then 1
              when ' ' || lower(f.name) like '% ' || {1} then 2 when f.name ilike {2} or f.code ilike {2} then 3 else 4 end as rank
    from (select * from quick union all select * from words union all select * from near) f
), counted as (
  select r.*, row_number() over (partition by r.kind order by r.rank, r.alike desc, length(r.name), r.name, r.id) as nth from ranked r
)
select c.kind as "Table", c.id as "Id", c.name as "Name", c.code as "Code", c.rank as "Match",
       case c.kind when 'agency.talents' then (select t.status from agency.talents t where t.id = c.id)
                   when 'agency.companies' then (select o.kind from agency.companies o where o.id = c.id)
                   when 'agency.deals' then (select t.stage_name from agency.deals d join agency.talents t on t.id = d.talent_id where d.id = c.id)
                   when 'agency.contacts' then (select o.trade_name from agency.contacts k join agency.companies o on o.id = k.company_id where k.id = c.id)
                   when 'agency.invoices' then (select o.trade_name from agency.invoices i join agency.companies o on o.id = i.bill_to_id where i.id = c.id)
                   when 'agency.documents' then (select d.kind from agency.documents d where d.id = c.id)
                   when 'agency.people' then (select p.status from agency.people p where p.id = c.id)
                   else (select r.state from guard.requests r where r.id = c.id) end as "Detail"
  from counted c where c.nth <= {5}
 order by c.rank, c.alike desc, length(c.name), c.name, c.id
