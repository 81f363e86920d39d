-- The agency's business tables. Common to all: id (uuid version 7, made by the application), created_at, updated_at
-- and deleted_at (set: the row is in the trash); legal_hold where it is a record of the business.
-- Money is minor units (pence, cents) beside an ISO 4217 currency; percentages are basis points, 0..10000.
-- Every foreign key is ON DELETE RESTRICT: nothing here goes because something else went.
-- Uniqueness counts live rows only. Who changed what and when is the history schema's job, not columns'.

create schema agency;
create schema history;
create schema guard;
create schema analytics;

grant usage on schema agency, history, guard, analytics to agency_app, agency_reader;
alter default privileges in schema agency grant select, insert, update on tables to agency_app;
alter default privileges in schema agency grant usage on sequences to agency_app;
alter default privileges in schema agency, history, guard, analytics grant select on tables to agency_reader;
alter default privileges in schema history, guard, analytics grant select on tables to agency_app;
alter default privileges revoke execute on functions from public;

create domain agency.currency as char(3) check (value ~ '^[A-Z]{3}$');
create domain agency.basis_points as int check (value between 0 and 10000);

-- updated_at follows every change, unless the change itself says what it is (an undo puts the old value back).
create function agency.touch() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.updated_at is not distinct from old.updated_at then
    new.updated_at := now();
  end if;
  return new;
end $$;

create table agency.people (
  id uuid primary key,
  display_name text not null check (btrim(display_name) <> ''),
  emails text[] not null default '{}',
  status text not null default 'active' check (status in ('invited', 'active', 'suspended', 'deactivated')),
  security_stamp uuid not null default gen_random_uuid(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);

create table agency.accounts (
  id uuid primary key,
  person_id uuid not null references agency.people on delete restrict,
  oidc_issuer text not null,
  oidc_subject text not null,
  last_seen_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
create unique index accounts_subject on agency.accounts (oidc_issuer, oidc_subject) where deleted_at is null;
create index accounts_person on agency.accounts (person_id);

create table agency.role_grants (
  id uuid primary key,
  person_id uuid not null references agency.people on delete restrict,
  role text not null check (role in ('admin', 'approver', 'manager', 'finance', 'viewer')),
  scope jsonb not null default '{}',
  source text not null default 'manual' check (source in ('manual', 'oidc')),
  granted_by uuid references agency.people on delete restrict,
  valid_from timestamptz not null default now(),
  valid_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (granted_by <> person_id),
  check (valid_until > valid_from),
  constraint role_grants_no_overlap exclude using gist
    (person_id with =, role with =, source with =, tstzrange(valid_from, valid_until) with &&) where (deleted_at is null)
);
create index role_grants_granted_by on agency.role_grants (granted_by);

create table agency.companies (
  id uuid primary key,
  legal_name text,
  trade_name text not null check (btrim(trade_name) <> ''),
  kind text not null check (kind in ('brand', 'media_agency', 'production')),
  website text,
  tax_id text,
  billing_address text,
  payment_terms_days int check (payment_terms_days between 0 and 365),
  credit_note text,
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
create unique index companies_trade_name on agency.companies (lower(trade_name), kind) where deleted_at is null;

create table agency.talents (
  id uuid primary key,
  person_id uuid references agency.people on delete restrict,
  stage_name text not null check (btrim(stage_name) <> '' and length(stage_name) <= 200),
  legal_name text,
  type text not null default 'creator' check (type in ('creator', 'actor', 'model', 'musician', 'athlete', 'other')),
  status text not null default 'prospect' check (status in ('prospect', 'onboarding', 'active', 'paused', 'offboarding', 'former')),
  pronouns text,
  country char(2) check (country ~ '^[A-Z]{2}$'),
  timezone text,
  languages text[] not null default '{}',
  niches text[] not null default '{}',
  tier text,
  bio text,
  default_commission_bps agency.basis_points not null default 2000,
  payout_currency agency.currency not null default 'GBP',
  tax_form_status text,
  min_rate_minor bigint check (min_rate_minor >= 0),
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
create unique index talents_stage_name on agency.talents (lower(stage_name)) where deleted_at is null;
create index talents_by_name on agency.talents (stage_name, id) where deleted_at is null;
create index talents_by_status on agency.talents (status, stage_name, id) where deleted_at is null;
create index talents_by_updated on agency.talents (updated_at, id) where deleted_at is null;
create index talents_by_commission on agency.talents (default_commission_bps, id) where deleted_at is null;
create index talents_search on agency.talents using gin (stage_name gin_trgm_ops) where deleted_at is null;
create index talents_trash on agency.talents (deleted_at, id) where deleted_at is not null;
create index talents_person on agency.talents (person_id);

create sequence agency.deal_codes;

create table agency.deals (
  id uuid primary key,
  code text not null default 'D-' || to_char(nextval('agency.deal_codes'), 'FM99999999999900000'),
  title text not null check (btrim(title) <> '' and length(title) <= 200),
  talent_id uuid not null references agency.talents on delete restrict,
  brand_id uuid references agency.companies on delete restrict,
  agency_id uuid references agency.companies on delete restrict,
  owner_person_id uuid references agency.people on delete restrict,
  source text,
  stage text not null default 'lead' check (stage in ('lead', 'qualified', 'negotiating', 'contract_sent', 'contracted',
    'in_production', 'client_review', 'live', 'completed', 'on_hold', 'lost', 'cancelled')),
  probability_bps agency.basis_points not null default 0,
  fee_type text not null default 'flat' check (fee_type in ('flat', 'performance', 'hybrid', 'gifted', 'affiliate', 'revenue_share', 'retainer')),
  gross_minor bigint check (gross_minor >= 0),
  currency agency.currency not null default 'GBP',
  fx_to_base numeric check (fx_to_base > 0),
  commission_bps agency.basis_points not null default 2000,
  commission_on text not null default 'gross' check (commission_on in ('gross', 'net_of_expenses', 'on_top')),
  signed_on date,
  starts_on date,
  ends_on date,
  expected_close date,
  lost_reason text,
  next_action_at timestamptz,
  notes text,
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (ends_on >= starts_on),
  check (stage <> 'lost' or btrim(lost_reason) <> '')
);
create unique index deals_code on agency.deals (code) where deleted_at is null;
create index deals_by_title on agency.deals (title, id) where deleted_at is null;
create index deals_by_updated on agency.deals (updated_at, id) where deleted_at is null;
create index deals_by_signed on agency.deals (coalesce(signed_on, '-infinity'), id) where deleted_at is null;
create index deals_by_gross on agency.deals (coalesce(gross_minor, -1), id) where deleted_at is null;
create index deals_by_stage_signed on agency.deals (stage, coalesce(signed_on, '-infinity'), id) where deleted_at is null;
create index deals_by_stage_updated on agency.deals (stage, updated_at, id) where deleted_at is null;
create index deals_search on agency.deals using gin (title gin_trgm_ops, code gin_trgm_ops) where deleted_at is null;
create index deals_trash on agency.deals (deleted_at, id) where deleted_at is not null;
create index deals_talent on agency.deals (talent_id);
create index deals_brand on agency.deals (brand_id);
create index deals_agency on agency.deals (agency_id);
create index deals_owner on agency.deals (owner_person_id);

create table agency.commissions (
  id uuid primary key,
  deal_id uuid not null references agency.deals on delete restrict,
  state text not null default 'expected' check (state in ('expected', 'earned', 'payable', 'paid', 'reversed')),
  rate_bps agency.basis_points not null,
  basis_minor bigint not null,
  amount_minor bigint not null,
  currency agency.currency not null,
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
create index commissions_deal on agency.commissions (deal_id);

create table agency.payouts (
  id uuid primary key,
  talent_id uuid not null references agency.talents on delete restrict,
  deal_id uuid references agency.deals on delete restrict,
  state text not null default 'draft' check (state in ('draft', 'awaiting_approval', 'approved', 'sent', 'paid', 'failed', 'cancelled', 'returned')),
  amount_minor bigint not null check (amount_minor >= 0),
  currency agency.currency not null,
  scheduled_on date,
  paid_at timestamptz,
  idempotency_key text unique,
  provider_ref text,
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (state <> 'paid' or paid_at is not null)
);
create index payouts_talent on agency.payouts (talent_id);
create index payouts_deal on agency.payouts (deal_id);

-- Which row of another application became which row here, and that row as it was read: a second import brings nothing twice.
create table agency.imported_rows (
  id uuid primary key,
  source text not null,
  source_table text not null,
  source_id text not null,
  table_name text not null,
  row_id uuid not null,
  source_row jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (source, source_table, source_id)
);
create index imported_rows_row on agency.imported_rows (table_name, row_id);

do $$
declare t text;
begin
  foreach t in array array['people', 'accounts', 'role_grants', 'companies', 'talents', 'deals', 'commissions', 'payouts', 'imported_rows'] loop
    execute format('create trigger touch before update on agency.%I for each row execute function agency.touch()', t);
  end loop;
end $$;
