create index on :schema.deals (talent_id);
