using System.Reflection;
using Agency.Data;
using Npgsql;

namespace Agency.Tests;

/// <summary>A migrated database of a test's own, cloned from a template on a private PostgreSQL that lives as long as the test run.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    const string Template = "agency_template";
    const string Memory = "/dev/shm";
    const long EnoughMemory = 4L << 30;

    static readonly Lazy<Task<PrivatePostgres>> s_server = new(StartAsync);
    static readonly SemaphoreSlim s_cloning = new(1);
    static int s_number;

    readonly PrivatePostgres _server;
    readonly string _name;

    TestDatabase(PrivatePostgres server, string name) => (_server, _name) = (server, name);

    public string AppConnectionString => _server.ConnectionString(_name, "agency_app");
    public string AdminConnectionString => _server.ConnectionString(_name, "agency_admin");
    public string ReaderConnectionString => _server.ConnectionString(_name, "agency_reader");
    public string SuperuserConnectionString => _server.ConnectionString(_name, PrivatePostgres.Superuser);

    /// <summary>The checkout's root: where AdminConsole.sln is.</summary>
    public static string Checkout { get; } = FindCheckout();

    public static async Task<TestDatabase> CreateAsync()
    {
        var server = await s_server.Value;
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref s_number)}";
        await s_cloning.WaitAsync();
        try
        {
            // Copying the files is seven times as fast as writing them to the log, and nothing here is to survive a crash.
            await RunAsync(server.ConnectionString("postgres", PrivatePostgres.Superuser), $"create database {name} template {Template} strategy file_copy is_template true owner agency_owner; revoke all on database {name} from public; grant connect on database {name} to agency_admin, agency_app, agency_reader");
        }
        finally
        {
            s_cloning.Release();
        }
        return new TestDatabase(server, name);
    }

    /// <summary>Runs SQL on this database as the given role; answers the first value, or null.</summary>
    public async Task<object?> AskAsync(string sql, string role = "agency_app")
    {
        await using var connection = new NpgsqlConnection(_server.ConnectionString(_name, role));
        await connection.OpenAsync();
        // A machine with other work must not fail a test.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? value : null;
    }

    /// <summary>Runs SQL as a superuser who first takes the guard's event triggers away, and puts them back.</summary>
    public async Task ForceAsync(string sql) => await AskAsync(Forced(sql), PrivatePostgres.Superuser);

    /// <summary>Runs SQL as a migration would: as agency_guard, in a transaction that may change what is guarded.</summary>
    public async Task ChangeGuardedAsync(string sql) => await AskAsync($"set role agency_guard; select guard.begin_change(); {sql}; select guard.end_change(); reset role", PrivatePostgres.Superuser);

    /// <summary>Nobody is connected to this database, and nobody can connect, while something is done.</summary>
    public async Task WhileAwayAsync(Func<Task> something)
    {
        var postgres = _server.ConnectionString("postgres", PrivatePostgres.Superuser);
        await RunAsync(postgres, $"alter database {_name} allow_connections false; select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{_name}'");
        try
        {
            await something();
        }
        finally
        {
            await RunAsync(postgres, $"alter database {_name} allow_connections true");
        }
    }

    public static string Forced(string sql) => $"""
        alter event trigger guard_ddl disable; alter event trigger guard_drop disable; alter event trigger guard_rewrite disable;
        {sql};
        alter event trigger guard_ddl enable always; alter event trigger guard_drop enable always; alter event trigger guard_rewrite enable always
        """;

    public async ValueTask DisposeAsync()
    {
        // Whoever is still connected costs the dropping a tenth of a second.
        foreach (var role in (string[])["agency_app", "agency_admin", "agency_reader", PrivatePostgres.Superuser])
        {
            await using var pool = new NpgsqlConnection(_server.ConnectionString(_name, role));
            NpgsqlConnection.ClearPool(pool);
        }
        await RunAsync(_server.ConnectionString("postgres", PrivatePostgres.Superuser), $"alter database {_name} is_template false; drop database {_name} with (force)");
    }

    static async Task<PrivatePostgres> StartAsync()
    {
        var home = Path.Combine(Folder(), Assembly.GetExecutingAssembly().GetName().Name!);
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(home) { Fast = true }, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.StopAsync().GetAwaiter().GetResult();
            if (home.StartsWith(Memory, StringComparison.Ordinal))
                Directory.Delete(home, recursive: true);
        };
        var superuser = server.ConnectionString("postgres", PrivatePostgres.Superuser);
        await foreach (var left in ListAsync(superuser, $"select datname from pg_database where datname like 'test\\_%' or datname = '{Template}'"))
            await RunAsync(superuser, $"alter database {left} is_template false; drop database {left} with (force)");
        await Migrator.PrepareAsync(superuser, Template, CancellationToken.None);
        await new Migrator().MigrateAsync(server.ConnectionString(Template, PrivatePostgres.Superuser), CancellationToken.None);
        NpgsqlConnection.ClearAllPools();
        return server;
    }

    // Each test's database is a thousand files that are made and deleted: in memory that takes a tenth of the time, where there is enough of it.
    static string Folder()
    {
        var hasMemory = Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > EnoughMemory;
        return hasMemory ? Path.Combine(Memory, "adminconsole" + Checkout.Replace('/', '-')) : Path.Combine(Checkout, ".console", "test");
    }

    static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        foreach (var statement in sql.Split(';'))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    static async IAsyncEnumerable<string> ListAsync(string connectionString, string sql)
    {
        List<string> names = [];
        await using (var connection = new NpgsqlConnection(connectionString + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                names.Add(reader.GetString(0));
        }
        foreach (var name in names)
            yield return name;
    }

    static string FindCheckout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AdminConsole.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run from within the checkout.");
    }
}
