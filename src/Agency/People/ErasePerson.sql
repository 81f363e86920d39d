-- The rows that hold somebody's personal values, in the trash or not, and what their personal columns become. {0}: who; {1}: whether that is a person.
with found_talents as (select t.* from agency.talents t where /* talents */),
     found as (
       select 1 as n, 'agency.people' as name, p.id, jsonb_build_object('display_name', '(erased)', 'emails', jsonb_build_array(), 'status', 'deactivated') as patch, false as legal_hold
         from agency.people p where {1} and p.id = {0}
       union all
       select 2, 'agency.accounts', a.id, jsonb_build_object('oidc_subject', '(erased) ' || a.id), false from agency.accounts a where {1} and a.person_id = {0}
       union all
       select 3, 'agency.talents', t.id, jsonb_build_object('stage_name', '(erased) ' || t.id, 'legal_name', null, 'pronouns', null, 'bio', null), t.legal_hold from found_talents t)
select f.name as "Table", f.id::text as "RowId", f.patch::text as "Patch", f.legal_hold as "LegalHold" from (
  select * from found
  union all
  select 4, 'agency.imported_rows', i.id, jsonb_build_object('source_row', jsonb_build_object()), false from agency.imported_rows i join found f on f.name = i.table_name and f.id = i.row_id) f
 order by f.n, f.id
