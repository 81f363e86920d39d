-- as agency_guard
-- The watch over the guard. Outside a migration nobody drops or alters what the guard protects, nor history and guard themselves (event triggers, which a
-- superuser makes: Data/watch.sql). What must be there is kept in guard.expected; guard.drift() says what is not, and guard.watch() raises the alarm.

-- Here is what refuses drops: in a schema that DROP SCHEMA guard CASCADE does not take along.
create schema watch;

-- about: the table that it belongs to, where it is one under the guard; 0 for everything else.
create table guard.expected (
  kind text not null,
  object text not null,
  about oid not null,
  definition text not null,
  primary key (kind, object)
);

-- Alarms as they are raised and cleared; the last line of a subject says whether it is still wrong.
create table guard.alarms (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null check (kind in ('guard', 'loop')),
  subject text not null,
  what text not null,
  raised boolean not null
);
create index alarms_by_subject on guard.alarms (kind, subject, id);
create trigger append_only before update or delete or truncate on guard.alarms for each statement execute function history.refuse();
alter table guard.alarms enable always trigger append_only;

-- Everything the guard stands on, as it is now. may_appear: one more of it harms nothing.
create function guard.catalogue() returns table (about oid, kind text, object text, definition text, may_appear boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with ours (oid) as (values ('history'::regnamespace), ('guard'::regnamespace), ('watch'::regnamespace)),
  months as (select i.inhrelid as oid from pg_inherits i where i.inhparent = 'history.changes'::regclass),
  rel as materialized (
    select c.oid, c.oid::regclass::text as name, c.oid as about, false as own, c.relnamespace = to_regnamespace('agency') as with_acl
      from pg_class c where c.oid in (select g.relid from guard.guarded() g)
    union all
    select c.oid, c.oid::regclass::text, case when m.oid is null then 0 else c.oid end, true, true
      from pg_class c left join months m on m.oid = c.oid where c.relnamespace in (select o.oid from ours o) and c.relkind in ('r', 'p', 'v', 'S', 'm', 'f'))
  select r.about, 'relation', r.name, concat_ws(' ', c.relkind, c.relowner::regrole, c.relpersistence, case when c.relrowsecurity then 'row security' end, case when c.relforcerowsecurity then 'forced' end,
         case when r.with_acl then c.relacl::text end, case when c.relkind in ('v', 'm') then md5(pg_get_viewdef(c.oid)) end), false
    from rel r join pg_class c on c.oid = r.oid
  union all
  select r.about, 'column', r.name || '.' || quote_ident(a.attname), format_type(a.atttypid, a.atttypmod) || a.attgenerated::text, not r.own
    from rel r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  union all
  select r.about, 'trigger', r.name || ' ' || case when t.tgisinternal then 'foreign key ' || k.conname || ' ' || t.tgfoid::regproc::text else t.tgname::text end,
         t.tgenabled::text || case when t.tgisinternal then '' else ' ' || pg_get_triggerdef(t.oid) end, t.tgisinternal
    from rel r join pg_trigger t on t.tgrelid = r.oid left join pg_constraint k on k.oid = t.tgconstraint
   where not t.tgisinternal or k.conparentid = 0 and k.conrelid in (select o.oid from rel o)
  union all
  select case when r.oid is null then 0 else r.about end, 'constraint', k.conrelid::regclass || ' ' || quote_ident(k.conname), regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
         not coalesce(r.own, false) and (k.contype <> 'f' or k.confdeltype in ('a', 'r'))
    from pg_constraint k left join rel r on r.oid = k.conrelid
   where k.contype <> 't' and (r.oid is not null or k.contype = 'f' and k.confdeltype not in ('a', 'r') and k.confrelid in (select o.oid from rel o))
  union all
  select r.about, 'rule', r.name || ' ' || quote_ident(w.rulename), w.ev_enabled::text || pg_get_ruledef(w.oid), false
    from rel r join pg_class c on c.oid = r.oid and c.relkind in ('r', 'p') join pg_rewrite w on w.ev_class = r.oid
  union all
  select r.about, 'policy', r.name || ' ' || quote_ident(y.polname), md5(concat_ws(' ', y.polcmd, y.polpermissive, y.polroles::text, pg_get_expr(y.polqual, y.polrelid), pg_get_expr(y.polwithcheck, y.polrelid))), false
    from rel r join pg_policy y on y.polrelid = r.oid
  union all
  select r.about, 'part', r.name || ' of ' || i.inhparent::regclass, '', false from rel r join pg_inherits i on i.inhrelid = r.oid where not r.own
  union all
  select 0, 'function', f.oid::regprocedure::text, concat_ws(' ', md5(pg_get_functiondef(f.oid)), f.proowner::regrole, coalesce(f.proacl, acldefault('f', f.proowner))::text), f.pronamespace not in (select o.oid from ours o)
    from pg_proc f
   where f.prokind in ('f', 'p') and f.oid >= 16384 and (f.pronamespace in (select o.oid from ours o) or f.pronamespace = to_regnamespace('agency')
      or f.oid in (select t.tgfoid from rel r join pg_trigger t on t.tgrelid = r.oid where not r.own and not t.tgisinternal)
      or f.oid in (select d.refobjid from pg_depend d where d.refclassid = 'pg_proc'::regclass and (
           d.classid = 'pg_constraint'::regclass and d.objid in (select k.oid from pg_constraint k join rel r on r.oid = k.conrelid)
        or d.classid = 'pg_attrdef'::regclass and d.objid in (select a.oid from pg_attrdef a join rel r on r.oid = a.adrelid))))
  union all
  select 0, 'schema', n.nspname, concat_ws(' ', n.nspowner::regrole, n.nspacl::text), false from pg_namespace n where n.nspname in ('history', 'guard', 'watch', 'agency')
  union all
  select 0, 'role', r.rolname, concat_ws(' ', r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication, r.rolbypassrls), false
    from pg_roles r where r.rolname in ('agency_owner', 'agency_guard', 'agency_admin', 'agency_app', 'agency_reader')
  union all
  select 0, 'member', m.member::regrole || ' of ' || m.roleid::regrole, m.admin_option::text, false
    from pg_auth_members m where m.roleid::regrole::text in ('agency_owner', 'agency_guard', 'agency_admin', 'agency_app')
  union all
  select 0, 'event trigger', e.evtname, concat_ws(' ', e.evtenabled, e.evtevent, e.evtfoid::regproc), true from pg_event_trigger e where e.evtname like 'guard\_%'
  union all
  select 0, 'database', 'is a template, so that nobody drops it', d.datistemplate::text, false from pg_database d where d.datname = current_database()
  union all
  select p.relid, 'limit', p.table_name, (to_jsonb(p) - 'protected_at')::text, false from guard.protected p where p.unprotected_at is null
$$;

-- Keeps what is there now as what must be there: the end of a migration.
create function guard.remember() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  delete from guard.expected;
  insert into guard.expected (about, kind, object, definition) select c.about, c.kind, c.object, c.definition from guard.catalogue() c;
end $$;

-- The same for some tables, and for what is tied to them by a foreign key.
create or replace function guard.remember_tables(p_relids oid[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_about oid[] := p_relids || array(select unnest(array[k.conrelid, k.confrelid]) from pg_constraint k where k.contype = 'f' and (k.conrelid = any (p_relids) or k.confrelid = any (p_relids)));
begin
  delete from guard.expected e where e.about = any (v_about);
  insert into guard.expected (about, kind, object, definition) select c.about, c.kind, c.object, c.definition from guard.catalogue() c where c.about = any (v_about)
    on conflict (kind, object) do update set about = excluded.about, definition = excluded.definition;
  insert into guard.expected (about, kind, object, definition) select c.about, c.kind, c.object, c.definition from guard.catalogue() c
   where c.kind = 'function' and c.may_appear on conflict do nothing;
end $$;

-- How the catalogue differs from what must be there, a line each. A table that came to be part of a protected one is named until it is protected itself.
create function guard.drift() returns table (kind text, object text, what text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(e.kind, n.kind), coalesce(e.object, n.object), case when n.object is null then 'is missing' when e.object is null then 'was added' else 'was changed' end
    from guard.expected e full join guard.catalogue() n on n.kind = e.kind and n.object = e.object
   where exists (select from guard.expected) and n.definition is distinct from e.definition
     and not (e.object is null and (n.may_appear or n.about <> 0 and n.about not in (select known.about from guard.expected known)))
  union all
  select 'protection', u.table_name, 'lacks ' || u.lacks from guard.unprotected() u
  union all
  select 'trigger', i.inhrelid::regclass || ' append_only', 'is missing'
    from pg_inherits i where i.inhparent = 'history.changes'::regclass
     and not exists (select from pg_trigger t where t.tgrelid = i.inhrelid and t.tgname = 'append_only' and t.tgenabled = 'A' and t.tgfoid = 'history.refuse'::regproc)
   order by 1, 2
$$;
grant execute on function guard.drift() to agency_app, agency_reader;

create function guard.is_migrating() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select exists (select from guard.migrating m where m.xid = pg_current_xact_id_if_assigned()) $$;

create function guard.shortly(p_what text[]) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select array_to_string(p_what[:3], '; ') || case when cardinality(p_what) > 3 then format('; and %s more', cardinality(p_what) - 3) else '' end
$$;

-- For everything but drops: the command is done already, so the catalogue shows whether it did harm.
create function guard.refuse_ddl() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_harm text[];
begin
  if guard.is_migrating() or not exists (select from pg_event_trigger_ddl_commands() c where c.schema_name is distinct from 'pg_temp') then
    return;
  end if;
  select array_agg(format('%s %s %s', d.kind, d.object, d.what) order by d.kind = 'relation' desc) into v_harm from guard.drift() d where d.kind <> 'protection' or d.object like 'agency.%';
  if v_harm is null and tg_tag = 'ALTER TABLE' then
    select array_agg(format('%s became part of %s with its rows', i.inhrelid::regclass, i.inhparent::regclass)) into v_harm
      from pg_event_trigger_ddl_commands() c join pg_inherits i on c.objid in (i.inhrelid, i.inhparent)
     where i.inhparent in (select g.relid from guard.guarded() g) and i.inhrelid not in (select e.about from guard.expected e);
  end if;
  if v_harm is not null then
    raise exception using errcode = 'AG001', message = format('%s is refused, because the guard would not hold any more: %s', tg_tag, guard.shortly(v_harm)),
      hint = 'Tables under the guard are changed by a migration; adding a column, an index or a foreign key without a cascade needs none.';
  end if;
end $$;

create function watch.refuse_drop() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_gone text[];
begin
  if to_regclass('guard.migrating') is null or to_regclass('guard.expected') is null or to_regprocedure('guard.is_migrating()') is null then
    raise exception using errcode = 'AG001', message = format('%s is refused: it would take the guard away', tg_tag);
  elsif guard.is_migrating() then
    return;
  end if;
  select array_agg(format('%s %s', o.object_type, o.object_identity) order by o.original desc) into v_gone
    from pg_event_trigger_dropped_objects() o
   where not o.is_temporary and (
         o.schema_name in ('history', 'guard', 'watch') or o.object_type = 'schema' and o.object_name in ('history', 'guard', 'watch', 'agency')
      or o.objid in (select e.about from guard.expected e where e.about <> 0) and o.object_type in ('table', 'table column')
      or o.object_type in ('trigger', 'table constraint', 'rule', 'policy') and o.address_names[3] not like 'RI\_ConstraintTrigger\_%'
         and format('%I.%I', o.address_names[1], o.address_names[2]) in (select c.oid::regclass::text from pg_class c where c.oid in (select g.relid from guard.guarded() g))
      or o.object_type in ('function', 'procedure') and o.object_identity in (select e.object from guard.expected e where e.kind = 'function'));
  if v_gone is not null then
    raise exception using errcode = 'AG001', message = format('%s is refused: it would take away %s', tg_tag, guard.shortly(v_gone)),
      hint = 'Tables under the guard are changed by a migration.';
  end if;
end $$;

-- 2 is a column with a default that differs from row to row; the other reasons change what is stored.
create function guard.refuse_rewrite() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_table regclass := pg_event_trigger_table_rewrite_oid();
begin
  if not guard.is_migrating() and pg_event_trigger_table_rewrite_reason() <> 2 and (v_table in (select g.relid from guard.guarded() g)
     or (select c.relnamespace from pg_class c where c.oid = v_table) in ('history'::regnamespace, 'guard'::regnamespace)) then
    raise exception using errcode = 'AG001', message = format('%s is refused: it would rewrite %s', tg_tag, v_table), hint = 'Tables under the guard are changed by a migration.';
  end if;
end $$;

-- Who changed more rows than the limits allow: one by one, which no limit per statement sees. From sealed commits without a request; rows added do not count.
create function guard.loops(p_10_minutes bigint, p_day bigint) returns table (subject text, what text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with busy as (
    select coalesce(c.actor_id::text, c.db_user) as who, max(c.actor_name) as name, array_agg(c.id) as commits
      from history.sealed s join history.commits c on c.id = s.commit_id
     where s.committed_at > now() - interval '1 day' and c.request_id is null and c.intent <> 'table.protected'
     group by 1 having sum(s.changes) > least(p_10_minutes, p_day)),
  counted as (
    select b.who, b.name, count(*) filter (where h.at > now() - interval '10 minutes') as lately, count(*) as today
      from busy b join history.changes h on h.commit_id = any (b.commits) and h.at > now() - interval '2 days' and h.action <> 'I'
     group by 1, 2)
  select c.who, format('%s changed %s rows within 10 minutes and %s within a day, without a request', c.name, c.lately, c.today)
    from counted c where c.lately > p_10_minutes or c.today > p_day
$$;

-- What is wrong now. What was not wrong when it last looked becomes an alarm, what no longer is clears one; open consoles hear of both ('alarm').
create function guard.watch(p_10_minutes bigint, p_day bigint) returns table (kind text, subject text, what text, is_new boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  -- Several consoles look at the same database.
  perform pg_advisory_xact_lock(hashtext('guard.watch'));
  return query
    with wrong as materialized (
      select 'guard' as kind, d.kind || ' ' || d.object as subject, format('%s %s %s', d.kind, d.object, d.what) as what from guard.drift() d
      union all
      -- What carries a request without having been that request's applying was forged.
      select 'guard', 'commit ' || c.id, format('commit %s of %s carries a request that it did not apply', c.id, c.db_user)
        from history.commits c where c.request_id is not null and c.at > now() - interval '1 day' and not exists (select from guard.requests r where r.id = c.request_id and r.commit_id = c.id)
      union all
      select 'loop', l.subject, l.what from guard.loops(p_10_minutes, p_day) l),
    open as materialized (select a.kind, a.subject, a.what from guard.open_alarms() a),
    raised as (
      insert into guard.alarms (kind, subject, what, raised)
        select w.kind, w.subject, w.what, true from wrong w where not exists (select from open o where o.kind = w.kind and o.subject = w.subject)
        union all
        select o.kind, o.subject, o.what, false from open o where not exists (select from wrong w where o.kind = w.kind and o.subject = w.subject)
      returning kind, subject, raised)
    select w.kind, w.subject, w.what, r.subject is not null from wrong w left join raised r on r.kind = w.kind and r.subject = w.subject and r.raised;
  if exists (select from guard.alarms a where a.xmin = pg_current_xact_id()::xid) then
    perform pg_notify('agency', 'alarm');
  end if;
end $$;

create function guard.open_alarms() returns table (kind text, subject text, what text, since timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select last.kind, last.subject, last.what, last.at from (select distinct on (a.kind, a.subject) a.* from guard.alarms a order by a.kind, a.subject, a.id desc) last where last.raised
$$;
grant execute on function guard.watch(bigint, bigint), guard.open_alarms() to agency_app;
