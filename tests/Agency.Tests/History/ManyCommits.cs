using Agency.Tests.Data;

namespace Agency.Tests.History;

/// <summary>20,000 talents and deals with a history: a baseline 13 months ago, and 20,000 commits since.</summary>
public sealed class ManyCommits : IAsyncLifetime
{
    public ManyRows Rows { get; } = new(20_000);

    public TestAgency Agency => Rows.Agency;

    public async Task InitializeAsync()
    {
        await Rows.InitializeAsync();
        await Agency.Database.AskAsync(await File.ReadAllTextAsync(Path.Combine(TestDatabase.Checkout, "tests", "Agency.Tests", "History", "ManyCommits.sql")), Sql.Superuser);
    }

    public Task DisposeAsync() => Rows.DisposeAsync();
}

[CollectionDefinition(nameof(ManyCommits))]
public sealed class ManyCommitsAreMadeOnce : ICollectionFixture<ManyCommits>;
