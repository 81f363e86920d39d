-- An open session with its active person and the roles they hold now.
select s.id, s.person_id, p.display_name, s.method, s.account_id, s.authenticated_at, s.ends_at, s.used_at + s.idle,
       array(select distinct g.role from agency.role_grants g
              where g.person_id = p.id and g.deleted_at is null and g.valid_from <= now() and (g.valid_until is null or now() < g.valid_until) order by g.role)
  from guard.sessions s
  join agency.people p on p.id = s.person_id
 where s.id = $1 and guard.session_person(s.id) = p.id
