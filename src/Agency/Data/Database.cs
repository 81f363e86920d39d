using Npgsql;

namespace Agency.Data;

/// <summary>Connections for what happens before the console serves: outside the pool, without a time limit, failing in one sentence.</summary>
static class Database
{
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch (NpgsqlException ex)
        {
            await connection.DisposeAsync();
            throw new StartUpException($"Cannot connect to database {settings.Database} on {settings.Host} as {settings.Username}: {Message(ex)}", ex);
        }
    }

    public static string Quote(string name) => '"' + name.Replace("\"", "\"\"") + '"';

    public static async Task<bool> ExistsAsync(NpgsqlConnection server, string database, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", server) { Parameters = { new() { Value = database } } };
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Drops a database if it is there, also one that is marked against it.</summary>
    public static async Task DropAsync(string superuserConnectionString, string database, CancellationToken ct)
    {
        await using var server = await OpenAsync(superuserConnectionString, ct);
        if (!await ExistsAsync(server, database, ct))
            return;
        await server.RunAsync($"alter database {Quote(database)} is_template false", ct);
        await server.RunAsync($"drop database {Quote(database)} with (force)", ct);
    }

    public static async Task RunAsync(this NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException ex)
        {
            throw new StartUpException($"The database refuses: {ex.SqlState}: {Message(ex)}", ex);
        }
    }

    /// <summary>Runs all statements of a file; when one fails, says which file, which line, and what PostgreSQL said.</summary>
    public static async Task RunFileAsync(this NpgsqlConnection connection, string file, string sql, CancellationToken ct)
    {
        foreach (var statement in SqlFile.Split(sql))
        {
            try
            {
                // As a string, so that only the server reads it: Npgsql would cut it once more.
                await using var command = new NpgsqlCommand($"do $console_do$ begin execute $console_sql${statement.Text}$console_sql$; end $console_do$", connection);
                await command.ExecuteNonQueryAsync(ct);
            }
            catch (PostgresException ex)
            {
                var at = statement.Begin + (ex.InternalQuery == statement.Text ? ex.InternalPosition - 1 : 0);
                var line = 1 + sql.AsSpan(0, at).Count('\n');
                throw new StartUpException($"{file} failed at line {line} and was rolled back: {ex.SqlState}: {Message(ex)}", ex);
            }
        }
    }

    static string Message(NpgsqlException ex) =>
        ex is PostgresException server ? server.MessageText : ex.InnerException?.Message ?? ex.Message;
}
