-- as agency_guard
-- Lists: the indexes that sorting by any column and searching with a mistyped letter need; what each person keeps of a list; views; and who took what out as a file.

-- Sorts. Nothing sorts below everything; choices sort in their own order, as the CASE that the console writes.
create index deals_by_stage on agency.deals ((case when stage = 'lead' then 0 when stage = 'qualified' then 1 when stage = 'negotiating' then 2 when stage = 'contract_sent' then 3 when stage = 'contracted' then 4 when stage = 'in_production' then 5 when stage = 'client_review' then 6 when stage = 'live' then 7 when stage = 'completed' then 8 when stage = 'on_hold' then 9 when stage = 'lost' then 10 else 11 end), id) where deleted_at is null;
create index deals_by_fee on agency.deals ((case when fee_type = 'flat' then 0 when fee_type = 'performance' then 1 when fee_type = 'hybrid' then 2 when fee_type = 'gifted' then 3 when fee_type = 'affiliate' then 4 when fee_type = 'revenue_share' then 5 else 6 end), id) where deleted_at is null;
create index deals_by_rate on agency.deals (commission_bps, id) where deleted_at is null;
create index deals_by_probability on agency.deals (probability_bps, id) where deleted_at is null;
create index deals_by_starts on agency.deals ((coalesce(starts_on, '-infinity')), id) where deleted_at is null;
create index deals_by_ends on agency.deals ((coalesce(ends_on, '-infinity')), id) where deleted_at is null;
create index deals_by_close on agency.deals ((coalesce(expected_close, '-infinity')), id) where deleted_at is null;
create index deals_by_created on agency.deals (created_at, id) where deleted_at is null;
create index talents_by_status_order on agency.talents ((case when status = 'prospect' then 0 when status = 'onboarding' then 1 when status = 'active' then 2 when status = 'paused' then 3 when status = 'offboarding' then 4 else 5 end), id) where deleted_at is null;
create index talents_by_type on agency.talents ((case when type = 'creator' then 0 when type = 'actor' then 1 when type = 'model' then 2 when type = 'musician' then 3 when type = 'athlete' then 4 else 5 end), id) where deleted_at is null;
create index talents_by_country on agency.talents ((coalesce(country, '')), id) where deleted_at is null;
create index talents_by_created on agency.talents (created_at, id) where deleted_at is null;

-- Sorting deals by brand walks the brands by name, and those without one by themselves.
create index deals_without_brand on agency.deals (id) where brand_id is null and deleted_at is null;
create index companies_search on agency.companies using gin (trade_name gin_trgm_ops) where deleted_at is null;

-- What a person keeps of a list: columns with their order and width, and how dense it is.
create table console.list_settings (
  person_id uuid not null,
  list text not null check (list ~ '^[a-z_]{1,40}$'),
  settings jsonb not null check (octet_length(settings::text) <= 8000),
  primary key (person_id, list)
);

-- A view: a list's filter, sort and columns under a name, as its address says them. audience: mine, everyone, or a role. pinned: it is a tab over the list. opens: the list opens with it.
create table console.list_views (
  id uuid primary key default gen_random_uuid(),
  list text not null check (list ~ '^[a-z_]{1,40}$'),
  name text not null check (btrim(name) <> '' and length(name) <= 80),
  query text not null check (length(query) <= 4000),
  owner_id uuid not null,
  audience text not null default 'mine' check (audience in ('mine', 'everyone', 'admin', 'approver', 'manager', 'finance', 'viewer')),
  pinned boolean not null default true,
  opens boolean not null default false,
  changed_at timestamptz not null default clock_timestamp()
);
create unique index list_views_name on console.list_views (list, audience, (case when audience = 'mine' then owner_id end), lower(name)) nulls not distinct;
create index list_views_owner on console.list_views (owner_id);

-- Who took which rows out of the console as a file.
create table console.exports (
  id bigint generated always as identity primary key,
  person_id uuid not null,
  list text not null,
  query text not null,
  format text not null check (format in ('csv', 'xlsx')),
  rows bigint not null check (rows >= 0),
  finished boolean not null,
  at timestamptz not null default clock_timestamp()
);
create index exports_at on console.exports (at);
grant select on console.list_settings, console.list_views, console.exports to agency_app;

create function console.keep_list(p_person uuid, p_list text, p_settings jsonb) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into console.list_settings (person_id, list, settings) values (p_person, p_list, p_settings)
    on conflict (person_id, list) do update set settings = excluded.settings
$$;

-- Saves a view, or saves over one. What others see is an admin's to say. AG006: not theirs to change. AG009: the view is gone.
create function console.save_view(p_person uuid, p_view uuid, p_list text, p_name text, p_query text, p_audience text, p_pinned boolean, p_opens boolean) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v console.list_views;
  v_id uuid;
begin
  if p_audience <> 'mine' and not guard.holds_role(p_person, 'admin') then
    raise exception using errcode = 'AG006', message = 'Only an admin may share a view with others.';
  end if;
  if p_view is null then
    insert into console.list_views (list, name, query, owner_id, audience, pinned, opens) values (p_list, btrim(p_name), p_query, p_person, p_audience, p_pinned, p_opens) returning id into v_id;
  else
    select * into v from console.list_views w where w.id = p_view for update;
    if not found or v.audience = 'mine' and v.owner_id <> p_person then
      raise exception using errcode = 'AG009', message = 'This view is gone.';
    elsif v.audience <> 'mine' and not guard.holds_role(p_person, 'admin') then
      raise exception using errcode = 'AG006', message = 'Only an admin may change a view that others use; save it as your own.';
    end if;
    update console.list_views w set name = btrim(p_name), query = p_query, audience = p_audience, pinned = p_pinned, opens = p_opens, changed_at = clock_timestamp(),
           owner_id = case when p_audience = 'mine' then p_person else w.owner_id end where w.id = p_view returning w.id into v_id;
  end if;
  if p_opens then
    update console.list_views w set opens = false
     where w.list = p_list and w.id <> v_id and w.opens and w.audience = p_audience and (p_audience <> 'mine' or w.owner_id = p_person);
  end if;
  return v_id;
end $$;

-- AG006: not theirs to remove.
create function console.remove_view(p_person uuid, p_view uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from console.list_views w where w.id = p_view and case when w.audience = 'mine' then w.owner_id = p_person else guard.holds_role(p_person, 'admin') end;
  if not found and exists (select from console.list_views w where w.id = p_view and w.audience <> 'mine') then
    raise exception using errcode = 'AG006', message = 'Only an admin may remove a view that others use.';
  end if;
end $$;

create function console.record_export(p_person uuid, p_list text, p_query text, p_format text, p_rows bigint, p_finished boolean) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into console.exports (person_id, list, query, format, rows, finished) values (p_person, p_list, p_query, p_format, p_rows, p_finished)
$$;
grant execute on function console.keep_list(uuid, text, jsonb), console.save_view(uuid, uuid, text, text, text, text, boolean, boolean), console.remove_view(uuid, uuid),
  console.record_export(uuid, text, text, text, bigint, boolean) to agency_app;
