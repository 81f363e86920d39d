using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Npgsql;

namespace Agency.Data;

/// <summary>Connections for what happens before the console serves: outside the pool, without a time limit, failing in one sentence.</summary>
internal static partial class Database
{
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0, IncludeFailedBatchedCommand = true };
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

    public static Task RunAsync(this NpgsqlConnection connection, string sql, CancellationToken ct) =>
        connection.RunFileAsync(null, sql, ct);

    /// <summary>Runs all statements of a file; when one fails, says which file, which line, and what PostgreSQL said.</summary>
    public static async Task RunFileAsync(this NpgsqlConnection connection, string? file, string sql, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException ex)
        {
            var where = file is null ? "The database refuses" : $"{file} failed at line {LineOf(sql, ex)} and was rolled back";
            throw new StartUpException($"{where}: {ex.SqlState}: {Message(ex)}", ex);
        }
    }

    private static string Message(NpgsqlException ex) =>
        ex is PostgresException server ? server.MessageText : ex.InnerException?.Message ?? ex.Message;

    // PostgreSQL counts characters within the failed statement, and only when it knows better than "somewhere in it".
    private static int LineOf(string sql, PostgresException ex)
    {
        var statement = (ex.BatchCommand is { } failed ? SentText(failed) : null) ?? "";
        var offset = ex.Position > 0 ? ex.Position - 1 : BlankOrComment().Match(statement).Length;
        var solid = statement.Take(offset).Count(c => !char.IsWhiteSpace(c));
        var at = Math.Max(sql.IndexOf(statement.Split(';')[0], StringComparison.Ordinal), 0);
        // Npgsql sends a function's body with less white space than it was written with.
        while (at < sql.Length && (char.IsWhiteSpace(sql[at]) || solid-- > 0))
            at++;
        return 1 + sql.AsSpan(0, at).Count('\n');
    }

    // Npgsql splits a file into statements itself, and shows nobody the one that failed. A test holds that this property is still there.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_FinalCommandText")]
    private static extern string? SentText(NpgsqlBatchCommand statement);

    [GeneratedRegex(@"\A(\s+|--[^\n]*)*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BlankOrComment();
}
