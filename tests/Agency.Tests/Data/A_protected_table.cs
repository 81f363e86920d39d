using static Agency.Tests.Sql;

namespace Agency.Tests.Data;

public sealed class A_protected_table(FilledTables filled) : IClassFixture<FilledTables>
{
    const string Destructive = "AG001", NoPrivilege = "42501";

    /// <summary>What destroys, by name; {0} is the table. The app's role has no right to some of it; the others are stopped by the guard alone.</summary>
    static readonly (string Name, string Statement, string AsApp)[] s_destructive =
    [
        ("delete one", "delete from {0} where id = (select id from {0} limit 1)", NoPrivilege),
        ("delete all", "delete from {0}", NoPrivilege),
        ("delete in a query", "with gone as (delete from {0} returning id) select count(*) from gone", NoPrivilege),
        ("merge that deletes", "merge into {0} t using (select id from {0} limit 1) s on t.id = s.id when matched then delete", NoPrivilege),
        ("truncate", "truncate {0} cascade", NoPrivilege),
        ("trash one", "update {0} set deleted_at = now() where id = (select id from {0} where deleted_at is null limit 1)", Destructive),
        ("trash all", "update {0} set deleted_at = now()", Destructive),
        ("take out of the trash", "update {0} set deleted_at = null where deleted_at is not null", Destructive),
        ("change a key", "update {0} set id = gen_random_uuid() where deleted_at is not null", Destructive),
        ("update 101", "update {0} set updated_at = now() where id in (select id from {0} limit 101)", Destructive),
        ("upsert 101", "insert into {0} select * from {0} limit 101 on conflict (id) do update set updated_at = now()", Destructive),
        ("upsert into the trash", "insert into {0} select * from {0} where deleted_at is null limit 1 on conflict (id) do update set deleted_at = now()", Destructive),
        ("merge of 101", "merge into {0} t using (select id from {0} limit 101) s on t.id = s.id when matched then update set updated_at = now()", Destructive),
        ("101 in two halves of one statement", """
            with a as (update {0} set updated_at = now() where id in (select id from {0} order by id limit 51) returning 1)
            update {0} set updated_at = now() where id in (select id from {0} order by id offset 51 limit 50)
            """, Destructive),
        ("trash with constraints deferred", "set constraints all deferred; update {0} set deleted_at = now()", Destructive),
    ];

    static readonly (string Name, string Statement)[] s_beyondTheApp =
    [
        ("say that a request is being applied", "insert into guard.applying values (pg_current_xact_id(), gen_random_uuid()); update {0} set deleted_at = now()"),
        ("take it off the list", "delete from guard.protected where table_name = '{0}'"),
        ("raise its limit", "update guard.protected set row_limit = 1000000 where table_name = '{0}'"),
        ("disable its triggers", "alter table {0} disable trigger all"),
        ("drop a trigger", "drop trigger guard_delete on {0}"),
        ("protect it anew", "select guard.protect('{0}', 1000000)"),
        ("drop a column", "alter table {0} drop column created_at"),
        ("drop it", "drop table {0} cascade"),
        ("replicate", "set session_replication_role = replica; update {0} set deleted_at = now()"),
        ("become the owner", "set role agency_owner; delete from {0}"),
    ];

    public static TheoryData<string, string> TablesAndRoles()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var table in FilledTables.Names)
        {
            foreach (var who in new[] { App, Owner, Superuser })
                pairs.Add(table, who);
        }
        return pairs;
    }

    public static TheoryData<string> Tables() => new(FilledTables.Names);

    /// <summary>Not the stand-ins and the holders of the glass: those are decided by two. Nor what is written once, or all of it together.</summary>
    public static TheoryData<string> TablesOfOne() => new(FilledTables.Names.Except(["delegations", "break_glass_holders", .. s_once]));

    static readonly string[] s_once = ["receipts", "ledger_entries", "document_contents", "document_versions", "payout_items", "deal_commission_splits"];

    [Theory, MemberData(nameof(TablesAndRoles))]
    public async Task Refuses_what_destroys(string table, string who)
    {
        foreach (var (attempt, statement, asApp) in s_destructive)
            Assert.Equal((attempt, who == App ? asApp : Destructive), (attempt, await filled.Database.RefusalAsync(Of(table, statement), who)));

        Assert.Equal(filled.Image, await filled.Database.ImageAsync());
    }

    [Theory, MemberData(nameof(Tables))]
    public async Task Gives_the_app_no_way_round(string table)
    {
        foreach (var (attempt, statement) in s_beyondTheApp)
            Assert.Equal((attempt, NoPrivilege), (attempt, await filled.Database.RefusalAsync(Of(table, statement))));

        Assert.Equal(filled.Image, await filled.Database.ImageAsync());
    }

    [Theory, MemberData(nameof(Tables))]
    public async Task Refuses_a_superuser_who_says_the_session_only_replicates(string table)
    {
        foreach (var statement in new[] { "delete from {0}", "truncate {0} cascade", "update {0} set deleted_at = now()", "update {0} set updated_at = now()" })
            Assert.Equal(Destructive, await filled.Database.RefusalAsync(Of(table, "set session_replication_role = replica; " + statement), Superuser));

        Assert.Equal(filled.Image, await filled.Database.ImageAsync());
    }

    [Theory, MemberData(nameof(TablesOfOne))]
    public async Task Lets_the_app_add_a_row_and_change_up_to_a_hundred_at_once(string table)
    {
        await using var connection = await filled.Database.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        await connection.RunSqlAsync(Of(table, "update {0} set updated_at = now() where id = (select id from {0} limit 1)"));
        await connection.RunSqlAsync(Of(table, "update {0} set updated_at = now() where id in (select id from {0} limit 100)"));
        // A copy of a row in the trash collides with nothing but its key, and an import's source.
        await connection.RunSqlAsync(Of(table, """
            insert into {0} select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'source_id', 'another'))).* from {0} t where t.deleted_at is not null
            """));

        Assert.Equal("151", await connection.AskSqlAsync(Of(table, "select count(*) from {0}")));
        Assert.Equal("102", await connection.AskSqlAsync("select count(*) from history.changes where commit_id = (select max(id) from history.commits)"));
    }

    [Fact]
    public async Task Written_once_stays_as_it_is()
    {
        foreach (var table in s_once)
            Assert.Equal(Destructive, await filled.Database.RefusalAsync(Of(table, "update {0} set created_at = now() where id = (select id from {0} limit 1)")));

        Assert.Equal(filled.Image, await filled.Database.ImageAsync());
    }

    static string Of(string table, string statement) => statement.Replace("{0}", "agency." + table);
}
