-- as agency_guard
-- The past of a whole table, with the commits that straddle its moment looked up once, not for every change (010 was its first cut).
create or replace function history.as_of(p_table regclass, p_moment timestamptz) returns table (row_id text, image jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare p guard.protected;
begin
  select * into p from guard.protected g where g.relid = p_table;
  return query execute format($then$
    select k.row_id, k.image
      from (select distinct on (c.row_key, %2$s) %2$s as row_id, c.action, c.image from history.changes c
             where c.table_id = %1$s and c.at <= $1 and c.commit_id <> all ((select history.straddlers($1))::bigint[])
             order by c.row_key, %2$s, c.seq desc) k
     where k.action <> 'D'$then$, p.id, case when cardinality(p.key_columns) = 1 then format('c.image ->> %L', p.key_columns[1]) else format('history.row_id(c.image, %L)', p.key_columns) end)
    using p_moment;
end $$;
