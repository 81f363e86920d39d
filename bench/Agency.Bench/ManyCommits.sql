do $$
begin
  for n in 0 .. :rows / 100 - 1 loop
    insert into guarded.deals select * from sealed.deals d
     where d.id > ('00000000-0000-4000-8000-' || 100000000000 + n * 100)::uuid and d.id <= ('00000000-0000-4000-8000-' || 100000000000 + n * 100 + 100)::uuid;
    commit;
  end loop;
end $$
