using System.Diagnostics;
using Npgsql;

namespace Agency.Bench;

/// <summary>What some work cost the server: processor seconds of its backends, seconds on the clock, bytes of write-ahead log.</summary>
sealed record Cost(double Cpu, double Elapsed, double Log)
{
    public static Cost operator /(Cost cost, double by) => new(cost.Cpu / by, cost.Elapsed / by, cost.Log / by);

    public static Cost operator /(Cost cost, Cost by) => new(cost.Cpu / by.Cpu, cost.Elapsed / by.Elapsed, cost.Log / by.Log);
}

/// <summary>A database of a figure's own, and what work in it costs. Gone when disposed.</summary>
sealed class BenchDatabase : IAsyncDisposable
{
    const int Clients = 4;

    readonly BenchServer _server;
    readonly string _name;
    readonly NpgsqlConnection _connection;
    readonly ServerCpu _cpu;

    BenchDatabase(BenchServer server, string name, NpgsqlConnection connection) =>
        (_server, _name, _connection, _cpu) = (server, name, connection, new ServerCpu(server.Postmaster, connection.ProcessID));

    public static async Task<BenchDatabase> OpenAsync(BenchServer server, string name, CancellationToken ct) =>
        new(server, name, await Database.OpenAsync(server.Superuser(name), ct));

    /// <summary>Connects as the console itself.</summary>
    public string App => _server.App(_name);

    public Task RunAsync(string sql, CancellationToken ct) => _connection.RunAsync(sql, ct);

    /// <summary>The first value of the first row.</summary>
    public async Task<T> AskAsync<T>(string sql, CancellationToken ct, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        command.Parameters.AddRange(parameters.Select(p => new NpgsqlParameter { Value = p }).ToArray());
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>What the work on this connection costs, with the parallel workers it takes.</summary>
    public Task<Cost> MeasureAsync(string sql, CancellationToken ct) => MeasureAsync(() => RunAsync(sql, ct), ct);

    /// <summary>What one transaction of the script costs when clients run it at the same time, each so many times.</summary>
    /// <exception cref="InvalidOperationException">pgbench fails, or a transaction does.</exception>
    public async Task<Cost> PgbenchAsync(string script, int transactions, CancellationToken ct)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, script, ct);
            var settings = new NpgsqlConnectionStringBuilder(_connection.ConnectionString);
            string[] line =
            [
                _server.Binaries.Program("pgbench"), "-n", "-c", $"{Clients}", "-j", "1", "-M", "prepared", "-t", $"{transactions}", "-f", file,
                "-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, _name,
            ];
            return await MeasureAsync(
                async () =>
                {
                    var ran = await Command.RunAsync(line, ct);
                    if (!ran.Succeeded || !ran.Output.Contains("failed transactions: 0 ", StringComparison.Ordinal))
                        throw new InvalidOperationException($"pgbench failed: {ran.Output}{ran.Error}");
                },
                ct) / (Clients * transactions);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _server.DropDatabaseAsync(_name);
    }

    /// <summary>What work on this connection, or on others that it begins and ends, costs.</summary>
    public async Task<Cost> MeasureAsync(Func<Task> work, CancellationToken ct)
    {
        var known = _cpu.Backends();
        var log = await LogPositionAsync(ct);
        var (cpu, began) = (_cpu.Seconds(), Stopwatch.GetTimestamp());
        await work();
        var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await _cpu.SettleAsync(known, ct);
        return new(_cpu.Seconds() - cpu, elapsed, await LogPositionAsync(ct) - log);
    }

    async Task<double> LogPositionAsync(CancellationToken ct) =>
        (double)await AskAsync<decimal>("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn", ct);
}
