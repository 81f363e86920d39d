-- as agency_guard
-- Looking at what was committed is done after every commit: nothing is planned where no request waits, and a change lies in its commit's month.
create or replace function guard.look_at(p_commits bigint[]) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  r guard.requests;
  v_why text;
  v_stale int := 0;
begin
  if not exists (select from guard.requests q where q.state in ('pending', 'approved', 'failed')) then
    return 0;
  end if;
  for r in
    select q.* from guard.requests q
     where q.state in ('pending', 'approved', 'failed')
       and (exists (select from history.commits m join history.changes h on h.commit_id = m.id and h.at = m.at join guard.protected g on g.id = h.table_id
                      join guard.claims c on c.table_name = g.table_name and c.row_id = history.row_id(h.image, g.key_columns)
                     where m.id = any (p_commits) and c.request_id = q.id)
         or q.row_count <= 2000 and exists (select from history.commits m join history.changes h on h.commit_id = m.id and h.at = m.at join guard.protected g on g.id = h.table_id
                      join guard.foreign_keys f on f.child = g.relid join guard.protected t on t.relid = f.parent
                     where m.id = any (p_commits) and exists (select from guard.claims c where c.request_id = q.id and c.table_name = t.table_name)))
     for update skip locked
  loop
    v_why := guard.drifted(r);
    if v_why is not null then
      perform guard.move_to(r, 'stale', null, 'AG003', v_why);
      v_stale := v_stale + 1;
    end if;
  end loop;
  return v_stale;
end $$;
