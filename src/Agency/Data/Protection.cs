using Agency.Import;
using Npgsql;

namespace Agency.Data;

/// <summary>Which database of another application to protect.</summary>
/// <param name="ConnectionString">As a superuser: <c>Host=…;Database=…</c> or <c>postgres://…</c>.</param>
/// <param name="Schema">Whose tables.</param>
/// <param name="RowLimit">How many rows one UPDATE may change without a request.</param>
public sealed record ProtectionOptions(string ConnectionString, string Schema = "public", int RowLimit = 100);

/// <summary>What was done, a line each, and the tables that cannot be protected, with why.</summary>
public sealed record ProtectionReport(IReadOnlyList<string> Done, IReadOnlyList<ProtectionReport.Refusal> Refused)
{
    public sealed record Refusal(string Table, string Why);
}

/// <summary>Puts the tables of another application under history and guard where they are. Its database gets the console's schemas beside its own, and keeps its owner,
/// its rights and its statements.</summary>
public sealed class Protection(ProtectionOptions options)
{
    static readonly string[] s_schemas = ["agency", "history", "guard", "watch", "past", "analytics", "console"];

    readonly NpgsqlConnectionStringBuilder _database = ConnectionStrings.Parse(options.ConnectionString);

    /// <summary>Everything <see cref="RunAsync"/> would do, as SQL that a superuser can run with psql. Changes nothing.</summary>
    public async Task<string> PlanAsync(CancellationToken ct)
    {
        await using var connection = await Database.OpenAsync(_database.ConnectionString, ct);
        await RefuseOtherSchemasAsync(connection, ct);
        var tables = await TablesAsync(connection, ct);
        var protect = tables.Where(t => t.Why is null).Select(t => string.Concat(t.ForeignKeys.Select(k => $"-- becomes ON DELETE RESTRICT: {k.ReplaceLineEndings(" ")}\n")) + Protect(t) + ";\n");
        var refused = tables.Where(t => t.Why is not null).Select(t => $"-- cannot be protected: {t.Name.ReplaceLineEndings(" ")}: {t.Why}\n");
        return $"""
            -- Puts the tables of schema {options.Schema.ReplaceLineEndings(" ")} in database {_database.Database} under history and guard. For psql, as a superuser; may be run again.
            \set ON_ERROR_STOP on
            {EmbeddedSql.Read("Data/roles.sql")}
            alter database {Database.Quote(_database.Database!)} is_template true;

            {await new Migrator().ScriptAsync(connection, ct)}
            {string.Concat(protect)}{string.Concat(refused)}
            """;
    }

    /// <summary>Does it, table by table, each in a transaction of its own. May be run again, also after it was stopped.</summary>
    /// <exception cref="StartUpException">The database cannot be reached, the login is no superuser's, or a schema of ours is there and is somebody else's.</exception>
    public async Task<ProtectionReport> RunAsync(CancellationToken ct)
    {
        await using var connection = await Database.OpenAsync(_database.ConnectionString, ct);
        await RefuseOtherSchemasAsync(connection, ct);
        await Migrator.PrepareAsync(_database.ConnectionString, _database.Database!, ct);
        var migrated = await new Migrator().MigrateAsync(_database.ConnectionString, ct);
        List<string> done = migrated == 0 ? [] : [$"The schemas {string.Join(", ", s_schemas)} are there now, and nobody drops the database {_database.Database} by mistake (IS_TEMPLATE)"];
        List<ProtectionReport.Refusal> refused = [];
        foreach (var table in await TablesAsync(connection, ct))
        {
            if (table.Why is { } why)
                refused.Add(new(table.Name, why));
            else
                await ProtectAsync(connection, table, done, refused, ct);
        }
        return new(done, refused);
    }

    string Protect(Table table) => $"select guard.protect({Literal(table.Name)}, {options.RowLimit})";

    async Task ProtectAsync(NpgsqlConnection connection, Table table, List<string> done, List<ProtectionReport.Refusal> refused, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand(Protect(table), connection);
            await using var lines = await command.ExecuteReaderAsync(ct);
            while (await lines.ReadAsync(ct))
                done.Add(lines.GetString(0));
        }
        catch (PostgresException e)
        {
            refused.Add(new(table.Name, e.MessageText));
        }
    }

    async Task<List<Table>> TablesAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        List<Table> tables = [];
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Data/Protection.sql"), connection) { Parameters = { new() { Value = options.Schema } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            tables.Add(new(reader.GetString(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetString(1), reader.GetFieldValue<string[]>(2)));
        return tables.Count > 0 ? tables : throw new StartUpException($"There are no tables in schema {options.Schema} of database {_database.Database}");
    }

    static async Task RefuseOtherSchemasAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select string_agg(nspname, ', ') from pg_namespace where nspname = any ($1) and to_regclass('console.migrations') is null", connection)
        {
            Parameters = { new() { Value = s_schemas } },
        };
        if (await command.ExecuteScalarAsync(ct) is string names)
            throw new StartUpException($"The database has schemas of the names that history and guard need, and they are not the console's: {names}");
    }

    static string Literal(string text) => "'" + text.Replace("'", "''") + "'";

    sealed record Table(string Name, string? Why, string[] ForeignKeys);
}
