-- The ordinary tables of a schema in the order in which they are protected, and why one cannot be. $1 the schema.
select format('%I.%I', n.nspname, c.relname),
       case when c.relpersistence <> 'p' then 'it is unlogged: PostgreSQL empties it after a crash'
            when exists (select from pg_partition_tree(c.oid) t join pg_class f on f.oid = t.relid where f.relkind = 'f') then 'a partition of it lies on another server'
            when not exists (select from pg_index i where i.indisprimary and (i.indrelid = c.oid or i.indrelid in (select h.inhparent from pg_inherits h where h.inhrelid = c.oid)))
            then 'it has no primary key' end,
       array(select format('%s: %s %s', k.conrelid::regclass, quote_ident(k.conname), pg_get_constraintdef(k.oid)) from pg_constraint k
              where k.contype = 'f' and c.oid in (k.conrelid, k.confrelid) and k.confdeltype not in ('a', 'r') and k.conparentid = 0 order by k.conname)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition
   and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
 order by c.oid
