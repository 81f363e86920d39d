using System.Data;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Agency.Import;

/// <summary>The other application's database, read only and as it is at one moment, however often its tables are read.</summary>
sealed class Source : IAsyncDisposable
{
    readonly NpgsqlConnection _connection;
    readonly NpgsqlTransaction _transaction;

    Source(NpgsqlConnection connection, NpgsqlTransaction transaction, string name) => (_connection, _transaction, Name) = (connection, transaction, name);

    public string Name { get; }

    public static async Task<Source> OpenAsync(ImportOptions options, CancellationToken ct)
    {
        var settings = ConnectionStrings.Parse(options.SourceConnectionString);
        settings.Pooling = false;
        settings.CommandTimeout = 300;
        settings.IncludeErrorDetail = false;
        if (string.IsNullOrEmpty(settings.Host))
            throw new ImportException("The connection string does not say on which host the database is.");
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            await using var readOnly = new NpgsqlCommand("set transaction read only", connection);
            await readOnly.ExecuteNonQueryAsync(ct);
            return new Source(connection, transaction, options.SourceName);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or ArgumentException)
        {
            await connection.DisposeAsync();
            throw new ImportException($"The database to import from cannot be opened: {Reason(e)}", e);
        }
    }

    /// <summary>Refuses a database of another shape, naming everything it lacks.</summary>
    public async Task RequireAsync(IEnumerable<Route> routes, CancellationToken ct)
    {
        List<string> missing = [];
        foreach (var route in routes)
        {
            await using var command = new NpgsqlCommand("""
                select to_regclass($1) is not null, array(select a.attname from pg_attribute a where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped)
                """, _connection);
            command.Parameters.AddWithValue($"\"{route.From}\"");
            await using var reader = await AskAsync(() => command.ExecuteReaderAsync(ct));
            await AskAsync(() => reader.ReadAsync(ct));
            var there = await reader.GetFieldValueAsync<string[]>(1, ct);
            if (!reader.GetBoolean(0))
                missing.Add($"the table \"{route.From}\"");
            else
                missing.AddRange(route.Reads.Except(there).Select(column => $"the column \"{column}\" of \"{route.From}\""));
        }

        if (missing.Count > 0)
            throw new ImportException($"The database to import from is not of the shape that can be read: it lacks {string.Join(", ", missing)}.");
    }

    /// <summary>Streams a table, oldest row first, in batches.</summary>
    public async IAsyncEnumerable<List<SourceRow>> ReadAsync(string table, int batchSize, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""select to_jsonb(t)::text from "{table}" t order by t."createdAt", t."id" """, _connection);
        await using var reader = await AskAsync(() => command.ExecuteReaderAsync(ct));
        List<SourceRow> batch = new(batchSize);
        while (await AskAsync(() => reader.ReadAsync(ct)))
        {
            batch.Add(new SourceRow(table, reader.GetString(0)));
            if (batch.Count < batchSize)
                continue;
            yield return batch;
            batch = new(batchSize);
        }

        if (batch.Count > 0)
            yield return batch;
    }

    static async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (NpgsqlException e)
        {
            throw new ImportException($"The database to import from cannot be read: {Reason(e)}", e);
        }
    }

    public static string Reason(Exception e) => e is PostgresException refused ? refused.MessageText : (e.InnerException ?? e).Message;

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
