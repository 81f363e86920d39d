using Agency.Recovery;
using Npgsql;

namespace Agency.Tests.Recovery;

public sealed class The_incident_undone
{
    [Fact]
    public async Task Leaves_no_row_different_and_no_database_behind()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var output = new StringWriter();
        string App(string name) => new NpgsqlConnectionStringBuilder(database.AppConnectionString) { Database = name }.ConnectionString;

        var differ = await new IncidentDemo(database.SuperuserConnectionString, App, output).RunAsync(CancellationToken.None);

        Assert.Equal(0, differ);
        Assert.Contains("23 talents, 57 deals", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("2 people, ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("0 talents, 0 deals, 0 commissions, 0 payouts", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0L, await database.AskAsync<long>("select count(*) from pg_database where datname like 'incident_demo%'"));
    }
}
