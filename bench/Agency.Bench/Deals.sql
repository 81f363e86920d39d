-- A table of deals, bare, with rows whose ids count up. A function stands ready for a row trigger of its own.
create schema :schema;
grant usage on schema :schema to agency_guard;
create sequence :schema.deal_codes start 100000;
create table :schema.deals (
  id uuid primary key,
  code text not null,
  title text not null,
  talent_id uuid not null,
  brand_id uuid,
  owner_person_id uuid,
  stage text not null,
  gross_minor bigint,
  currency char(3) not null,
  commission_bps int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
insert into :schema.deals
  select ('00000000-0000-4000-8000-' || n)::uuid, 'D-' || nextval(':schema.deal_codes'), 'Autumn campaign for brand ' || n, md5('t' || n % 500)::uuid, md5('b' || n % 900)::uuid, md5('o' || n % 30)::uuid,
         'negotiating', n, 'EUR', 1500, now(), now()
    from generate_series(:first + 1, :first + :rows) n;
create function :schema.own() returns trigger language plpgsql as $$ begin return null; end $$;
