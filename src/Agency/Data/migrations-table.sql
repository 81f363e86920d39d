-- Which numbered files this database has had, in which exact text. Written by the migrator, in the transaction of the file itself.
-- The console reads it at start, to refuse to serve on a schema older than itself.
create schema if not exists console;
grant usage on schema console to agency_app, agency_reader;

create table if not exists console.migrations (
  number     int primary key,
  name       text not null,
  sha256     text not null,
  applied_at timestamptz not null default clock_timestamp()
);
grant select on console.migrations to agency_app, agency_reader;
