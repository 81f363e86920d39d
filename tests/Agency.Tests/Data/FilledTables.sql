-- Nothing here stands in the books: checked at once, while that is allowed.
set constraints all immediate;
-- 150 rows in each of the agency's tables, each row on a row of the table above it; the last one is in the trash and nothing hangs on it.
insert into agency.people (id, display_name, deleted_at)
  select md5('people' || n)::uuid, 'Person ' || n, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.accounts (id, person_id, oidc_issuer, oidc_subject, deleted_at)
  select md5('accounts' || n)::uuid, md5('people' || 1 + n % 149)::uuid, 'issuer', n::text, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.role_grants (id, person_id, role, deleted_at)
  select md5('role_grants' || n)::uuid, md5('people' || 1 + n % 149)::uuid, case when n = 150 then 'finance' else 'viewer' end, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.companies (id, trade_name, kind, deleted_at)
  select md5('companies' || n)::uuid, 'Brand ' || n, 'brand', case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.talents (id, stage_name, deleted_at)
  select md5('talents' || n)::uuid, 'Talent ' || n, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.deals (id, title, talent_id, brand_id, deleted_at)
  select md5('deals' || n)::uuid, 'Deal ' || n, md5('talents' || 1 + n % 149)::uuid, md5('companies' || 1 + n % 149)::uuid, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.commissions (id, deal_id, rate_bps, basis_minor, amount_minor, currency, deleted_at)
  select md5('commissions' || n)::uuid, md5('deals' || 1 + n % 149)::uuid, 2000, n * 100, n * 20, 'GBP', case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.payouts (id, talent_id, deal_id, amount_minor, currency, deleted_at)
  select md5('payouts' || n)::uuid, md5('talents' || 1 + n % 149)::uuid, md5('deals' || 1 + n % 149)::uuid, n * 80, 'GBP', case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.imported_rows (id, source, source_table, source_id, table_name, row_id, source_row, deleted_at)
  select md5('imported_rows' || n)::uuid, 'elsewhere', 'Talent', n::text, 'agency.talents', md5('talents' || n)::uuid, '{}', case when n = 150 then now() end from generate_series(1, 150) n;
-- Nobody has two of these, so the one in the trash is of somebody who has none.
insert into agency.delegations (id, person_id, delegate_id, valid_until, deleted_at)
  select md5('delegations' || n)::uuid, md5('people' || 1 + n % 149)::uuid, md5('people' || 1 + (n + 1) % 149)::uuid, now() + interval '1 day', case when n = 150 then now() end from generate_series(2, 150) n;
insert into agency.break_glass_holders (id, person_id, deleted_at)
  select md5('break_glass_holders' || n)::uuid, md5('people' || 1 + n % 149)::uuid, case when n = 150 then now() end from generate_series(2, 150) n;
insert into agency.policies (id, operation, deleted_at)
  select md5('policies' || n)::uuid, 'nothing.done', case when n = 150 then now() end from generate_series(1 + (select count(*) from agency.policies), 150) n;
insert into agency.external_parties (id, name, deleted_at)
  select md5('external_parties' || n)::uuid, 'Party ' || n, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.contacts (id, company_id, name, deleted_at)
  select md5('contacts' || n)::uuid, md5('companies' || 1 + n % 149)::uuid, 'Contact ' || n, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.documents (id, title, deal_id, deleted_at)
  select md5('documents' || n)::uuid, 'Document ' || n, md5('deals' || 1 + n % 149)::uuid, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.document_contents (id, sha256, size_bytes, content, deleted_at)
  select md5('document_contents' || n)::uuid, sha256(convert_to(n::text, 'UTF8')), length(n::text), convert_to(n::text, 'UTF8'), case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.document_versions (id, document_id, content_id, number, file_name, media_type, deleted_at)
  select md5('document_versions' || n)::uuid, md5('documents' || 1 + n % 149)::uuid, md5('document_contents' || 1 + n % 149)::uuid, 1 + n / 149, n || '.txt', 'text/plain', case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.talent_channels (id, talent_id, platform, handle, deleted_at)
  select md5('talent_channels' || n)::uuid, md5('talents' || 1 + n % 149)::uuid, 'tiktok', 'handle' || n, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.representations (id, talent_id, starts_on, deleted_at)
  select md5('representations' || n)::uuid, md5('talents' || 1 + n % 149)::uuid, '2026-01-01', case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.team_members (id, talent_id, person_id, function, deleted_at)
  select md5('team_members' || n)::uuid, md5('talents' || 1 + n % 149)::uuid, md5('people' || 1 + n % 149)::uuid, case when n = 150 then 'lawyer' else 'primary' end, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.deal_participants (id, deal_id, talent_id, share_bps, deleted_at)
  select md5('deal_participants' || n)::uuid, md5('deals' || 1 + n % 149)::uuid, md5('talents' || 1 + (n + n / 150) % 149)::uuid, 10000, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.deal_commission_splits (id, deal_id, payee, weight_bps, deleted_at)
  select md5('deal_commission_splits' || n)::uuid, md5('deals' || 1 + n % 149)::uuid, 'agency', 10000, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.deliverables (id, deal_id, title, deleted_at)
  select md5('deliverables' || n)::uuid, md5('deals' || 1 + n % 149)::uuid, 'Deliverable ' || n, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.usage_rights (id, deal_id, media, starts_on, duration_days, ends_on, deleted_at)
  select md5('usage_rights' || n)::uuid, md5('deals' || 1 + n % 149)::uuid, '{paid}'::text[], '2026-01-01'::date, 30, '2026-01-30'::date, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.exclusivities (id, deal_id, category, starts_on, ends_on, deleted_at)
  select md5('exclusivities' || n)::uuid, md5('deals' || 1 + n % 149)::uuid, 'Category ' || n, '2026-01-01'::date, '2026-02-01'::date, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.invoice_series (id, name, prefix, deleted_at)
  select md5('invoice_series' || n)::uuid, 'Series ' || n, 'S' || n || '-', case when n = 150 then now() end from generate_series(1 + (select count(*) from agency.invoice_series), 150) n;
insert into agency.invoices (id, deal_id, bill_to_id, currency, net_minor, received_minor, deleted_at)
  select md5('invoices' || n)::uuid, md5('deals' || 1 + n % 149)::uuid, md5('companies' || 1 + n % 149)::uuid, 'GBP', 100, 100 * (1 - n / 150), case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.invoice_lines (id, invoice_id, position, description, unit_minor, net_minor, tax_minor, deleted_at)
  select md5('invoice_lines' || n)::uuid, md5('invoices' || 1 + n % 149)::uuid, 1 + n / 150, 'Line ' || n, 100, 100, 0, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.receipts (id, invoice_id, amount_minor, currency, received_on, deleted_at)
  select md5('receipts' || n)::uuid, md5('invoices' || 1 + n % 149)::uuid, 100, 'GBP', '2026-01-01'::date, case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.bank_accounts (id, talent_id, holder_name, iban, currency, deleted_at)
  select md5('bank_accounts' || n)::uuid, md5('talents' || 1 + n % 149)::uuid, 'Holder ' || n, 'GB00TEST' || lpad(n::text, 8, '0'), 'GBP', case when n = 150 then now() end from generate_series(1, 150) n;
insert into agency.payout_items (id, payout_id, amount_minor, deleted_at)
  select md5('payout_items' || n)::uuid, md5('payouts' || 1 + n % 149)::uuid, n, case when n = 150 then now() end from generate_series(1, 150) n;
-- What is in the books never goes to the trash. Two entries each are a transaction.
insert into agency.ledger_entries (id, transaction_id, account, debit_minor, credit_minor, currency, occurred_on, source)
  select md5('ledger_entries' || n)::uuid, md5('transactions' || (n + 1) / 2)::uuid, case when n % 2 = 0 then 'bank' else 'billed' end, 100 * (n % 2), 100 * ((n + 1) % 2), 'GBP', '2026-01-01', 'opening' from generate_series(1, 150) n;
insert into agency.notes (id, author_id, body, talent_id, deleted_at)
  select md5('notes' || n)::uuid, md5('people' || 1 + n % 149)::uuid, 'Note ' || n, md5('talents' || 1 + n % 149)::uuid, case when n = 150 then now() end from generate_series(1, 150) n
