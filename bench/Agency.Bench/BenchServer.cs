using System.Globalization;
using Npgsql;

namespace Agency.Bench;

/// <summary>
/// A PostgreSQL for measuring, in a folder of its own: it syncs like any other; it writes no full pages, so that the log holds what the writes cost and not
/// when the last checkpoint was, and vacuums only when told. It and its data are gone when this is disposed.
/// </summary>
sealed class BenchServer : IAsyncDisposable
{
    static readonly string[] s_settings =
        ["full_page_writes = off", "autovacuum = off", "shared_buffers = '512MB'", "max_wal_size = '16GB'", "checkpoint_timeout = '1h'"];

    readonly string _home;
    readonly PrivatePostgres _server;
    int _databases;

    BenchServer(string home, PrivatePostgres server) => (_home, _server) = (home, server);

    public int Postmaster => int.Parse(File.ReadLines(Path.Combine(_server.DataDirectory, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public PostgresBinaries Binaries { get; } = PostgresBinaries.Find(null, null);

    /// <exception cref="StartUpException">No server programs, no pgbench, or another bench runs here.</exception>
    public static async Task<BenchServer> StartAsync(string home, CancellationToken ct)
    {
        var options = new PrivatePostgresOptions(home);
        var bench = new BenchServer(home, await PrivatePostgres.StartAsync(options, ct));
        if (!bench._server.StartedHere && await bench._server.HasClientsAsync(ct))
            throw new StartUpException($"Another bench runs in {home}");
        try
        {
            if (!File.Exists(bench.Binaries.Program("pgbench")))
                throw new StartUpException($"pgbench is not in {bench.Binaries.Directory}; on Debian it comes with: apt-get install postgresql");
            await using (var connection = await Database.OpenAsync(bench.Superuser("postgres"), ct))
            {
                foreach (var setting in s_settings)
                    await connection.RunAsync($"alter system set {setting}", ct);
            }

            await bench._server.StopAsync();
            await PrivatePostgres.StartAsync(options, ct);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    public string Superuser(string database) => _server.ConnectionString(database, PrivatePostgres.Superuser);

    public string App(string database) => _server.ConnectionString(database, "agency_app");

    /// <summary>A new database with the schema of this build.</summary>
    public async Task<BenchDatabase> CreateDatabaseAsync(CancellationToken ct)
    {
        var name = $"bench_{++_databases}";
        await Database.DropAsync(Superuser("postgres"), name, ct);
        await Migrator.PrepareAsync(Superuser("postgres"), name, ct);
        await new Migrator().MigrateAsync(Superuser(name), ct);
        return await BenchDatabase.OpenAsync(this, name, ct);
    }

    public Task DropDatabaseAsync(string name) => Database.DropAsync(Superuser("postgres"), name, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.StopAsync();
        Directory.Delete(Path.GetDirectoryName(_server.DataDirectory)!, recursive: true);
        Directory.Delete(_home, recursive: true);
    }
}
