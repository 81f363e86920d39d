-- What must hold of every request at every moment, and of one that was just touched ({0}) in detail: a line for each thing that does not.
with touched as (select r.* from guard.requests r where r.id = {0}),
     votes as (select distinct on (v.person_id) v.* from guard.votes v where v.request_id = {0} order by v.person_id, v.id desc)
select 'a state nobody may see: ' || r.id from guard.requests r where r.state = 'executing'
union all
select 'a live request without its rows: ' || r.id from touched r where r.state in ('pending', 'approved', 'failed') and r.row_count <> (select count(*) from guard.claims c where c.request_id = r.id)
union all
select 'rows held by what is over: ' || r.id from guard.claims c join guard.requests r on r.id = c.request_id where r.state not in ('pending', 'approved', 'failed')
union all
select format('a step that is none: %s → %s', a.from_state, a.to_state) from guard.attempts a
 where a.request_id = {0} and (a.from_state, a.to_state) not in (('draft', 'pending'), ('draft', 'stale'), ('pending', 'pending'), ('pending', 'approved'), ('pending', 'rejected'), ('pending', 'withdrawn'), ('pending', 'expired'), ('pending', 'stale'),
   ('approved', 'approved'), ('approved', 'pending'), ('approved', 'rejected'), ('approved', 'withdrawn'), ('approved', 'expired'), ('approved', 'stale'), ('approved', 'executing'),
   ('executing', 'succeeded'), ('executing', 'stale'), ('executing', 'failed'), ('executing', 'failed_final'), ('failed', 'executing'), ('failed', 'stale'), ('failed', 'withdrawn'), ('failed', 'rejected'), ('failed', 'pending'), ('failed', 'failed_final'))
union all
select 'steps that do not follow one another' from (select a.from_state, lag(a.to_state) over (order by a.id) as before from guard.attempts a where a.request_id = {0}) s where s.from_state <> s.before
union all
select 'the last step is not where it stands' from touched r where r.state <> 'draft' and r.state <> (select a.to_state from guard.attempts a where a.request_id = r.id order by a.id desc limit 1)
union all
select 'applied without enough people' from touched r where r.state = 'succeeded' and (select count(*) from votes v where v.decision = 'approve' and v.plan_hash = r.plan_hash and v.person_id <> r.requested_by) < (r.policy ->> 'quorum')::int
union all
select 'the requester voted' from votes v where v.person_id = v.requested_by
union all
select 'a vote on another plan' from votes v join touched r on r.plan_hash <> v.plan_hash
union all
select 'a vote of somebody who had not signed in' from votes v where v.decision <> 'retract' and v.signed_in_at is distinct from greatest(v.signed_in_at, v.at - interval '5 minutes')
union all
select 'applied, not once: ' || r.id from touched r where (select count(*) from history.commits c where c.request_id = r.id) <> (r.state = 'succeeded')::int
union all
select 'something else than planned was applied' from touched r join history.commits c on c.request_id = r.id
 where array(select p.table_name || p.row_id from guard.plan_rows p where p.request_id = r.id order by 1) is distinct from array(select distinct l.table_name || l.row_id from history.log l where l.commit_id = c.id and l.at = c.at order by 1)
union all
select 'a row went to or came from the trash without a request' from history.log l join history.commits c on c.id = l.commit_id and c.at = l.at
 where l.at > now() - interval '2 seconds' and c.request_id is null and l.action = 'U' and l.before -> 'deleted_at' is distinct from l.after -> 'deleted_at'
