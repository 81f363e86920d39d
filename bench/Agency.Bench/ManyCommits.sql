-- Every row of the table added, then changed four times: a hundred rows in a commit.
do $$
declare v_first bigint := 100000000000;
begin
  for n in 0 .. :rows / 100 - 1 loop
    insert into guarded.deals select * from given.deals d
     where d.id > ('00000000-0000-4000-8000-' || v_first + n * 100)::uuid and d.id <= ('00000000-0000-4000-8000-' || v_first + n * 100 + 100)::uuid;
    commit;
  end loop;
  for change in 1 .. 4 loop
    for n in 0 .. :rows / 100 - 1 loop
      update guarded.deals d set commission_bps = change
       where d.id > ('00000000-0000-4000-8000-' || v_first + n * 100)::uuid and d.id <= ('00000000-0000-4000-8000-' || v_first + n * 100 + 100)::uuid;
      commit;
    end loop;
  end loop;
end $$
