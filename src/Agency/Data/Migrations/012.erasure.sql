-- as agency_guard
-- Erasure: an approved request of the operation person.erased takes a person's values out of the tables (its planned rows do that) and out of history and guard
-- (this does). Digests stay, salts go, so the chain still fits and says nothing about what was there. What history holds instead gets digests of its own,
-- and the erasing commit, which is sealed like any other, carries the digest of those: so the emptied place cannot be written to unseen either.

-- kind: c a change (id is its seq), m a commit. Made by the erasing commit. salt is null once another erasure emptied the same place further.
create table history.erased (
  id bigint not null,
  kind "char" not null check (kind in ('c', 'm')),
  commit_id bigint not null,
  salt bytea,
  digest bytea not null,
  primary key (id, kind, commit_id)
);
create trigger append_only before update or delete or truncate on history.erased for each statement execute function history.refuse();
alter table history.erased enable always trigger append_only;

create function guard.is_erasing() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from guard.applying a join guard.requests r on r.id = a.request_id where a.xid = pg_current_xact_id_if_assigned() and r.operation = 'person.erased' and r.state = 'executing')
$$;

-- Only ever added to; but while an approved erasure is being applied, values may be taken out.
create or replace function history.refuse() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and guard.is_erasing() then
    return null;
  end if;
  raise exception using errcode = 'AG001',
    message = format('%s on %I.%I is refused: history is only ever added to', tg_op, tg_table_schema, tg_table_name);
end $$;

create or replace function guard.refuse_replanning() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if guard.is_erasing() then
    return new;
  end if;
  raise exception using errcode = 'AG001', message = format('Request %s cannot be changed: plan a new one', old.id);
end $$;

-- The JSON with every whole-word occurrence of the pattern, in any string of it, replaced.
create function history.redact(p_json jsonb, p_pattern text) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return case jsonb_typeof(p_json)
    when 'string' then to_jsonb(regexp_replace(p_json #>> '{}', p_pattern, '(erased)', 'g'))
    when 'array' then (select coalesce(jsonb_agg(history.redact(e, p_pattern) order by n), '[]') from jsonb_array_elements(p_json) with ordinality x (e, n))
    when 'object' then (select coalesce(jsonb_object_agg(key, history.redact(value, p_pattern)), '{}') from jsonb_each(p_json))
    else p_json end;
end $$;

-- What stands in an image instead of personal values: what the erased row holds now.
create function history.emptied(p_image jsonb, p_personal text[], p_now jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select p_image || coalesce((select jsonb_object_agg(k, coalesce(p_now -> k, 'null')) from unnest(p_personal) k where p_image ? k), '{}')
$$;

-- The words of a row's personal values, as a pattern; of three letters or more. Null where there is none.
create function history.personal_pattern(p_images jsonb[], p_personal text[], p_now jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select '(?<!\w)(' || string_agg(regexp_replace(v, '([^\w\s])', '\\\1', 'g'), '|' order by length(v) desc, v) || ')(?!\w)' from (
    select distinct w.v from unnest(p_images) i cross join unnest(p_personal) k
     cross join lateral (select i ->> k as v where jsonb_typeof(i -> k) = 'string' union all select x from jsonb_array_elements_text(case when jsonb_typeof(i -> k) = 'array' then i -> k else '[]' end) x) w
     where length(btrim(w.v)) >= 3 and i -> k is distinct from p_now -> k) words
$$;

-- Takes the row's personal values out of every image of it, in history and in plans. Answers the pattern of what they were.
-- Errors: AG009 where a value was sealed before its column was marked personal: taking it out would break the chain.
create function history.erase_row(p guard.protected, p_row_id text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_commit bigint := history.commit_id();
  v_key bigint := history.row_key(p.id, p_row_id);
  v_now jsonb := (select c.image from history.changes c where c.row_key = v_key and c.table_id = p.id and history.row_id(c.image, p.key_columns) = p_row_id order by c.seq desc limit 1);
  v_seqs bigint[] := array(select c.seq from history.changes c where c.row_key = v_key and c.table_id = p.id and history.row_id(c.image, p.key_columns) = p_row_id and c.commit_id <> v_commit);
  v_pattern text;
begin
  if exists (select from history.changes c join history.sealed s on s.commit_id = c.commit_id left join history.personal q on q.seq = c.seq
              where c.row_key = v_key and c.seq = any (v_seqs) and exists (select from unnest(p.personal) k where c.image ? k and k <> all (coalesce(q.columns, '{}')))) then
    raise exception using errcode = 'AG009', message = format('%s %s cannot be erased: some of its values were sealed before their column was marked personal.', p.table_name, p_row_id);
  end if;
  v_pattern := history.personal_pattern(
    array(select c.image from history.changes c where c.row_key = v_key and c.seq = any (v_seqs))
    || array(select i from guard.plan_rows r cross join unnest(array[r.before, r.patch]) i where r.table_name = p.table_name and r.row_id = p_row_id and i is not null), p.personal, v_now);
  update history.changes c set image = history.emptied(c.image, p.personal, v_now) where c.row_key = v_key and c.seq = any (v_seqs);
  update history.personal q set salt = null where q.seq = any (v_seqs);
  update history.erased e set salt = null where e.kind = 'c' and e.id = any (v_seqs);
  insert into history.erased (id, kind, commit_id, salt, digest)
    select x.seq, 'c', v_commit, x.salt, history.personal_digest(x.salt, x.columns, x.image) from (
      select c.seq, q.columns, c.image, uuid_send(gen_random_uuid()) as salt from history.changes c join history.personal q on q.seq = c.seq where c.row_key = v_key and c.seq = any (v_seqs)) x;
  update guard.plan_rows r set before = history.emptied(r.before, p.personal, v_now), patch = history.emptied(r.patch, p.personal, v_now),
         expected_hash = guard.row_hash(history.emptied(r.before, p.personal, v_now)) where r.table_name = p.table_name and r.row_id = p_row_id;
  return v_pattern;
end $$;

-- Takes the words out of what commits and requests say.
create function history.erase_words(p_pattern text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_commit bigint := history.commit_id();
  v_ids bigint[] := array(select c.id from history.commits c where c.actor_name ~ p_pattern or c.reason ~ p_pattern or history.redact(c.detail, p_pattern) <> c.detail);
begin
  update history.commits c set actor_name = regexp_replace(c.actor_name, p_pattern, '(erased)', 'g'), reason = regexp_replace(c.reason, p_pattern, '(erased)', 'g'), detail = history.redact(c.detail, p_pattern)
   where c.id = any (v_ids);
  update history.sealed s set salt = null where s.commit_id = any (v_ids);
  update history.erased e set salt = null where e.kind = 'm' and e.id = any (v_ids);
  insert into history.erased (id, kind, commit_id, salt, digest)
    select x.id, 'm', v_commit, x.salt, history.commit_personal(x.salt, x.c) from (
      select c.id, c, uuid_send(gen_random_uuid()) as salt from history.commits c join history.sealed s on s.commit_id = c.id where c.id = any (v_ids)) x;
  update guard.requests r set title = regexp_replace(r.title, p_pattern, '(erased)', 'g'), reason = regexp_replace(r.reason, p_pattern, '(erased)', 'g'),
         params = history.redact(r.params, p_pattern), impact = history.redact(r.impact, p_pattern)
   where jsonb_build_array(r.title, r.reason, r.params, r.impact) <> history.redact(jsonb_build_array(r.title, r.reason, r.params, r.impact), p_pattern);
  update guard.votes v set reason = regexp_replace(v.reason, p_pattern, '(erased)', 'g') where v.reason ~ p_pattern;
  update guard.attempts a set detail = regexp_replace(a.detail, p_pattern, '(erased)', 'g') where a.detail ~ p_pattern;
end $$;

create function history.erased_digest(p_commit bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select encode(sha256(coalesce(string_agg(charsend(e.kind) || int8send(e.id) || e.digest, '' order by e.kind, e.id), '')), 'hex') from history.erased e where e.commit_id = p_commit
$$;

-- Carries out person.erased inside guard.apply, after its planned rows were written.
create function history.erase(r guard.requests) returns void
language plpgsql set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  p record;
  v_pattern text;
  v_patterns text[] := '{}';
begin
  -- Whoever seals meanwhile would keep digests of what is being taken out.
  perform pg_advisory_xact_lock(hashtext('history.seal'));
  for p in select x.row_id, g as protected from guard.plan_rows x join guard.protected g on g.table_name = x.table_name and g.personal <> '{}' where x.request_id = r.id order by x.seq loop
    v_patterns := v_patterns || history.erase_row(p.protected, p.row_id);
  end loop;
  foreach v_pattern in array array_remove(v_patterns, null) loop
    perform history.erase_words(v_pattern);
  end loop;
  update history.commits c set detail = c.detail || jsonb_build_object('erased', history.erased_digest(c.id)) where c.id = history.commit_id();
end $$;
insert into guard.operations (operation, carried_out_by) values ('person.erased', 'history.erase');

-- What was emptied is as its erasure left it, and only an erasure may have emptied it.
create function history.verify_erasures() returns setof history.finding
language plpgsql stable set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
begin
  return query
    select 'tampered', 'What this erasure left is not what it says, or no request carries it', s.block_id, e.commit_id, null::bigint, null::text, null::text, null::bigint
      from (select distinct x.commit_id from history.erased x) e left join history.commits c on c.id = e.commit_id left join history.sealed s on s.commit_id = e.commit_id
     where c.detail ->> 'erased' is distinct from history.erased_digest(e.commit_id) or c.intent <> 'person.erased' or c.request_id is null;
  return query
    select 'tampered', 'This change was emptied, not by an erasure; or filled after one', s.block_id, d.commit_id, d.seq, g.table_name, history.row_id(d.image, g.key_columns), null::bigint
      from history.personal q join history.changes d on d.seq = q.seq join guard.protected g on g.id = d.table_id left join history.sealed s on s.commit_id = d.commit_id
     where q.salt is null
       and not exists (select from history.erased e where e.kind = 'c' and e.id = q.seq and e.salt is not null and e.digest = history.personal_digest(e.salt, q.columns, d.image)) limit 20;
  return query
    select 'tampered', 'The actor, detail or reason of this commit was emptied, not by an erasure; or filled after one', s.block_id, s.commit_id, null::bigint, null::text, null::text, null::bigint
      from history.sealed s join history.commits c on c.id = s.commit_id
     where s.salt is null and not exists (select from history.erased e where e.kind = 'm' and e.id = s.commit_id and e.salt is not null and e.digest = history.commit_personal(e.salt, c)) limit 20;
end $$;
