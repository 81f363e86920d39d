-- as agency_guard
-- The tables of 022 under history and guard, and what the database itself holds of their rules, whoever writes. A request that two people signed may do what these
-- refuse to one: it puts rows back as they were. AG013: the books, an invoice, a payout or a contract would not be right any more; the message says why.

-- What a row is called where it has to be named: 008 did not know these tables.
create or replace function guard.label(p_image jsonb, p_row_id text) returns text
language sql immutable parallel safe as $$
  select coalesce(p_image ->> 'stage_name', p_image ->> 'title', p_image ->> 'trade_name', p_image ->> 'display_name', p_image ->> 'name', p_image ->> 'number', p_image ->> 'file_name', p_image ->> 'handle',
    p_image ->> 'holder_name', p_image ->> 'category', p_image ->> 'description', p_row_id)
$$;

select guard.protect(t.name::regclass, null, t.personal::text[]) from (values
  ('agency.external_parties', '{name,email,phone}'), ('agency.contacts', '{name,email,phone}'), ('agency.documents', '{title,counterparty}'), ('agency.document_contents', '{content}'),
  ('agency.document_versions', '{file_name}'), ('agency.talent_channels', '{handle,url}'), ('agency.representations', '{}'), ('agency.team_members', '{}'), ('agency.deal_participants', '{}'),
  ('agency.deal_commission_splits', '{}'), ('agency.deliverables', '{}'), ('agency.usage_rights', '{}'), ('agency.exclusivities', '{}'), ('agency.invoice_series', '{}'), ('agency.invoices', '{}'),
  ('agency.invoice_lines', '{}'), ('agency.receipts', '{}'), ('agency.bank_accounts', '{holder_name,iban}'), ('agency.payout_items', '{}'), ('agency.ledger_entries', '{}'), ('agency.notes', '{body}')) t (name, personal);
-- Tables of 001 that have columns and foreign keys more than they had.
select guard.protect(p.relid::regclass) from guard.protected p where p.unprotected_at is null and p.table_name like 'agency.%';
select history.make_past_view(c.oid) from pg_class c where c.relnamespace = 'agency'::regnamespace and c.relkind = 'r';

-- Everything alive that hangs on these rows by foreign keys, however deep, and they themselves, each as it is now. For the app, which plans removals.
create function guard.dependents(p_table text, p_rows text[]) returns table (table_name text, row_id text, image jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare b record;
begin
  for b in select x.row_ids, g from guard.belongings(guard.of(p_table), p_rows) x join guard.protected g on g.table_name = x.table_name where guard.has_column(g.relid, 'deleted_at') loop
    return query execute format('select %L, u.id, to_jsonb(t.*) from unnest($1) u (id) join %s t on %s where t.deleted_at is null', (b.g).table_name, (b.g).table_name, guard.key_match(b.g, 't', 'u.id')) using b.row_ids;
  end loop;
end $$;
grant execute on function guard.dependents(text, text[]) to agency_app;

create function guard.refuse_wrong(p_message text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'AG013', message = p_message;
end $$;

create function guard.money(p_minor numeric, p_currency text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$ select format('%s %s', p_minor / 100.0, p_currency) $$;

-- --- written once

create function guard.refuse_rewriting() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not guard.is_asked_for() then
    raise exception using errcode = 'AG001', message = format('Rows of %s are written once and stay as they are', tg_relid::regclass), hint = 'Write a row that reverses it.';
  end if;
  return null;
end $$;
do $$
declare t text;
begin
  foreach t in array array['receipts', 'ledger_entries', 'document_contents', 'document_versions', 'payout_items', 'deal_commission_splits'] loop
    execute format('create trigger guard_once before update on agency.%I for each statement execute function guard.refuse_rewriting()', t);
    execute format('alter table agency.%I enable always trigger guard_once', t);
  end loop;
end $$;

-- --- the books

create function guard.balance(p_talent uuid, p_external_party uuid, p_currency text) returns numeric
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum(e.credit_minor) - sum(e.debit_minor), 0) from agency.ledger_entries e
   where e.currency = p_currency and case when p_talent is not null then e.talent_id = p_talent else e.external_party_id = p_external_party end
$$;

-- One statement brings all entries of a transaction: it balances in every currency, and no payout takes more than is held for its payee.
create function guard.check_ledger() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare w record;
begin
  select e.transaction_id, e.currency, sum(e.debit_minor) - sum(e.credit_minor) as difference into w
    from agency.ledger_entries e where e.transaction_id in (select n.transaction_id from new_rows n) group by 1, 2 having sum(e.debit_minor) <> sum(e.credit_minor) limit 1;
  if found then
    perform guard.refuse_wrong(format('The books would not balance: debits and credits of transaction %s differ by %s', w.transaction_id, guard.money(w.difference, w.currency)));
  end if;
  if guard.is_asked_for() then
    return null;
  end if;
  for w in select n.talent_id, n.external_party_id, n.currency from new_rows n where n.payout_id is not null and n.debit_minor > 0 and n.account in ('client_funds', 'external_parties') group by 1, 2, 3 order by 1, 2, 3 loop
    perform pg_advisory_xact_lock(hashtextextended(coalesce(w.talent_id, w.external_party_id)::text, 13));
    if guard.balance(w.talent_id, w.external_party_id, w.currency) < 0 then
      perform guard.refuse_wrong(format('This is more than the agency holds for them: %s would be missing', guard.money(-guard.balance(w.talent_id, w.external_party_id, w.currency), w.currency)));
    end if;
  end loop;
  return null;
end $$;
create trigger guard_ledger after insert on agency.ledger_entries referencing new table as new_rows for each statement execute function guard.check_ledger();
alter table agency.ledger_entries enable always trigger guard_ledger;

-- What moved money stands in the books when its transaction ends.
create function guard.check_posted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not guard.is_asked_for() and (case tg_relid when 'agency.receipts'::regclass then not exists (select from agency.ledger_entries e where e.receipt_id = new.id)
                                                when 'agency.payouts'::regclass then not exists (select from agency.ledger_entries e where e.payout_id = new.id)
                                                else not exists (select from agency.ledger_entries e where e.invoice_id = new.id) end) then
    perform guard.refuse_wrong(format('%s %s does not stand in the books', tg_relid::regclass, new.id));
  end if;
  return null;
end $$;
create constraint trigger guard_posted after insert on agency.receipts deferrable initially deferred for each row execute function guard.check_posted();
create constraint trigger guard_posted after update of state on agency.payouts deferrable initially deferred for each row when (new.state = 'sent') execute function guard.check_posted();
create constraint trigger guard_posted after update of status on agency.invoices deferrable initially deferred for each row when (old.status = 'draft' and new.status = 'issued') execute function guard.check_posted();
alter table agency.receipts enable always trigger guard_posted;
alter table agency.payouts enable always trigger guard_posted;
alter table agency.invoices enable always trigger guard_posted;

-- --- invoices and receipts

create function guard.invoice_status(p_total bigint, p_settled bigint) returns text
language sql immutable as $$ select case when p_settled = 0 then 'issued' when p_settled < p_total then 'part_paid' else 'paid' end $$;

create function guard.check_invoices() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare w record;
begin
  if guard.is_asked_for() then
    return null;
  end if;
  if tg_op = 'INSERT' then
    if exists (select from new_rows n where n.status <> 'draft') then
      perform guard.refuse_wrong('An invoice begins as a draft');
    end if;
    return null;
  end if;
  for w in
    select n.*, o.status as was, o.number as old_number, s.prefix, s.next_number,
           (n.kind, n.credits_id, n.deal_id, n.bill_to_id, n.currency, n.issued_on, n.net_minor, n.tax_minor, n.talent_part_minor, n.series_id, n.number_in_series, n.number)
             is distinct from (o.kind, o.credits_id, o.deal_id, o.bill_to_id, o.currency, o.issued_on, o.net_minor, o.tax_minor, o.talent_part_minor, o.series_id, o.number_in_series, o.number) as rewritten,
           coalesce((select sum(r.amount_minor) from agency.receipts r where r.invoice_id = n.id and r.deleted_at is null), 0) as received,
           coalesce((select sum(c.net_minor + c.tax_minor) from agency.invoices c where c.credits_id = n.id and c.status = 'issued' and c.deleted_at is null), 0) as credited,
           coalesce((select sum(l.net_minor) from agency.invoice_lines l where l.invoice_id = n.id and l.deleted_at is null), 0) as net,
           coalesce((select sum(l.tax_minor) from agency.invoice_lines l where l.invoice_id = n.id and l.deleted_at is null), 0) as tax
      from new_rows n join old_rows o on o.id = n.id left join agency.invoice_series s on s.id = n.series_id
  loop
    if w.old_number is not null and w.rewritten then
      perform guard.refuse_wrong(format('%s is issued: its amounts, parties and number stay as they are. Credit it and write another', w.old_number));
    elsif w.was = 'draft' and w.status not in ('draft', 'issued') or w.was in ('void', 'written_off') and w.status <> w.was then
      perform guard.refuse_wrong(format('An invoice that is %s cannot become %s', w.was, w.status));
    elsif w.was = 'draft' and w.status = 'issued' and (w.net, w.tax) is distinct from (w.net_minor::numeric, w.tax_minor::numeric) then
      perform guard.refuse_wrong('An invoice is the sum of its lines');
    elsif w.was = 'draft' and w.status = 'issued' and w.net_minor + w.tax_minor = 0 then
      perform guard.refuse_wrong('An invoice over nothing cannot be issued');
    elsif w.was = 'draft' and w.status = 'issued' and (w.number_in_series <> w.next_number - 1 or w.number <> w.prefix || lpad(w.number_in_series::text, 5, '0')
        or w.number_in_series > 1 and not exists (select from agency.invoices b where b.series_id = w.series_id and b.number_in_series = w.number_in_series - 1)) then
      perform guard.refuse_wrong('Numbers of invoices are taken in order, none left out');
    elsif w.received_minor <> w.received or w.credited_minor <> w.credited then
      perform guard.refuse_wrong('What was received and credited is what the receipts and credit notes say');
    elsif w.status = 'void' and w.was <> 'void' and (w.received <> 0 or w.credited <> 0) then
      perform guard.refuse_wrong(format('%s has been paid or credited in part: only an unpaid invoice can be voided. Write a credit note', w.number));
    elsif w.status in ('issued', 'part_paid', 'paid') and w.kind = 'invoice' and w.status <> guard.invoice_status(w.net_minor + w.tax_minor, w.received_minor + w.credited_minor) then
      perform guard.refuse_wrong('Whether an invoice is paid is what its receipts say');
    end if;
  end loop;
  return null;
end $$;
create trigger guard_invoices after insert on agency.invoices referencing new table as new_rows for each statement execute function guard.check_invoices();
create trigger guard_invoices_change after update on agency.invoices referencing old table as old_rows new table as new_rows for each statement execute function guard.check_invoices();
alter table agency.invoices enable always trigger guard_invoices, enable always trigger guard_invoices_change;

create function guard.check_invoice_lines() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not guard.is_asked_for() and exists (select from new_rows n join agency.invoices i on i.id = n.invoice_id where i.status <> 'draft') then
    perform guard.refuse_wrong('The lines of an issued invoice stay as they are');
  end if;
  return null;
end $$;
create trigger guard_lines after insert on agency.invoice_lines referencing new table as new_rows for each statement execute function guard.check_invoice_lines();
create trigger guard_lines_change after update on agency.invoice_lines referencing new table as new_rows for each statement execute function guard.check_invoice_lines();
alter table agency.invoice_lines enable always trigger guard_lines, enable always trigger guard_lines_change;

-- Never more than is outstanding; the invoice learns what it has received in the same statement.
create function guard.check_receipts() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  i agency.invoices;
  v_sum bigint;
begin
  if guard.is_asked_for() then
    return null;
  end if;
  for i in select v.* from agency.invoices v where v.id in (select n.invoice_id from new_rows n) order by v.id for update loop
    select coalesce(sum(r.amount_minor), 0) into v_sum from agency.receipts r where r.invoice_id = i.id and r.deleted_at is null;
    if i.kind <> 'invoice' or i.status not in ('issued', 'part_paid', 'paid') then
      perform guard.refuse_wrong(format('Nothing can be received for %s: it is %s', coalesce(i.number, 'a draft'), case when i.kind = 'invoice' then i.status else 'a credit note' end));
    elsif exists (select from new_rows n where n.invoice_id = i.id and n.currency <> i.currency) then
      perform guard.refuse_wrong(format('%s is in %s', i.number, i.currency));
    elsif v_sum + i.credited_minor > i.net_minor + i.tax_minor then
      perform guard.refuse_wrong(format('This is more than is outstanding: %s of %s', guard.money(i.net_minor + i.tax_minor - i.received_minor - i.credited_minor, i.currency), i.number));
    elsif exists (select from new_rows n join agency.receipts o on o.id = n.reverses_id where n.invoice_id = i.id and (o.invoice_id <> i.id or o.amount_minor <> -n.amount_minor)) then
      perform guard.refuse_wrong('A receipt is reversed whole, on its own invoice');
    end if;
    update agency.invoices v set received_minor = v_sum, status = guard.invoice_status(i.net_minor + i.tax_minor, v_sum + i.credited_minor), updated_at = now() where v.id = i.id;
  end loop;
  return null;
end $$;
create trigger guard_receipts after insert on agency.receipts referencing new table as new_rows for each statement execute function guard.check_receipts();
alter table agency.receipts enable always trigger guard_receipts;

-- --- bank accounts and payouts

-- New details are held for 48 hours, and approved anew.
create function guard.hold_bank_account() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if guard.is_asked_for() then
    return new;
  elsif tg_op = 'INSERT' or (new.holder_name, new.iban, new.bic, new.currency, new.talent_id, new.external_party_id) is distinct from (old.holder_name, old.iban, old.bic, old.currency, old.talent_id, old.external_party_id) then
    new.held_until := now() + interval '48 hours';
    new.approved_at := null;
  elsif (new.held_until, new.approved_at) is distinct from (old.held_until, old.approved_at) then
    perform guard.refuse_unasked('Approving a bank account');
  end if;
  return new;
end $$;
create trigger guard_hold before insert or update on agency.bank_accounts for each row execute function guard.hold_bank_account();
alter table agency.bank_accounts enable always trigger guard_hold;

create function guard.check_payouts() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare w record;
begin
  if guard.is_migrating() then
    return null;
  end if;
  if tg_op = 'INSERT' then
    if not guard.is_applying() and exists (select from new_rows n where n.state in ('approved', 'sent')) then
      perform guard.refuse_unasked('Approving a payout');
    end if;
    return null;
  end if;
  for w in
    select n.*, o.state as was, b.approved_at, b.held_until, b.is_active, b.currency as account_currency, b.talent_id as account_talent, b.external_party_id as account_party,
           (n.talent_id, n.external_party_id, n.bank_account_id, n.amount_minor, n.currency) is distinct from (o.talent_id, o.external_party_id, o.bank_account_id, o.amount_minor, o.currency) as rewritten
      from new_rows n join old_rows o on o.id = n.id left join agency.bank_accounts b on b.id = n.bank_account_id
     where n.deleted_at is null order by n.id
  loop
    if w.state = 'approved' and w.was <> 'approved' and guard.is_applying() then
      -- Together with what is approved already it must be there.
      perform pg_advisory_xact_lock(hashtextextended(coalesce(w.talent_id, w.external_party_id)::text, 13));
      if (select sum(p.amount_minor) from agency.payouts p where p.talent_id is not distinct from w.talent_id and p.external_party_id is not distinct from w.external_party_id
            and p.currency = w.currency and p.state = 'approved' and p.deleted_at is null) > guard.balance(w.talent_id, w.external_party_id, w.currency) then
        perform guard.refuse_wrong(format('The approved payouts would be more than the agency holds for them: %s', guard.money(guard.balance(w.talent_id, w.external_party_id, w.currency), w.currency)));
      end if;
    elsif guard.is_applying() then
      continue;
    elsif w.rewritten and w.was <> 'draft' then
      perform guard.refuse_wrong('A payout that was put up for approval keeps its payee, account and amount. Cancel it and make another');
    elsif w.state = w.was then
      continue;
    elsif w.state = 'approved' or w.state = 'cancelled' and w.was <> 'draft' then
      perform guard.refuse_unasked(case w.state when 'approved' then 'Approving a payout' else 'Cancelling a payout' end);
    elsif (w.was, w.state) not in (('draft', 'awaiting_approval'), ('draft', 'cancelled'), ('awaiting_approval', 'draft'), ('approved', 'sent'), ('sent', 'paid'), ('sent', 'failed'), ('sent', 'returned'), ('paid', 'returned')) then
      perform guard.refuse_wrong(format('A payout that is %s cannot become %s', replace(w.was, '_', ' '), replace(w.state, '_', ' ')));
    elsif w.state = 'sent' and (w.approved_at is null or not w.is_active or w.account_currency <> w.currency or (w.account_talent, w.account_party) is distinct from (w.talent_id, w.external_party_id)) then
      perform guard.refuse_wrong('The payee has no approved bank account for this payout');
    elsif w.state = 'sent' and now() < w.held_until then
      perform guard.refuse_wrong(format('The bank details changed a short while ago: nothing is sent to them before %s UTC', to_char(w.held_until at time zone 'UTC', 'DD Mon YYYY HH24:MI')));
    end if;
  end loop;
  return null;
end $$;
create trigger guard_payouts after insert on agency.payouts referencing new table as new_rows for each statement execute function guard.check_payouts();
create trigger guard_payouts_change after update on agency.payouts referencing old table as old_rows new table as new_rows for each statement execute function guard.check_payouts();
alter table agency.payouts enable always trigger guard_payouts, enable always trigger guard_payouts_change;

-- --- talents and deals

-- Of a talent's exclusive representations no two overlap in time and territory.
create function guard.check_representations() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare w record;
begin
  perform pg_advisory_xact_lock(hashtextextended(t.talent_id::text, 17)) from (select distinct n.talent_id from new_rows n order by 1) t;
  select a.id, b.starts_on into w
    from new_rows a join agency.representations b on b.talent_id = a.talent_id and b.id <> a.id
   where a.is_exclusive and b.is_exclusive and a.deleted_at is null and b.deleted_at is null and a.status in ('active', 'expiring') and b.status in ('active', 'expiring')
     and daterange(a.starts_on, a.ends_on, '[]') && daterange(b.starts_on, b.ends_on, '[]') and (a.territories && b.territories or 'worldwide' = any (a.territories || b.territories)) limit 1;
  if found then
    perform guard.refuse_wrong(format('Another exclusive representation of this talent overlaps it (from %s)', w.starts_on));
  end if;
  return null;
end $$;
create trigger guard_representations after insert on agency.representations referencing new table as new_rows for each statement execute function guard.check_representations();
create trigger guard_representations_change after update on agency.representations referencing new table as new_rows for each statement execute function guard.check_representations();
alter table agency.representations enable always trigger guard_representations, enable always trigger guard_representations_change;

create function guard.check_team() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare w record;
begin
  select t.stage_name, t.default_commission_bps, sum(m.bps) as bps into w
    from agency.talents t join agency.team_members m on m.talent_id = t.id and m.deleted_at is null and m.ended_on is null
   where t.id in (select n.talent_id from new_rows n) group by t.id having sum(m.bps) > t.default_commission_bps limit 1;
  if found and not guard.is_asked_for() then
    perform guard.refuse_wrong(format('The team of %s would share %s %%, which is more than the commission of %s %%', w.stage_name, w.bps / 100.0, w.default_commission_bps / 100.0));
  end if;
  return null;
end $$;
create trigger guard_team after insert on agency.team_members referencing new table as new_rows for each statement execute function guard.check_team();
create trigger guard_team_change after update on agency.team_members referencing new table as new_rows for each statement execute function guard.check_team();
alter table agency.team_members enable always trigger guard_team, enable always trigger guard_team_change;

-- Shares of a deal, and parts of its commission, are all of it: whoever changes them says all of them in one statement.
create function guard.check_shares() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare w record;
begin
  if guard.is_asked_for() then
    return null;
  end if;
  if tg_relid = 'agency.deal_participants'::regclass then
    select d.title, sum(p.share_bps) as bps into w from agency.deals d join agency.deal_participants p on p.deal_id = d.id and p.deleted_at is null
     where d.id in (select n.deal_id from new_rows n) group by d.id having sum(p.share_bps) <> 10000 limit 1;
  else
    if exists (select from new_rows n join agency.deal_commission_splits s on s.deal_id = n.deal_id where s.id not in (select a.id from new_rows a)) then
      perform guard.refuse_wrong('How this deal''s commission is split was frozen when it was signed');
    end if;
    select d.title, sum(s.weight_bps) as bps into w from agency.deals d join agency.deal_commission_splits s on s.deal_id = d.id and s.deleted_at is null
     where d.id in (select n.deal_id from new_rows n) group by d.id having sum(s.weight_bps) <> 10000 limit 1;
  end if;
  if found then
    perform guard.refuse_wrong(format('The shares of %s add up to %s %%, not to 100 %%', w.title, w.bps / 100.0));
  end if;
  return null;
end $$;
create trigger guard_shares after insert on agency.deal_participants referencing new table as new_rows for each statement execute function guard.check_shares();
create trigger guard_shares_change after update on agency.deal_participants referencing new table as new_rows for each statement execute function guard.check_shares();
create trigger guard_shares after insert on agency.deal_commission_splits referencing new table as new_rows for each statement execute function guard.check_shares();
alter table agency.deal_participants enable always trigger guard_shares, enable always trigger guard_shares_change;
alter table agency.deal_commission_splits enable always trigger guard_shares;

-- --- documents: what is signed stays as it was signed

create function guard.check_documents() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not guard.is_asked_for() and exists (
    select from new_rows n join old_rows o on o.id = n.id where o.status in ('signed', 'expired', 'terminated')
      and (n.status not in ('signed', 'expired', 'terminated') or (n.kind, n.counterparty, n.signed_on, n.talent_id, n.company_id, n.deal_id) is distinct from (o.kind, o.counterparty, o.signed_on, o.talent_id, o.company_id, o.deal_id))) then
    perform guard.refuse_wrong('This document is signed: it may expire or be terminated, and stays as it is otherwise');
  end if;
  return null;
end $$;
create trigger guard_signed after update on agency.documents referencing old table as old_rows new table as new_rows for each statement execute function guard.check_documents();
alter table agency.documents enable always trigger guard_signed;

create function guard.check_versions() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not guard.is_asked_for() and exists (select from new_rows n join agency.documents d on d.id = n.document_id where d.status in ('signed', 'expired', 'terminated')) then
    perform guard.refuse_wrong('This document is signed: no other version can take its place. Add another document');
  end if;
  return null;
end $$;
create trigger guard_signed after insert on agency.document_versions referencing new table as new_rows for each statement execute function guard.check_versions();
alter table agency.document_versions enable always trigger guard_signed;

-- A diff between two moments, with the commits that straddle them looked up once each, not for every change (010 was its first cut).
create or replace function history.diff(p_from timestamptz, p_until timestamptz, p_table regclass default null, p_limit int default 50,
  p_after_table int default -1, p_after_key bigint default 0, p_after_id text default '')
returns table (table_id int, table_name text, row_key bigint, row_id text, before jsonb, after jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  return query execute $diff$
    select k.table_id, p.table_name, k.row_key, k.row_id, b.image, a.image
      from (
        select distinct c.table_id, c.row_key, history.row_id(c.image, q.key_columns) as row_id
          from history.changes c join guard.protected q on q.id = c.table_id
         where c.at >= history.straddle_start($1) and c.at <= $2 and c.commit_id between (history.commit_bounds(history.straddle_start($1), null)).low and (history.commit_bounds(null, $2)).high
           and (c.at > $1 or c.commit_id = any ((select history.straddlers($1))::bigint[])) and c.commit_id <> all ((select history.straddlers($2))::bigint[])
           and ($3 is null or q.relid = $3) and (c.table_id, c.row_key) >= ($5, $6)) k
      join guard.protected p on p.id = k.table_id
      left join lateral (
        select c.image, c.action from history.changes c
         where c.row_key = k.row_key and c.table_id = k.table_id and history.row_id(c.image, p.key_columns) = k.row_id and c.at <= $1 and c.commit_id <> all ((select history.straddlers($1))::bigint[])
         order by c.seq desc limit 1) b on b.action <> 'D'
      left join lateral (
        select c.image, c.action from history.changes c
         where c.row_key = k.row_key and c.table_id = k.table_id and history.row_id(c.image, p.key_columns) = k.row_id and c.at <= $2 and c.commit_id <> all ((select history.straddlers($2))::bigint[])
         order by c.seq desc limit 1) a on a.action <> 'D'
     where b.image - 'updated_at' is distinct from a.image - 'updated_at' and (k.table_id, k.row_key, k.row_id) > ($5, $6, $7)
     order by k.table_id, k.row_key, k.row_id limit $4$diff$
    using p_from, p_until, p_table::oid, p_limit, p_after_table, p_after_key, p_after_id;
end $$;
