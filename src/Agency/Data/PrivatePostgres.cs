using Npgsql;

namespace Agency.Data;

/// <summary>
/// A PostgreSQL of the checkout's own: made on first use, started and stopped with the console, reachable only through a socket in a folder that
/// nobody but its account (and root) can enter. So it needs no password and no port.
/// </summary>
public sealed class PrivatePostgres
{
    /// <summary>The role that may do everything.</summary>
    public const string Superuser = "postgres";

    readonly ClusterFolder _folder;
    readonly ClusterServer _server;

    PrivatePostgres(ClusterFolder folder, ClusterServer server) => (_folder, _server) = (folder, server);

    /// <summary>Where the databases are.</summary>
    public string DataDirectory => _folder.Data;

    /// <summary>Whether this call started it; otherwise it was running already and was adopted.</summary>
    public bool StartedHere { get; private set; }

    /// <summary>Whether there is one in this home, running or not.</summary>
    public static bool Exists(PrivatePostgresOptions options) =>
        ClusterFolder.HasDataFor(Path.GetFullPath(options.Home), ServerAccount.Find());

    /// <summary>
    /// Makes the cluster when there is none, starts it when it is not running, and answers when it takes connections. It may have been killed,
    /// or left running by a console that was: both are put right.
    /// </summary>
    /// <exception cref="StartUpException">
    /// No server programs, data of another version, no space, a folder of somebody else, or whatever the server itself gives as its reason.
    /// </exception>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options, CancellationToken ct)
    {
        var cluster = await FindAsync(options, ct);
        await cluster._folder.PrepareAsync(cluster._server.Account, ct);
        using var turn = await cluster._folder.LockAsync(ct);
        if (await cluster.IsAnsweringAsync(ct))
            return cluster;

        DiskSpace.Require(cluster._folder.Root, options.FreeBytesNeeded);
        if (!cluster._folder.HasData)
            await cluster._server.InitAsync(ct);
        await cluster._server.StartAsync(ct);
        cluster.StartedHere = true;
        return cluster;
    }

    /// <summary>The cluster of this home when it is running, else null. Starts and makes nothing.</summary>
    /// <exception cref="StartUpException">There is one, and it cannot be used.</exception>
    public static async Task<PrivatePostgres?> FindRunningAsync(PrivatePostgresOptions options, CancellationToken ct)
    {
        if (!Exists(options))
            return null;
        var cluster = await FindAsync(options, ct);
        return await cluster._server.IsRunningAsync(ct) ? cluster : null;
    }

    /// <summary>How to connect to one of its databases as one of its roles.</summary>
    public string ConnectionString(string database, string role) => new NpgsqlConnectionStringBuilder
    {
        Host = _folder.Socket,
        Port = ClusterServer.Port,
        Database = database,
        Username = role,
        ApplicationName = "AdminConsole",
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>Whether anybody is connected to one of its databases.</summary>
    public async Task<bool> HasClientsAsync(CancellationToken ct)
    {
        await using var server = await Database.OpenAsync(ConnectionString("postgres", Superuser), ct);
        await using var clients = new NpgsqlCommand("select exists (select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() and datname <> 'postgres')", server);
        return await clients.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Disconnects everybody and stops the server cleanly; fine when it is not running.</summary>
    /// <exception cref="StartUpException">It does not stop.</exception>
    public async Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        using var turn = await _folder.LockAsync(CancellationToken.None);
        await _server.StopAsync();
    }

    static async Task<PrivatePostgres> FindAsync(PrivatePostgresOptions options, CancellationToken ct)
    {
        var account = ServerAccount.Find();
        var folder = await ClusterFolder.FindAsync(Path.GetFullPath(options.Home), account, ct);
        var major = folder.DataMajor();
        var binaries = PostgresBinaries.Find(options.BinDirectory, major);
        if (major is { } wrote && wrote != binaries.Major)
            throw new StartUpException($"The database in {folder.Data} was made by PostgreSQL {wrote} and this machine has PostgreSQL {binaries.Major}; install PostgreSQL {wrote}, or move that directory away to start with a new database");
        return new(folder, new ClusterServer(folder, account, binaries, options.Fast));
    }

    async Task<bool> IsAnsweringAsync(CancellationToken ct)
    {
        for (var attempt = 0; await _server.IsRunningAsync(ct); attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres", Superuser) + ";Pooling=false");
                await connection.OpenAsync(ct);
                return true;
            }
            catch (PostgresException ex) when (ex.SqlState != PostgresErrorCodes.CannotConnectNow)
            {
                return true;
            }
            catch (NpgsqlException ex) when (attempt >= 300)
            {
                throw new StartUpException($"PostgreSQL is running in {DataDirectory} but takes no connections: {ex.Message}", ex);
            }
            catch (NpgsqlException)
            {
                // Recovering after a crash, or stopping: then it is soon running no more.
                await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
            }
        }

        return false;
    }
}
