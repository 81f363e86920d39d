-- Broken glass, the newest first: of one person, or of all.
select b.id as "Id", b.person_id as "PersonId", coalesce(p.display_name, 'somebody') as "Person", b.reason as "Reason", b.opened_at as "OpenedAt", b.ends_at as "EndsAt", b.ended_at as "EndedAt",
       b.review_by as "ReviewBy", r.display_name as "ReviewedBy", b.reviewed_at as "ReviewedAt", b.verdict as "Verdict", b.review as "Review",
       (select count(*)::int from guard.requests q where q.break_glass = b.id and q.state = 'succeeded') as "AppliedRequests"
  from guard.break_glass b left join agency.people p on p.id = b.person_id left join agency.people r on r.id = b.reviewed_by
 where {0}::uuid is null or b.person_id = {0}
 order by b.opened_at desc, b.id limit 100
