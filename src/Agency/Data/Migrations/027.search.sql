-- as agency_guard
-- Contacts, invoices and documents are found by what they are called, from its first letters on. What is anywhere in it has its index since 022.
create index contacts_by_beginning on agency.contacts (lower(name) text_pattern_ops) where deleted_at is null;
create index invoices_by_beginning on agency.invoices (lower(number) text_pattern_ops) where deleted_at is null;
create index documents_by_beginning on agency.documents (lower(title) text_pattern_ops) where deleted_at is null;
