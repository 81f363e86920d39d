-- What else there is to say about these commits: from their seals, or from their changes where they have none yet.
select c.id as "Id", history.commit_time(c.id, c.at) as "CommittedAt", coalesce(s.changes, live.changes) as "Changes",
       coalesce(case when s.commit_id is null then live.tables
                     else (select array_agg(p.table_name order by p.table_name) from history.touched t join guard.protected p on p.id = t.table_id where t.commit_id = c.id) end, '{{}}') as "Tables",
       s.commit_id is not null as "Sealed"
  from history.commits c
  left join history.sealed s on s.commit_id = c.id
  left join lateral (
    select count(*)::int as changes, array_agg(distinct p.table_name) as tables
      from history.changes h join guard.protected p on p.id = h.table_id where h.commit_id = c.id and h.at = c.at
  ) live on s.commit_id is null
 where c.id = any ({0})
