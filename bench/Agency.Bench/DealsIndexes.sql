create unique index on :schema.deals (code);
create index on :schema.deals (title, id);
create index on :schema.deals (updated_at, id);
create index on :schema.deals (coalesce(gross_minor, -1), id);
create index on :schema.deals (stage, updated_at, id);
create index on :schema.deals (talent_id);
create index on :schema.deals (brand_id);
create index on :schema.deals (owner_person_id);
create index on :schema.deals using gin (title gin_trgm_ops, code gin_trgm_ops);
