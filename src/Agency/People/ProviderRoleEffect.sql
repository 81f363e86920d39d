-- Whoever has signed in with the provider, the groups they were in then, and the roles they hold now by hand and from the provider.
select p.id as "PersonId", p.display_name as "Name", s.groups as "Groups", s.seen_at as "SeenAt",
       array(select distinct g.role from agency.role_grants g where g.person_id = p.id and g.source = 'manual' and g.deleted_at is null
                and g.valid_from <= now() and (g.valid_until is null or now() < g.valid_until) order by g.role) as "ByHand",
       array(select distinct g.role from agency.role_grants g where g.person_id = p.id and g.source = 'oidc' and g.deleted_at is null
                and g.valid_from <= now() and (g.valid_until is null or now() < g.valid_until) order by g.role) as "Now"
  from guard.provider_groups s
  join agency.accounts a on a.id = s.account_id and a.deleted_at is null
  join agency.people p on p.id = a.person_id and p.status = 'active' and p.deleted_at is null
 order by p.display_name, s.seen_at desc
 limit 500
