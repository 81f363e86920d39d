using Agency.Data;
using Npgsql;

namespace Agency.Import;

/// <summary>Another application's database: the shipped sample, or its empty tables. Each test has one of its own.</summary>
sealed class OtherApplication : IAsyncDisposable
{
    static int s_number;
    readonly string _server;
    readonly string _name;

    OtherApplication(string server, string name) => (_server, _name) = (server, name);

    public string Name => _name;

    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { Database = _name, Pooling = false }.ConnectionString;

    public static Task<OtherApplication> WithSampleAsync(Tests.TestDatabase beside) => CreateAsync(beside, EmbeddedSql.Read("Import/Sample/agency-sample.sql"));

    public static Task<OtherApplication> EmptyAsync(Tests.TestDatabase beside)
    {
        var sample = EmbeddedSql.Read("Import/Sample/agency-sample.sql");
        return CreateAsync(beside, sample[..sample.IndexOf("INSERT INTO", StringComparison.Ordinal)]);
    }

    /// <summary>One talent with what belongs to them, all of it fine.</summary>
    public static async Task<OtherApplication> WithOneTalentAsync(Tests.TestDatabase beside)
    {
        var other = await EmptyAsync(beside);
        await other.RunAsync("""
            insert into "User" values ('u1', 'ada@there.example', 'Ada', 'TALENT', '2025-01-01', '2025-01-02');
            insert into "Talent" ("id", "userId", "name", "commissionRate", "createdAt", "updatedAt") values ('t1', 'u1', 'Ada', 20, '2025-01-01', '2025-01-02');
            insert into "Deal" ("id", "talentId", "brandName", "campaignName", "stage", "value", "createdAt", "updatedAt")
              values ('d1', 't1', 'Kinto', 'Launch', 'COMPLETED', 100, '2025-01-03', '2025-01-04');
            insert into "Commission" values ('c1', 'd1', 't1', 20, 20, 'PAID', '2025-01-05');
            insert into "Payout" values ('p1', 't1', 'd1', 80, 'GBP', 'SCHEDULED', null, '2025-01-06')
            """);
        return other;
    }

    public async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public Task<ImportReport> ImportAsync(Tests.TestDatabase into, bool dryRun = false) =>
        new ImportService(into.AppConnectionString, TimeProvider.System).RunAsync(new(ConnectionString, DryRun: dryRun) { ActorName = "Ann" });

    public async ValueTask DisposeAsync() => await Data.Database.DropAsync(_server, _name, CancellationToken.None);

    static async Task<OtherApplication> CreateAsync(Tests.TestDatabase beside, string sql)
    {
        var other = new OtherApplication(beside.SuperuserConnectionString, $"test_{Environment.ProcessId}_other_{Interlocked.Increment(ref s_number)}");
        await OnServerAsync(other._server, $"create database {other._name} template template0");
        await other.RunAsync(sql);
        return other;
    }

    static async Task OnServerAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
