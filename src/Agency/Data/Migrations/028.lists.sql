-- as agency_guard
-- Companies, contacts, invoices, payouts, documents and deliverables as lists: an index for each order, one for each search, and one for the rows that lack what they are sorted by.
-- As in 024: nothing sorts below everything, and choices sort in their own order, as the CASE that the console writes.

create index companies_by_kind on agency.companies ((case when kind = 'brand' then 0 when kind = 'media_agency' then 1 else 2 end), id) where deleted_at is null;
create index companies_by_country on agency.companies ((coalesce(country, '')), id) where deleted_at is null;
create index companies_by_terms on agency.companies ((coalesce(payment_terms_days, -1)), id) where deleted_at is null;
create index companies_by_legal_name on agency.companies ((coalesce(legal_name, '')), id) where deleted_at is null;
create index companies_by_created on agency.companies (created_at, id) where deleted_at is null;

create index contacts_by_role on agency.contacts ((coalesce(role, '')), id) where deleted_at is null;
create index contacts_by_email on agency.contacts ((coalesce(email, '')), id) where deleted_at is null;
create index contacts_by_created on agency.contacts (created_at, id) where deleted_at is null;

-- The two of 022 by day put drafts last; nothing asks for that order any more.
drop index agency.invoices_by_due, agency.invoices_by_issued;
create index invoices_by_number on agency.invoices ((coalesce(number, '')), id) where deleted_at is null;
create index invoices_by_kind on agency.invoices ((case when kind = 'invoice' then 0 else 1 end), id) where deleted_at is null;
create index invoices_by_status on agency.invoices ((case when status = 'draft' then 0 when status = 'issued' then 1 when status = 'part_paid' then 2 when status = 'paid' then 3 when status = 'void' then 4 else 5 end), id) where deleted_at is null;
create index invoices_by_issued on agency.invoices ((coalesce(issued_on, '-infinity')), id) where deleted_at is null;
create index invoices_by_due on agency.invoices ((coalesce(due_on, '-infinity')), id) where deleted_at is null;
create index invoices_by_net on agency.invoices (net_minor, id) where deleted_at is null;
create index invoices_by_received on agency.invoices (received_minor, id) where deleted_at is null;
create index invoices_by_outstanding on agency.invoices ((case when kind = 'invoice' and status in ('issued', 'part_paid') then net_minor + tax_minor - received_minor - credited_minor else 0 end), id) where deleted_at is null;
create index invoices_by_po on agency.invoices ((coalesce(po_number, '')), id) where deleted_at is null;
create index invoices_by_created on agency.invoices (created_at, id) where deleted_at is null;

drop index agency.payouts_by_scheduled, agency.payouts_by_state;
create index payouts_by_state on agency.payouts ((case when state = 'draft' then 0 when state = 'awaiting_approval' then 1 when state = 'approved' then 2 when state = 'sent' then 3 when state = 'paid' then 4 when state = 'failed' then 5 when state = 'cancelled' then 6 else 7 end), id) where deleted_at is null;
create index payouts_by_scheduled on agency.payouts ((coalesce(scheduled_on, '-infinity')), id) where deleted_at is null;
create index payouts_by_sent on agency.payouts ((coalesce(sent_on, '-infinity')), id) where deleted_at is null;
create index payouts_by_paid on agency.payouts ((coalesce(paid_at, '-infinity')), id) where deleted_at is null;
create index payouts_by_reference on agency.payouts ((coalesce(provider_ref, '')), id) where deleted_at is null;
create index payouts_by_created on agency.payouts (created_at, id) where deleted_at is null;
create index payouts_without_talent on agency.payouts (id) where talent_id is null and deleted_at is null;
create index payouts_without_deal on agency.payouts (id) where deal_id is null and deleted_at is null;
create index payouts_search on agency.payouts using gin (provider_ref gin_trgm_ops) where deleted_at is null;
create index external_parties_search on agency.external_parties using gin (name gin_trgm_ops) where deleted_at is null;

create index documents_by_kind on agency.documents ((case when kind = 'contract' then 0 when kind = 'brief' then 1 when kind = 'release' then 2 when kind = 'tax_form' then 3 when kind = 'statement' then 4 when kind = 'proof' then 5 else 6 end), id) where deleted_at is null;
create index documents_by_status on agency.documents ((case when status = 'draft' then 0 when status = 'sent' then 1 when status = 'negotiating' then 2 when status = 'signed' then 3 when status = 'expired' then 4 else 5 end), id) where deleted_at is null;
create index documents_by_visibility on agency.documents ((case when visibility = 'normal' then 0 when visibility = 'sensitive' then 1 else 2 end), id) where deleted_at is null;
create index documents_by_counterparty on agency.documents ((coalesce(counterparty, '')), id) where deleted_at is null;
create index documents_by_sent on agency.documents ((coalesce(sent_on, '-infinity')), id) where deleted_at is null;
create index documents_by_signed on agency.documents ((coalesce(signed_on, '-infinity')), id) where deleted_at is null;
create index documents_by_expires on agency.documents ((coalesce(expires_on, '-infinity')), id) where deleted_at is null;
create index documents_by_created on agency.documents (created_at, id) where deleted_at is null;
create index documents_without_deal on agency.documents (id) where deal_id is null and deleted_at is null;
create index documents_without_talent on agency.documents (id) where talent_id is null and deleted_at is null;
create index documents_without_company on agency.documents (id) where company_id is null and deleted_at is null;
create index documents_search_counterparty on agency.documents using gin (counterparty gin_trgm_ops) where deleted_at is null;

create index deliverables_by_title on agency.deliverables (title, id) where deleted_at is null;
create index deliverables_by_platform on agency.deliverables (platform, id) where deleted_at is null;
create index deliverables_by_format on agency.deliverables (format, id) where deleted_at is null;
create index deliverables_by_quantity on agency.deliverables (quantity, id) where deleted_at is null;
create index deliverables_by_rounds on agency.deliverables (revision_rounds, id) where deleted_at is null;
create index deliverables_by_state on agency.deliverables ((case when status = 'planned' then 0 when status = 'drafting' then 1 when status = 'submitted' then 2 when status = 'changes_requested' then 3 when status = 'approved' then 4 when status = 'scheduled' then 5 when status = 'live' then 6 when status = 'verified' then 7 else 8 end), id) where deleted_at is null;
create index deliverables_by_draft_due on agency.deliverables ((coalesce(draft_due, '-infinity')), id) where deleted_at is null;
create index deliverables_by_published on agency.deliverables ((coalesce(publish_on, '-infinity')), id) where deleted_at is null;
create index deliverables_by_live on agency.deliverables ((coalesce(live_at, '-infinity')), id) where deleted_at is null;
create index deliverables_by_created on agency.deliverables (created_at, id) where deleted_at is null;
