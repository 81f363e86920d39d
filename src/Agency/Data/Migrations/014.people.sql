-- People beyond their roles: who stands in for whom, and who may break the glass. Their rules are in 015.
create table agency.delegations (
  id uuid primary key,
  person_id uuid not null references agency.people on delete restrict,
  delegate_id uuid not null references agency.people on delete restrict,
  valid_from timestamptz not null default now(),
  valid_until timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (delegate_id <> person_id),
  check (valid_until > valid_from),
  constraint delegations_no_overlap exclude using gist (person_id with =, tstzrange(valid_from, valid_until) with &&) where (deleted_at is null)
);
comment on table agency.delegations is 'While person_id is away, delegate_id decides on their behalf.';
create index delegations_delegate on agency.delegations (delegate_id);

create table agency.break_glass_holders (
  id uuid primary key,
  person_id uuid not null references agency.people on delete restrict,
  suspended_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
comment on table agency.break_glass_holders is 'Named people who may move to the trash and restore alone, for an hour, in front of everyone.';
create unique index break_glass_holders_person on agency.break_glass_holders (person_id) where deleted_at is null;

do $$
declare t text;
begin
  foreach t in array array['delegations', 'break_glass_holders'] loop
    execute format('create trigger touch before update on agency.%I for each row execute function agency.touch()', t);
    execute format('grant select, insert, update on agency.%I to agency_app', t);
    execute format('grant select on agency.%I to agency_reader', t);
  end loop;
end $$;
