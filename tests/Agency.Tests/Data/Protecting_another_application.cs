using Agency.Data;
using Agency.Import;
using Npgsql;

namespace Agency.Tests.Data;

/// <summary>The database in which the incident happened, protected where it is.</summary>
public sealed class Protecting_another_application : IAsyncLifetime
{
    const string EveryRow = """
        select string_agg(c.relname || ' ' || (xpath('//c/text()', query_to_xml(format(
                 'select count(*) || '' '' || coalesce(md5(string_agg(to_jsonb(t)::text, '','' order by t.id)), ''-'') as c from public.%I t', c.relname), false, true, '')))[1], E'\n' order by c.relname)
          from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        """;

    const string Incident = """
        BEGIN;
        DELETE FROM "User";
        INSERT INTO "User" ("id","email","name","role","createdAt","updatedAt") VALUES
         ('cnewadmin000000000000001','first.admin@agency.example','First Admin','SUPERADMIN','2026-01-11 15:03:00','2026-01-11 15:03:00'),
         ('cnewadmin000000000000002','second.admin@agency.example','Second Admin','ADMIN','2026-01-11 15:11:00','2026-01-11 15:11:00');
        COMMIT;
        """;

    static readonly string s_owner = $"prisma_{Environment.ProcessId}";

    TestDatabase _beside = null!;
    OtherApplication _other = null!;

    public async Task InitializeAsync()
    {
        _beside = await TestDatabase.CreateAsync();
        _other = await OwnedAsync();
    }

    public async Task DisposeAsync()
    {
        await _other.DisposeAsync();
        await _beside.DisposeAsync();
    }

    [Fact]
    public async Task Leaves_its_own_statements_working_and_refuses_the_incident_with_no_row_lost()
    {
        var before = await AskAsync(EveryRow);
        Assert.Contains("Talent 23 ", before, StringComparison.Ordinal);

        var report = await new Protection(new(_other.ConnectionString)).RunAsync(CancellationToken.None);

        Assert.Empty(report.Refused);
        Assert.Contains("public.\"Talent\": foreign key \"Talent_userId_fkey\" is ON DELETE RESTRICT now", report.Done);
        Assert.Contains("public.\"Deal\": protected; 57 rows are its baseline", report.Done);
        Assert.Equal(before, await AskAsync(EveryRow));
        Assert.Equal("", await AskAsync("select coalesce(string_agg(d::text, ';'), '') from guard.drift() d"));

        await AsOwnerAsync("""
            INSERT INTO "Brand" ("id", "name") VALUES ('cnewbrand', 'Kinto & Co');
            UPDATE "Deal" SET "stage" = 'COMPLETED', "updatedAt" = now() WHERE "id" = (SELECT min("id") FROM "Deal");
            UPDATE "Talent" SET "followers" = coalesce("followers", 0) + 1 WHERE "name" = 'Aria Okafor';
            SELECT t."name", count(*) FROM "Talent" t JOIN "Deal" d ON d."talentId" = t."id" GROUP BY 1;
            ALTER TABLE "Brand" ADD COLUMN "logo" text; CREATE TABLE "Later" ("id" text PRIMARY KEY)
            """);
        Assert.Equal("public.\"Brand\" I, public.\"Deal\" U, public.\"Talent\" U", await AskAsync($"""
            select string_agg(l.table_name || ' ' || l.action, ', ' order by l.seq) from history.log l join history.commits c on c.id = l.commit_id where c.intent = 'sql' and l.table_name like 'public.%'
            """));

        var living = await AskAsync(EveryRow);
        foreach (var who in new[] { $"set role {s_owner}; ", "" })
            Assert.Equal("AG001", (await Assert.ThrowsAsync<PostgresException>(() => AskAsync(who + Incident))).SqlState);
        Assert.Equal(living, await AskAsync(EveryRow));
    }

    [Fact]
    public async Task Plans_all_of_it_as_SQL_that_does_the_same_and_changes_nothing_by_that()
    {
        const string protection = """
            select string_agg(concat_ws(' ', p.table_name, p.key_columns, p.key_types, p.row_limit), E'\n' order by p.table_name) || (
              select string_agg(pg_get_constraintdef(oid), E'\n' order by conname) from pg_constraint where connamespace = 'public'::regnamespace) || (
              select string_agg(tgname || pg_get_triggerdef(oid), E'\n' order by tgrelid::regclass::text, tgname) from pg_trigger where not tgisinternal) from guard.protected p
            """;
        var before = await AskAsync(EveryRow);

        var plan = await new Protection(new(_other.ConnectionString, RowLimit: 50)).PlanAsync(CancellationToken.None);

        Assert.Equal("0", await AskAsync("select count(*)::text from pg_namespace where nspname in ('agency', 'history', 'guard', 'watch', 'console')"));
        Assert.Contains("-- becomes ON DELETE RESTRICT: public.\"Talent\"".Replace("public.", "", StringComparison.Ordinal), plan, StringComparison.Ordinal);
        await using (var connection = new NpgsqlConnection(_other.ConnectionString))
        {
            await connection.OpenAsync();
            foreach (var statement in SqlFile.Split(plan.Replace("\\set ON_ERROR_STOP on", "", StringComparison.Ordinal)))
                await connection.RunSqlAsync($"{statement.Text}");
        }
        await using var ran = await OwnedAsync();
        await new Protection(new(ran.ConnectionString, RowLimit: 50)).RunAsync(CancellationToken.None);
        await using var there = new NpgsqlConnection(ran.ConnectionString);
        await there.OpenAsync();
        Assert.Equal(await there.AskSqlAsync(protection), await AskAsync(protection));
        Assert.Equal("", await AskAsync("select coalesce(string_agg(d::text, ';'), '') from guard.drift() d"));
        Assert.Equal(before, await AskAsync(EveryRow));
    }

    [Fact]
    public async Task Names_the_tables_that_cannot_be_protected_and_keeps_the_database_its_owners()
    {
        await AskAsync($"create table public.\"Heap\" (x int); alter database {_other.Name} owner to {s_owner}; grant temp on database {_other.Name} to public");

        var report = await new Protection(new(_other.ConnectionString)).RunAsync(CancellationToken.None);

        Assert.Equal([new("public.\"Heap\"", "it has no primary key")], report.Refused);
        Assert.Equal($"{s_owner} true", await AskAsync("select datdba::regrole || ' ' || datistemplate from pg_database where datname = current_database()"));
        Assert.Empty((await new Protection(new(_other.ConnectionString)).RunAsync(CancellationToken.None)).Done);
    }

    async Task<OtherApplication> OwnedAsync()
    {
        var other = await OtherApplication.WithSampleAsync(_beside);
        await other.RunAsync($"""
            do $$ begin create role {s_owner}; exception when duplicate_object or unique_violation then null; end $$;
            grant all on schema public to {s_owner};
            do $$ declare t record; begin for t in select oid::regclass as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' loop
              execute format('alter table %s owner to {s_owner}', t.name); end loop; end $$
            """);
        return other;
    }

    Task<string?> AsOwnerAsync(string sql) => AskAsync($"set role {s_owner}; {sql}");

    async Task<string?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_other.ConnectionString);
        await connection.OpenAsync();
        return await connection.AskSqlAsync(sql);
    }
}
