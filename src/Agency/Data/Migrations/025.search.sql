-- as agency_guard
-- Finding any record by what it is called, from its first letters on, and what each person opened last.

-- A name from its beginning: the trigrams of one or two letters lead to half the table.
create index talents_by_beginning on agency.talents (lower(stage_name) text_pattern_ops) where deleted_at is null;
create index companies_by_beginning on agency.companies (lower(trade_name) text_pattern_ops) where deleted_at is null;
create index deals_by_beginning on agency.deals (lower(title) text_pattern_ops) where deleted_at is null;
create index deals_by_code_beginning on agency.deals (lower(code) text_pattern_ops) where deleted_at is null;
create index people_by_beginning on agency.people (lower(display_name) text_pattern_ops) where deleted_at is null;
create index requests_by_beginning on guard.requests (lower(title) text_pattern_ops) where state <> 'draft';

-- Talents and deals have theirs since 001, companies since 024.
create index people_search on agency.people using gin (display_name gin_trgm_ops) where deleted_at is null;
create index requests_search on guard.requests using gin (title gin_trgm_ops) where state <> 'draft';

-- The records a person opened last, for their own convenience; no part of history.
create table console.opened_records (
  person_id uuid not null,
  table_name text not null check (length(table_name) <= 100),
  row_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  primary key (person_id, table_name, row_id)
);
create index opened_records_latest on console.opened_records (person_id, at desc);
grant select on console.opened_records to agency_app;

-- Of each person the thirty latest are kept.
create function console.remember_opened(p_person uuid, p_table text, p_row uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into console.opened_records (person_id, table_name, row_id) values (p_person, p_table, p_row)
    on conflict (person_id, table_name, row_id) do update set at = clock_timestamp();
  delete from console.opened_records o
   where o.person_id = p_person and o.at < (select l.at from console.opened_records l where l.person_id = p_person order by l.at desc offset 29 limit 1);
$$;
grant execute on function console.remember_opened(uuid, text, uuid) to agency_app;
