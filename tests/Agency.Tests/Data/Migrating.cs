using System.Diagnostics.CodeAnalysis;
using Agency.Data;
using static Agency.Tests.Data.TemporaryHome;

namespace Agency.Tests.Data;

[SuppressMessage("Design", "CA1001", Justification = "xunit ends it through IAsyncLifetime.")]
public sealed class OnePostgres : IAsyncLifetime
{
    readonly TemporaryHome _home = new();

    public PrivatePostgres Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await _home.StartAsync();

    public async Task DisposeAsync() => await _home.DisposeAsync();
}

public sealed class Migrating(OnePostgres postgres) : IClassFixture<OnePostgres>, IAsyncLifetime
{
    static readonly Migration s_first = new("001.first.sql", "create schema shop; create table shop.things (id int);");
    static readonly Migration s_second = new("002.second.sql", "alter table shop.things add name text; insert into shop.things values (1, 'one');");
    static int s_shops;
    readonly string _shop = $"shop {Interlocked.Increment(ref s_shops)}";

    public async Task InitializeAsync() => Assert.True(await Migrator.PrepareAsync(Superuser, _shop, CancellationToken.None));

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Applies_each_file_once_and_in_order_as_the_owner()
    {
        Assert.Equal(2, await MigrateAsync(s_second, s_first));
        Assert.Equal(0, await MigrateAsync(s_second, s_first));
        Assert.Equal("001.first.sql 002.second.sql", await AskShopAsync("select string_agg(name, ' ' order by applied_at) from console.migrations"));
        Assert.Equal("agency_owner", await AskShopAsync("select tableowner from pg_tables where tablename = 'things'"));
    }

    [Fact]
    public async Task Tells_the_console_which_files_are_missing()
    {
        var app = postgres.Cluster.ConnectionString(_shop, "agency_app");
        var migrator = new Migrator([s_first, s_second]);
        Assert.Equal(["001.first.sql", "002.second.sql"], await migrator.PendingAsync(app, CancellationToken.None));
        await MigrateAsync(s_first);
        Assert.Equal(["002.second.sql"], await migrator.PendingAsync(app, CancellationToken.None));
    }

    [Theory]
    [InlineData("create table shop.half (id int);\n\n-- and then\nselect * from nowhere;", 4, "42P01: relation \"nowhere\" does not exist")]
    [InlineData("create table shop.half (id int);\nselect 1;\nselect\n  1 frm;\nselct 2;", 5, "42601: syntax error at or near \"selct\"")]
    [InlineData("create table shop.half (id int check (id > 0));\n-- too small\ninsert into shop.half\nvalues (0);", 3, "23514: new row")]
    [InlineData("create function shop.two() returns int language sql\nbegin atomic\n  select 1;\n  select two;\nend;", 4, "42703: column \"two\" does not exist")]
    [InlineData("do $$\nbegin\n  perform 1;\nend $$;\n/* ; */ select ';', E'\\';', \"a;b\" from (values (1)) v (\"a;b\");\ndo $$\nbegin\n  raise 'no; %', 2;\nend $$;", 6, "P0001: no; 2")]
    public async Task Leaves_nothing_of_a_failing_file_and_names_its_line(string sql, int line, string why)
    {
        var refusal = await Assert.ThrowsAsync<StartUpException>(() => MigrateAsync(s_first, new("002.broken.sql", sql), s_second with { Name = "003.second.sql" }));

        Assert.StartsWith($"002.broken.sql failed at line {line} and was rolled back: {why}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("1", await AskShopAsync("select count(*) from console.migrations"));
        Assert.Equal("", await AskShopAsync("select to_regclass('shop.half')::text"));
    }

    [Fact]
    public async Task Refuses_a_file_that_was_edited_after_it_had_been_applied()
    {
        await MigrateAsync(s_first);
        var refusal = await Assert.ThrowsAsync<StartUpException>(() => MigrateAsync(new Migration("001.first.sql", "select 1")));
        Assert.Contains("001.first.sql was edited", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_database_that_a_newer_console_has_migrated()
    {
        await MigrateAsync(s_first, s_second);
        var refusal = await Assert.ThrowsAsync<StartUpException>(() => MigrateAsync(s_first));
        Assert.Contains("002.second.sql", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_two_consoles_at_once_apply_each_file_once()
    {
        var applied = await Task.WhenAll(MigrateAsync(s_first, s_second), MigrateAsync(s_first, s_second), MigrateAsync(s_first, s_second));
        Assert.Equal([0, 0, 2], applied.Order());
        Assert.Equal("1", await AskShopAsync("select count(*) from shop.things"));
    }

    [Fact]
    public async Task Prepares_the_same_database_again_without_a_change()
    {
        Assert.False(await Migrator.PrepareAsync(Superuser, _shop, CancellationToken.None));
        Assert.Equal("f|t|t|f|f", await AskShopAsync("""
            select concat_ws('|', (select rolcanlogin from pg_roles where rolname = 'agency_owner'), pg_has_role('agency_admin', 'agency_owner', 'member'),
              has_database_privilege('agency_app', current_database(), 'connect'), has_database_privilege('agency_app', current_database(), 'create'),
              has_schema_privilege('agency_app', 'public', 'create'))
            """));
    }

    string Superuser => postgres.Cluster.ConnectionString("postgres", PrivatePostgres.Superuser);

    Task<int> MigrateAsync(params Migration[] migrations) => new Migrator(migrations).MigrateAsync(postgres.Cluster.ConnectionString(_shop, PrivatePostgres.Superuser), CancellationToken.None);

    Task<string?> AskShopAsync(string sql) => AskAsync(postgres.Cluster, sql, _shop);
}
