-- The event triggers of the watch (013 has their functions). Only a superuser may make them; run after every migration, and again without harm.
drop event trigger if exists guard_ddl;
drop event trigger if exists guard_drop;
drop event trigger if exists guard_rewrite;
create event trigger guard_ddl on ddl_command_end execute function guard.refuse_ddl();
create event trigger guard_drop on sql_drop execute function watch.refuse_drop();
create event trigger guard_rewrite on table_rewrite execute function guard.refuse_rewrite();
alter event trigger guard_ddl enable always;
alter event trigger guard_drop enable always;
alter event trigger guard_rewrite enable always;
