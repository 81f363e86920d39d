-- The agency's work, whole: who represents whom, what a deal asks for and gives, documents with their bytes, and the money. 001 says what all tables have in common.
-- Rows that are only written once (receipts, ledger entries, versions of documents) say so; 023 refuses to change them.

-- --- what the tables of 001 did not have yet

alter table agency.talents add tags text[] not null default '{}';
alter table agency.companies add tags text[] not null default '{}', add country char(2) check (country ~ '^[A-Z]{2}$');
alter table agency.deals
  add tags text[] not null default '{}',
  add payment_terms_days int check (payment_terms_days between 0 and 365),
  add kill_fee_minor bigint check (kill_fee_minor >= 0),
  add expenses_minor bigint check (expenses_minor >= 0);
comment on column agency.deals.expenses_minor is 'Part of gross that is passed on to the talent: no commission on it where commission_on is net_of_expenses';

create table agency.external_parties (
  id uuid primary key,
  name text not null check (btrim(name) <> '' and length(name) <= 200),
  kind text not null default 'other' check (kind in ('lawyer', 'publicist', 'agent', 'accountant', 'other')),
  email text,
  phone text,
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
comment on table agency.external_parties is 'People outside the agency who have a part in a talent''s business, and sometimes a share of it';
create index external_parties_by_name on agency.external_parties (name, id) where deleted_at is null;

create table agency.contacts (
  id uuid primary key,
  company_id uuid not null references agency.companies on delete restrict,
  name text not null check (btrim(name) <> '' and length(name) <= 200),
  role text,
  email text check (email ~ '^[^@\s]+@[^@\s]+$'),
  phone text,
  tags text[] not null default '{}',
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
create index contacts_company on agency.contacts (company_id);
create index contacts_by_name on agency.contacts (name, id) where deleted_at is null;
create index contacts_by_updated on agency.contacts (updated_at, id) where deleted_at is null;
create index contacts_search on agency.contacts using gin (name gin_trgm_ops, email gin_trgm_ops) where deleted_at is null;
create index companies_by_name on agency.companies (trade_name, id) where deleted_at is null;
create index companies_by_updated on agency.companies (updated_at, id) where deleted_at is null;

-- --- documents: the bytes are in the database, so that history and backups cover them

create table agency.documents (
  id uuid primary key,
  kind text not null default 'other' check (kind in ('contract', 'brief', 'release', 'tax_form', 'statement', 'proof', 'other')),
  title text not null check (btrim(title) <> '' and length(title) <= 200),
  status text not null default 'draft' check (status in ('draft', 'sent', 'negotiating', 'signed', 'expired', 'terminated')),
  visibility text not null default 'normal' check (visibility in ('normal', 'sensitive', 'private')),
  counterparty text,
  sent_on date,
  signed_on date,
  expires_on date,
  talent_id uuid references agency.talents on delete restrict,
  company_id uuid references agency.companies on delete restrict,
  deal_id uuid references agency.deals on delete restrict,
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (status <> 'signed' or signed_on is not null),
  check (num_nonnulls(talent_id, company_id, deal_id) >= 1)
);
comment on column agency.documents.visibility is 'normal: whoever signs in; sensitive: admin, finance, manager; private: admin';
create index documents_talent on agency.documents (talent_id);
create index documents_company on agency.documents (company_id);
create index documents_deal on agency.documents (deal_id);
create index documents_by_title on agency.documents (title, id) where deleted_at is null;
create index documents_by_updated on agency.documents (updated_at, id) where deleted_at is null;
create index documents_search on agency.documents using gin (title gin_trgm_ops) where deleted_at is null;

-- Written once. The same bytes are kept once.
create table agency.document_contents (
  id uuid primary key,
  sha256 bytea not null check (octet_length(sha256) = 32),
  size_bytes int not null check (size_bytes between 1 and 26214400),
  content bytea not null check (octet_length(content) = size_bytes),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (sha256 = pg_catalog.sha256(content))
);
create unique index document_contents_sha256 on agency.document_contents (sha256) where deleted_at is null;

-- Written once.
create table agency.document_versions (
  id uuid primary key,
  document_id uuid not null references agency.documents on delete restrict,
  content_id uuid not null references agency.document_contents on delete restrict,
  number int not null check (number > 0),
  file_name text not null check (btrim(file_name) <> '' and length(file_name) <= 255),
  media_type text not null check (media_type ~ '^[a-z0-9.+-]+/[a-z0-9.+-]+$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
create unique index document_versions_number on agency.document_versions (document_id, number) where deleted_at is null;
create index document_versions_content on agency.document_versions (content_id);

-- --- talents

create table agency.talent_channels (
  id uuid primary key,
  talent_id uuid not null references agency.talents on delete restrict,
  platform text not null check (platform in ('instagram', 'tiktok', 'youtube', 'twitch', 'x', 'facebook', 'linkedin', 'snapchat', 'pinterest', 'spotify', 'podcast', 'blog', 'other')),
  handle text not null check (btrim(handle) <> '' and length(handle) <= 200),
  url text,
  followers int check (followers >= 0),
  engagement_bps agency.basis_points,
  measured_at timestamptz,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
create unique index talent_channels_handle on agency.talent_channels (platform, lower(handle)) where deleted_at is null;
create index talent_channels_talent on agency.talent_channels (talent_id);

-- That no exclusive one overlaps another of the same talent and territory, 023 holds: no exclusion constraint knows "one of these territories is one of those".
create table agency.representations (
  id uuid primary key,
  talent_id uuid not null references agency.talents on delete restrict,
  contract_id uuid references agency.documents on delete restrict,
  status text not null default 'draft' check (status in ('draft', 'active', 'expiring', 'ended', 'terminated')),
  starts_on date not null,
  ends_on date,
  term_months int check (term_months > 0),
  is_exclusive boolean not null default true,
  territories text[] not null default '{worldwide}' check (cardinality(territories) > 0),
  commission_bps agency.basis_points not null default 2000,
  sunset_months int check (sunset_months >= 0),
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (ends_on >= starts_on)
);
create index representations_talent on agency.representations (talent_id);
create index representations_contract on agency.representations (contract_id);
create index representations_by_end on agency.representations (ends_on, id) where deleted_at is null and status in ('active', 'expiring');

-- bps: of the deal's gross, where split_mode is custom. full: the whole agency commission. even: alike among those who are even.
create table agency.team_members (
  id uuid primary key,
  talent_id uuid not null references agency.talents on delete restrict,
  person_id uuid references agency.people on delete restrict,
  external_party_id uuid references agency.external_parties on delete restrict,
  function text not null check (function in ('primary', 'secondary', 'assistant', 'lawyer', 'publicist', 'agent')),
  split_mode text not null default 'even' check (split_mode in ('even', 'full', 'custom', 'none')),
  bps agency.basis_points,
  is_alternate boolean not null default false,
  ended_on date,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (num_nonnulls(person_id, external_party_id) = 1),
  check ((split_mode = 'custom') = (bps is not null))
);
create unique index team_members_primary on agency.team_members (talent_id) where function = 'primary' and ended_on is null and deleted_at is null;
create index team_members_talent on agency.team_members (talent_id);
create index team_members_person on agency.team_members (person_id);
create index team_members_external_party on agency.team_members (external_party_id);

-- --- deals

create table agency.deal_participants (
  id uuid primary key,
  deal_id uuid not null references agency.deals on delete restrict,
  talent_id uuid not null references agency.talents on delete restrict,
  share_bps agency.basis_points not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
comment on table agency.deal_participants is 'Of a deal of several talents. Shares add up to 10000; 0: takes no part any more. A deal without any is its talent''s alone.';
create unique index deal_participants_talent on agency.deal_participants (deal_id, talent_id) where deleted_at is null;
create index deal_participants_of_talent on agency.deal_participants (talent_id);

create table agency.deal_commission_splits (
  id uuid primary key,
  deal_id uuid not null references agency.deals on delete restrict,
  payee text not null check (payee in ('agency', 'person', 'external')),
  person_id uuid references agency.people on delete restrict,
  external_party_id uuid references agency.external_parties on delete restrict,
  weight_bps agency.basis_points not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (case payee when 'agency' then num_nonnulls(person_id, external_party_id) = 0 when 'person' then person_id is not null and external_party_id is null else external_party_id is not null and person_id is null end)
);
comment on table agency.deal_commission_splits is 'Of the agency''s commission: parts of 10000 that add up to it. Copied from the talent''s team at signing, then frozen.';
create unique index deal_commission_splits_payee on agency.deal_commission_splits (deal_id, payee, coalesce(person_id, external_party_id, '00000000-0000-0000-0000-000000000000')) where deleted_at is null;
create index deal_commission_splits_person on agency.deal_commission_splits (person_id);
create index deal_commission_splits_external_party on agency.deal_commission_splits (external_party_id);

create table agency.deliverables (
  id uuid primary key,
  deal_id uuid not null references agency.deals on delete restrict,
  title text not null check (btrim(title) <> '' and length(title) <= 200),
  platform text not null default 'instagram',
  format text not null default 'post',
  quantity int not null default 1 check (quantity between 1 and 1000),
  status text not null default 'planned' check (status in ('planned', 'drafting', 'submitted', 'changes_requested', 'approved', 'scheduled', 'live', 'verified', 'cancelled')),
  brief_url text,
  draft_due date,
  publish_on date,
  revision_rounds int not null default 0 check (revision_rounds >= 0),
  disclosure_required boolean not null default true,
  live_url text,
  live_at timestamptz,
  proof_id uuid references agency.documents on delete restrict,
  metrics jsonb not null default '{}',
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint deliverables_live_is_proved check (status not in ('live', 'verified') or live_url is not null and live_at is not null)
);
create index deliverables_deal on agency.deliverables (deal_id);
create index deliverables_proof on agency.deliverables (proof_id);
create index deliverables_by_publish on agency.deliverables (coalesce(publish_on, 'infinity'), id) where deleted_at is null;
create index deliverables_by_status on agency.deliverables (status, coalesce(publish_on, 'infinity'), id) where deleted_at is null;
create index deliverables_by_updated on agency.deliverables (updated_at, id) where deleted_at is null;
create index deliverables_search on agency.deliverables using gin (title gin_trgm_ops) where deleted_at is null;

create table agency.usage_rights (
  id uuid primary key,
  deal_id uuid not null references agency.deals on delete restrict,
  media text[] not null check (cardinality(media) > 0 and media <@ '{organic,paid,whitelisting,ooh,tv}'),
  territories text[] not null default '{worldwide}' check (cardinality(territories) > 0),
  starts_on date not null,
  duration_days int not null check (duration_days between 1 and 36500),
  ends_on date not null,
  renewal_fee_minor bigint check (renewal_fee_minor >= 0),
  renewal_deal_id uuid references agency.deals on delete restrict,
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (ends_on = starts_on + duration_days - 1)
);
comment on column agency.usage_rights.ends_on is 'The last day of the right';
create index usage_rights_deal on agency.usage_rights (deal_id);
create index usage_rights_renewal on agency.usage_rights (renewal_deal_id);
create index usage_rights_by_end on agency.usage_rights (ends_on, id) where deleted_at is null;

create table agency.exclusivities (
  id uuid primary key,
  deal_id uuid not null references agency.deals on delete restrict,
  category text not null check (btrim(category) <> ''),
  competitors text[] not null default '{}',
  territories text[] not null default '{worldwide}' check (cardinality(territories) > 0),
  starts_on date not null,
  ends_on date not null,
  fee_minor bigint check (fee_minor >= 0),
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (ends_on >= starts_on)
);
create index exclusivities_deal on agency.exclusivities (deal_id);
create index exclusivities_by_category on agency.exclusivities (lower(category), ends_on) where deleted_at is null;
create index exclusivities_by_end on agency.exclusivities (ends_on, id) where deleted_at is null;

-- --- money in

create table agency.invoice_series (
  id uuid primary key,
  name text not null check (btrim(name) <> ''),
  prefix text not null check (prefix ~ '^[A-Z0-9/-]{0,12}$'),
  next_number int not null default 1 check (next_number > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
comment on column agency.invoice_series.next_number is 'Taken under a lock by the transaction that issues, so that no number is missing';
create unique index invoice_series_prefix on agency.invoice_series (prefix) where deleted_at is null;
insert into agency.invoice_series (id, name, prefix) values
  ('019b0000-0000-7000-8000-000000000101', 'Invoices', 'INV-'),
  ('019b0000-0000-7000-8000-000000000102', 'Credit notes', 'CN-');

-- A draft has no number. part_paid and paid are what the receipts say, never typed; overdue is a date, not a status. What a credit note takes away stands in it as a positive amount.
create table agency.invoices (
  id uuid primary key,
  kind text not null default 'invoice' check (kind in ('invoice', 'credit_note')),
  series_id uuid references agency.invoice_series on delete restrict,
  number_in_series int check (number_in_series > 0),
  number text,
  credits_id uuid references agency.invoices on delete restrict,
  deal_id uuid not null references agency.deals on delete restrict,
  bill_to_id uuid not null references agency.companies on delete restrict,
  status text not null default 'draft' check (status in ('draft', 'issued', 'part_paid', 'paid', 'void', 'written_off')),
  review_state text not null default 'none' check (review_state in ('none', 'pending', 'approved', 'changes_requested')),
  currency agency.currency not null,
  issued_on date,
  due_on date,
  po_number text,
  net_minor bigint not null default 0 check (net_minor >= 0),
  tax_minor bigint not null default 0 check (tax_minor >= 0),
  received_minor bigint not null default 0 check (received_minor >= 0),
  credited_minor bigint not null default 0 check (credited_minor >= 0),
  talent_part_minor bigint not null default 0 check (talent_part_minor >= 0),
  notes text,
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check ((status = 'draft') = (number is null)),
  check (num_nonnulls(number, series_id, number_in_series) in (0, 3)),
  check (number is null or issued_on is not null and due_on >= issued_on),
  check ((kind = 'credit_note') = (credits_id is not null)),
  check (received_minor + credited_minor <= net_minor + tax_minor),
  check (talent_part_minor <= net_minor)
);
comment on column agency.invoices.talent_part_minor is 'Of the net amount, what is the talents'' once it is paid; the rest is commission';
create unique index invoices_number on agency.invoices (series_id, number_in_series);
create index invoices_credits on agency.invoices (credits_id);
create index invoices_deal on agency.invoices (deal_id);
create index invoices_bill_to on agency.invoices (bill_to_id);
create index invoices_by_due on agency.invoices (coalesce(due_on, 'infinity'), id) where deleted_at is null;
create index invoices_by_issued on agency.invoices (coalesce(issued_on, 'infinity'), id) where deleted_at is null;
create index invoices_by_total on agency.invoices ((net_minor + tax_minor), id) where deleted_at is null;
create index invoices_by_updated on agency.invoices (updated_at, id) where deleted_at is null;
create index invoices_open on agency.invoices (due_on, id) where deleted_at is null and status in ('issued', 'part_paid');
create index invoices_search on agency.invoices using gin (number gin_trgm_ops, po_number gin_trgm_ops) where deleted_at is null;

create table agency.invoice_lines (
  id uuid primary key,
  invoice_id uuid not null references agency.invoices on delete restrict,
  position int not null check (position > 0),
  kind text not null default 'fee' check (kind in ('fee', 'usage', 'exclusivity', 'expenses', 'commission', 'kill_fee', 'other')),
  description text not null check (btrim(description) <> '' and length(description) <= 1000),
  quantity numeric(12, 3) not null default 1 check (quantity >= 0),
  unit_minor bigint not null check (unit_minor >= 0),
  tax_bps agency.basis_points not null default 0,
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (net_minor = round(quantity * unit_minor)),
  check (net_minor = 0 or tax_minor = round(net_minor * tax_bps / 10000.0))
);
comment on column agency.invoice_lines.quantity is '0: struck out of the draft';
create unique index invoice_lines_position on agency.invoice_lines (invoice_id, position) where deleted_at is null;

-- Written once: a mistake is reversed by a row of the opposite amount.
create table agency.receipts (
  id uuid primary key,
  invoice_id uuid not null references agency.invoices on delete restrict,
  amount_minor bigint not null check (amount_minor <> 0),
  currency agency.currency not null,
  received_on date not null,
  method text not null default 'bank_transfer' check (method in ('bank_transfer', 'card', 'cheque', 'cash', 'other')),
  bank_ref text,
  fx_to_base numeric check (fx_to_base > 0),
  reverses_id uuid references agency.receipts on delete restrict,
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check ((amount_minor < 0) = (reverses_id is not null))
);
create unique index receipts_reversed_once on agency.receipts (reverses_id) where deleted_at is null;
create index receipts_invoice on agency.receipts (invoice_id);
create index receipts_by_day on agency.receipts (received_on, id) where deleted_at is null;

-- A commission is expected when the deal is signed, split by split. What a receipt earns leaves the expected row and becomes one of its own, or the row itself where it is all of it.
alter table agency.commissions
  add split_id uuid references agency.deal_commission_splits on delete restrict,
  add invoice_id uuid references agency.invoices on delete restrict,
  add receipt_id uuid references agency.receipts on delete restrict,
  add earned_on date,
  add reverses_id uuid references agency.commissions on delete restrict;
create index commissions_split on agency.commissions (split_id);
create index commissions_invoice on agency.commissions (invoice_id);
create index commissions_receipt on agency.commissions (receipt_id);
create index commissions_reverses on agency.commissions (reverses_id);

-- --- money out

create table agency.bank_accounts (
  id uuid primary key,
  talent_id uuid references agency.talents on delete restrict,
  external_party_id uuid references agency.external_parties on delete restrict,
  holder_name text not null check (btrim(holder_name) <> ''),
  iban text not null check (iban ~ '^[A-Z0-9]{8,34}$'),
  bic text check (bic ~ '^[A-Z0-9]{8,11}$'),
  currency agency.currency not null,
  held_until timestamptz not null default now() + interval '48 hours',
  approved_at timestamptz,
  is_active boolean not null default true,
  legal_hold boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (num_nonnulls(talent_id, external_party_id) = 1)
);
comment on column agency.bank_accounts.held_until is 'No payout before it: 48 hours after the details last changed';
comment on column agency.bank_accounts.approved_at is 'When a second person approved these details, by a request; null again when they change';
create index bank_accounts_talent on agency.bank_accounts (talent_id);
create index bank_accounts_external_party on agency.bank_accounts (external_party_id);

alter table agency.payouts alter talent_id drop not null;
alter table agency.payouts
  add external_party_id uuid references agency.external_parties on delete restrict,
  add bank_account_id uuid references agency.bank_accounts on delete restrict,
  add sent_on date,
  add failure text,
  add constraint payouts_one_payee check (num_nonnulls(talent_id, external_party_id) = 1);
create index payouts_external_party on agency.payouts (external_party_id);
create index payouts_bank_account on agency.payouts (bank_account_id);
create index payouts_by_updated on agency.payouts (updated_at, id) where deleted_at is null;
create index payouts_by_scheduled on agency.payouts (coalesce(scheduled_on, 'infinity'), id) where deleted_at is null;
create index payouts_by_amount on agency.payouts (amount_minor, id) where deleted_at is null;
create index payouts_by_state on agency.payouts (state, coalesce(scheduled_on, 'infinity'), id) where deleted_at is null;

create table agency.payout_items (
  id uuid primary key,
  payout_id uuid not null references agency.payouts on delete restrict,
  receipt_id uuid references agency.receipts on delete restrict,
  deal_id uuid references agency.deals on delete restrict,
  amount_minor bigint not null check (amount_minor <> 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
comment on table agency.payout_items is 'What a payout is made of, as its statement says';
create index payout_items_payout on agency.payout_items (payout_id);
create index payout_items_receipt on agency.payout_items (receipt_id);
create index payout_items_deal on agency.payout_items (deal_id);

-- The books, in double entry: per transaction and currency debits and credits are equal (023). Written once. Talents' money (client_funds) stands apart from the agency's.
--   receivable         what companies owe                               debit: billed; credit: received, credited
--   billed             net amounts billed and not received yet: nobody's money
--   tax                tax billed
--   bank               debit: money came; credit: money went
--   client_funds       what the agency holds for a talent
--   external_parties   what it owes somebody outside for their share of its commission
--   agency_commission  what it earned, less that share
--   fees               what banks took
--   written_off        what was billed and will not come
create table agency.ledger_entries (
  id uuid primary key,
  transaction_id uuid not null,
  account text not null check (account in ('receivable', 'billed', 'tax', 'bank', 'client_funds', 'external_parties', 'agency_commission', 'fees', 'written_off')),
  debit_minor bigint not null default 0 check (debit_minor >= 0),
  credit_minor bigint not null default 0 check (credit_minor >= 0),
  currency agency.currency not null,
  occurred_on date not null,
  source text not null check (source in ('invoice', 'credit_note', 'void', 'receipt', 'reversal', 'payout', 'return', 'write_off', 'fee', 'opening')),
  talent_id uuid references agency.talents on delete restrict,
  external_party_id uuid references agency.external_parties on delete restrict,
  company_id uuid references agency.companies on delete restrict,
  deal_id uuid references agency.deals on delete restrict,
  invoice_id uuid references agency.invoices on delete restrict,
  receipt_id uuid references agency.receipts on delete restrict,
  payout_id uuid references agency.payouts on delete restrict,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz check (deleted_at is null), -- what is in the books stays there
  check ((debit_minor = 0) <> (credit_minor = 0)),
  check ((account = 'client_funds') = (talent_id is not null)),
  check ((account = 'external_parties') = (external_party_id is not null)),
  check ((account = 'receivable') = (company_id is not null))
);
create index ledger_entries_transaction on agency.ledger_entries (transaction_id);
create index ledger_entries_talent on agency.ledger_entries (talent_id, currency, occurred_on) include (debit_minor, credit_minor) where talent_id is not null;
create index ledger_entries_external_party on agency.ledger_entries (external_party_id, currency, occurred_on) where external_party_id is not null;
create index ledger_entries_company on agency.ledger_entries (company_id, currency, occurred_on) where company_id is not null;
create index ledger_entries_account on agency.ledger_entries (account, occurred_on, currency) include (debit_minor, credit_minor);
create index ledger_entries_deal on agency.ledger_entries (deal_id);
create index ledger_entries_invoice on agency.ledger_entries (invoice_id);
create index ledger_entries_receipt on agency.ledger_entries (receipt_id);
create index ledger_entries_payout on agency.ledger_entries (payout_id);

-- Money leaves by request. The policy on payouts that have left named a column that is called otherwise.
update agency.policies set row_column = 'state' where id = '019b0000-0000-7000-8000-000000000008';
insert into agency.policies (id, operation, table_name, min_rows, min_money_minor, row_column, row_values, quorum, approve_minutes, requester_signs_in_again, note) values
  ('019b0000-0000-7000-8000-00000000000e', 'payout.approved', null, 0, 1000000, null, null, 2, 4320, false, 'Ten thousand of anything leaves the bank in one day.'),
  ('019b0000-0000-7000-8000-00000000000f', 'bank_account.approved', null, 0, null, null, null, 1, 4320, true, 'Where money goes is where fraud begins.');

-- --- notes, on any record; they go to the trash with it

create table agency.notes (
  id uuid primary key,
  author_id uuid not null references agency.people on delete restrict,
  body text not null check (btrim(body) <> '' and length(body) <= 10000),
  mentions uuid[] not null default '{}',
  talent_id uuid references agency.talents on delete restrict,
  company_id uuid references agency.companies on delete restrict,
  contact_id uuid references agency.contacts on delete restrict,
  deal_id uuid references agency.deals on delete restrict,
  invoice_id uuid references agency.invoices on delete restrict,
  payout_id uuid references agency.payouts on delete restrict,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (num_nonnulls(talent_id, company_id, contact_id, deal_id, invoice_id, payout_id) = 1)
);
create index notes_author on agency.notes (author_id);
create index notes_talent on agency.notes (talent_id, id) where talent_id is not null;
create index notes_company on agency.notes (company_id, id) where company_id is not null;
create index notes_contact on agency.notes (contact_id, id) where contact_id is not null;
create index notes_deal on agency.notes (deal_id, id) where deal_id is not null;
create index notes_invoice on agency.notes (invoice_id, id) where invoice_id is not null;
create index notes_payout on agency.notes (payout_id, id) where payout_id is not null;

do $$
declare t text;
begin
  foreach t in array array['external_parties', 'contacts', 'documents', 'document_contents', 'document_versions', 'talent_channels', 'representations', 'team_members', 'deal_participants',
    'deal_commission_splits', 'deliverables', 'usage_rights', 'exclusivities', 'invoice_series', 'invoices', 'invoice_lines', 'receipts', 'bank_accounts', 'payout_items', 'ledger_entries', 'notes'] loop
    execute format('create trigger touch before update on agency.%I for each row execute function agency.touch()', t);
    execute format('grant select, insert, update on agency.%I to agency_app', t);
    execute format('grant select on agency.%I to agency_reader', t);
  end loop;
end $$;
