using System.Diagnostics.CodeAnalysis;

namespace Agency.Tests.Data;

/// <summary>A database with tables of every kind, of another owner, in a schema with an awkward name, all protected.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit ends it through IAsyncLifetime.")]
public sealed class Zoo : IAsyncLifetime
{
    public const string AsKeeper = "set role zoo_keeper; set search_path = \"The 100% Zoo\"; ";

    public TestDatabase Database { get; private set; } = null!;

    /// <summary>What protecting said, a line each.</summary>
    public string Said { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        await Database.AskAsync(await File.ReadAllTextAsync(Path.Combine(TestDatabase.Checkout, "tests", "Agency.Tests", "Data", "Zoo.sql")), Sql.Superuser);
        Said = await Database.AskAsync<string>("""
            select string_agg(line, E'\n') from (select c.oid from pg_class c where c.relnamespace = '"The 100% Zoo"'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by c.oid) c,
              lateral guard.protect(c.oid::regclass) line
            """);
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();
}
