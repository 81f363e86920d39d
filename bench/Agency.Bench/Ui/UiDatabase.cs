using Agency.Import;
using Npgsql;

namespace Agency.Bench;

/// <summary>A large agency in a PostgreSQL of its own, set up as <c>./console up</c> sets up its own.</summary>
sealed class UiDatabase : IAsyncDisposable
{
    readonly PrivatePostgres _server;
    readonly string _home, _name;
    readonly bool _keep;

    UiDatabase(PrivatePostgres server, string home, string name, bool keep) => (_server, _home, _name, _keep) = (server, home, name, keep);

    public string App => _server.ConnectionString(_name, "agency_app");

    /// <summary>How long filling it took; null where an earlier bench had kept it.</summary>
    public TimeSpan? Seeded { get; private set; }

    public static async Task<UiDatabase> OpenAsync(string home, UiOptions options, CancellationToken ct)
    {
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(home), ct);
        if (!server.StartedHere && await server.HasClientsAsync(ct))
            throw new StartUpException($"Another bench runs in {home}");
        var database = new UiDatabase(server, home, $"ui_{options.Talents}_{options.Deals}", options.Keep);
        try
        {
            await database.FillAsync(options, ct);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    async Task FillAsync(UiOptions options, CancellationToken ct)
    {
        var superuser = _server.ConnectionString("postgres", PrivatePostgres.Superuser);
        await Migrator.PrepareAsync(superuser, _name, ct);
        await new Migrator().MigrateAsync(Administrator, ct);
        if (!await SampleData.HasRoomAsync(App, ct))
            return;
        await SampleData.ImportAsync(superuser, App, ct);
        Seeded = (await new SeedData(App).RunAsync(options.Talents, options.Deals, null, ct)).Took;
        await SeedData.AnalyzeAsync(Administrator, ct);
        await using var connection = await Database.OpenAsync(Administrator, ct);
        await connection.RunAsync("vacuum", ct);
        await connection.RunAsync("checkpoint", ct);
    }

    public Task<List<Guid>> IdsAsync(string sql, CancellationToken ct) => ReadAsync(sql, row => row.GetGuid(0), ct);

    public Task<List<(TFirst, TSecond)>> PairsAsync<TFirst, TSecond>(string sql, CancellationToken ct) => ReadAsync(sql, row => (row.GetFieldValue<TFirst>(0), row.GetFieldValue<TSecond>(1)), ct);

    async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var connection = await Database.OpenAsync(App, ct);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<T> rows = [];
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }

    string Administrator => _server.ConnectionString(_name, PrivatePostgres.Superuser);

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        if (_keep)
            return;
        Directory.Delete(Path.GetDirectoryName(_server.DataDirectory)!, recursive: true);
        Directory.Delete(_home, recursive: true);
    }
}
