using static Agency.Tests.Sql;

namespace Agency.Tests.Data;

/// <summary>Statement by role: what the application, the owner and a superuser get. Where PostgreSQL lets a superuser through, the watch finds it.</summary>
public sealed class An_attempt_on_the_guard(FilledTables filled) : IClassFixture<FilledTables>
{
    const string G = "AG001", P = "42501", Template = "42809";

    /// <summary>By name: the statement, and the SQLSTATE for the application, the owner and a superuser; empty where it passes and does nothing.</summary>
    static readonly Dictionary<string, (string Sql, string App, string Owner, string Superuser)> s_refused = new()
    {
        ["drop table"] = ("drop table agency.deals cascade", P, G, G),
        ["drop schema"] = ("drop schema agency cascade", P, G, G),
        ["drop owned"] = ("drop owned by agency_owner cascade", P, G, G),
        ["drop column"] = ("alter table agency.deals drop column title cascade", P, G, G),
        ["drop key"] = ("alter table agency.deals drop constraint deals_pkey cascade", P, G, G),
        ["drop trigger"] = ("drop trigger guard_delete on agency.deals", P, G, G),
        ["empty a column by its type"] = ("drop schema past cascade; drop view console.messages cascade; alter table agency.deals alter title type varchar(3) using 'x'::varchar", P, P, G),
        ["set unlogged"] = ("alter table agency.imported_rows set unlogged", P, G, G),
        ["disable triggers of users"] = ("alter table agency.deals disable trigger user", P, G, G),
        ["disable all triggers"] = ("alter table agency.deals disable trigger all", P, P, G),
        ["enable for the origin only"] = ("alter table agency.deals enable trigger guard_delete", P, G, G),
        ["rename"] = ("alter table agency.deals rename to old_deals", P, G, G),
        ["rename a column"] = ("alter table agency.deals rename title to name", P, G, G),
        ["set schema"] = ("alter table agency.deals set schema console", P, G, G),
        ["rename the schema"] = ("alter schema agency rename to former", P, G, G),
        ["create a rule"] = ("create rule nothing as on delete to agency.deals do instead nothing", P, G, G),
        ["a table without guard"] = ("create table agency.orders (id uuid primary key)", P, G, G),
        ["swallow rows"] = ("create function console.swallow() returns trigger language plpgsql as 'begin return null; end'; create trigger aaa before insert on agency.deals for each row execute function console.swallow()", P, G, G),
        ["hide rows"] = ("alter table agency.deals enable row level security", P, G, G),
        ["hide rows from the owner"] = ("alter table agency.deals force row level security", P, G, G),
        ["a policy"] = ("create policy none on agency.deals using (false)", P, G, G),
        ["a cascading foreign key"] = ("create table console.leech (id uuid references agency.deals on delete cascade)", P, G, G),
        ["give the table away"] = ("alter table agency.deals owner to agency_admin", P, P, G),
        ["grant the app DELETE"] = ("grant delete on agency.deals to agency_app", "", G, G),
        ["an heir with rows"] = ("create table console.heir (like agency.imported_rows including all); alter table console.heir inherit agency.imported_rows", P, G, G),
        ["replace a guard function"] = ("create or replace function guard.is_applying() returns boolean language sql as 'select true'", P, P, G),
        ["unpin a guard function"] = ("alter function guard.refuse() reset all", P, P, G),
        ["drop a guard function"] = ("drop function guard.refuse() cascade", P, P, G),
        ["drop the guard"] = ("drop schema guard cascade", P, P, G),
        ["drop everything"] = ("drop schema agency, history, guard cascade", P, P, G),
        ["drop a month of history"] = ("drop table history.changes_later", P, P, G),
        ["a column more in the guard"] = ("alter table guard.applying add reason text", P, P, G),
        ["grant the right to forge"] = ("grant insert on guard.applying to agency_app", "", "", G),
        ["open a door of the guard"] = ("grant execute on function guard.protect(regclass, int, text[]) to public", P, P, G),
        ["say it is a migration"] = ("select set_config('guard.migrating', 'on', true); drop trigger guard_delete on agency.deals", P, G, G),
        ["begin a change"] = ("select guard.begin_change(); drop table agency.deals", P, P, "2BP01"),
        ["forget what must be there"] = ("delete from guard.expected", P, P, ""),
        ["take an alarm back"] = ("delete from guard.alarms", P, P, G),
        ["empty history"] = ("truncate history.changes", P, P, G),
        ["change history"] = ("update history.commits set actor_name = 'nobody'", P, P, G),
        ["unprotect without a request"] = ("select guard.unprotect(null)", P, P, P),
    };

    /// <summary>What PostgreSQL lets a superuser do, and how the watch names it.</summary>
    public static TheoryData<string, string> Passes() => new()
    {
        { "set allow_system_table_mods = on; update pg_trigger set tgenabled = 'D' where tgname = 'guard_delete' and tgrelid = 'agency.deals'::regclass", "trigger agency.deals guard_delete was changed" },
        { "alter event trigger guard_drop disable; drop trigger guard_delete on agency.deals", "event trigger guard_drop was changed" },
        { "drop event trigger guard_ddl", "event trigger guard_ddl is missing" },
        { "select guard.begin_change(); alter table agency.deals disable trigger history_update", "trigger agency.deals history_update was changed" },
        { "reassign owned by agency_owner to agency_admin", "relation agency.deals was changed" },
        { "alter role agency_app superuser", "role agency_app was changed" },
        { "grant agency_guard to agency_admin", "member agency_admin of agency_guard was added" },
        { "update guard.protected set row_limit = 1000000 where table_name = 'agency.deals'", "limit agency.deals was changed" },
        { "delete from guard.protected where table_name = 'agency.deals' and false; update guard.protected set unprotected_at = now() where table_name = 'agency.deals'", "limit agency.deals is missing" },
    };

    public static TheoryData<string, string> Attempts()
    {
        var attempts = new TheoryData<string, string>();
        foreach (var name in s_refused.Keys)
        {
            foreach (var who in new[] { App, Owner, Superuser })
                attempts.Add(name, who);
        }
        return attempts;
    }

    [Theory, MemberData(nameof(Attempts))]
    public async Task Is_refused_and_leaves_everything_as_it_was(string attempt, string who)
    {
        var (sql, app, owner, superuser) = s_refused[attempt];
        await using var connection = await filled.Database.ConnectAsync(who);
        await using (await connection.BeginTransactionAsync())
            Assert.Equal(who switch { App => app, Owner => owner, _ => superuser }, await connection.RefusalAsync(sql) ?? "");

        Assert.Equal(filled.Image, await filled.Database.ImageAsync());
        Assert.Equal("", await DriftAsync());
    }

    [Theory, MemberData(nameof(Passes))]
    public async Task Of_a_superuser_that_passes_is_found(string sql, string named)
    {
        await using var connection = await filled.Database.ConnectAsync(Superuser);
        // Roles belong to the whole server, where other tests' databases come and go.
        await Eventually.TrueAsync(async () => await connection.RefusalAsync("begin; " + sql) is not "XX000" || await connection.RefusalAsync("rollback") is not null, "an instant without another database's change");

        Assert.Contains(named, await connection.AskSqlAsync("select string_agg(concat_ws(' ', kind, object, what), '; ') from guard.drift()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_superuser_who_forges_an_approval_is_found_in_history()
    {
        await using var connection = await filled.Database.ConnectAsync(Superuser);
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.RunSqlAsync("""
            insert into guard.applying values (pg_current_xact_id(), gen_random_uuid());
            delete from agency.imported_rows;
            delete from guard.applying
            """);

        Assert.Contains("carries a request that it did not apply", await connection.AskSqlAsync("select string_agg(what, ';') from guard.watch(1000000, 1000000)"), StringComparison.Ordinal);
        Assert.Equal("150", await connection.AskSqlAsync("select count(*) from history.log where table_name = 'agency.imported_rows' and action = 'D' and before is not null"));
    }

    [Theory, InlineData(Owner), InlineData(Superuser)]
    public async Task To_drop_the_database_is_refused_until_somebody_says_it_is_no_template(string who)
    {
        await using var database = await TestDatabase.CreateAsync();
        var name = await database.AskAsync<string>("select current_database()::text");

        Assert.Equal(Template, await filled.Database.RefusalAsync($"drop database {name}", who));
        Assert.Equal(Template, await filled.Database.RefusalAsync($"drop database {name} with (force)", who));
    }

    [Fact]
    public async Task Stops_nothing_that_only_adds()
    {
        await using var connection = await filled.Database.ConnectAsync(Owner);
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.Null(await connection.RefusalAsync("""
            alter table agency.deals add column mood text default 'calm', add column token uuid default gen_random_uuid(); create index on agency.deals (mood);
            alter table agency.deals add constraint mood_known check (mood <> '') not valid; alter table agency.deals validate constraint mood_known;
            create table console.plain (id int primary key, deal_id uuid references agency.deals); alter table console.plain alter id type bigint; alter table console.plain rename to plainer; drop table console.plainer;
            comment on table agency.deals is 'What talents do for brands'; create view console.deals as select * from agency.deals; drop view console.deals
            """));
    }

    Task<string> DriftAsync() => filled.Database.AskAsync<string>("select coalesce(string_agg(concat_ws(' ', kind, object, what), '; '), '') from guard.drift()", App);
}
