using Npgsql;

namespace Agency.Import;

/// <summary>What is here: rows that came earlier, names that are taken, and the rows this import adds.</summary>
sealed class Destination(NpgsqlConnection connection, string source, DateTimeOffset now)
{
    readonly Dictionary<string, Dictionary<string, Arrived?>> _known = [];
    Dictionary<string, string> _folded = [];

    public DateTimeOffset Now => now;
    public Landing Landing { get; } = new();
    public List<string> Notes { get; } = [];

    // Live rows by their name, or e-mail, as the database folds it.
    public Dictionary<string, Guid> PeopleByEmail { get; private set; } = [];
    public Dictionary<string, Guid> BrandsByName { get; private set; } = [];
    public Dictionary<string, Guid> TalentsByName { get; private set; } = [];

    public Guid NewId() => Guid.CreateVersion7(now);

    public async Task LoadNamesAsync(CancellationToken ct)
    {
        PeopleByEmail = await NamesAsync("select lower(email), id from agency.people, unnest(emails) email where deleted_at is null order by created_at desc", ct);
        BrandsByName = await NamesAsync("select lower(trade_name), id from agency.companies where deleted_at is null and kind = 'brand'", ct);
        TalentsByName = await NamesAsync("select lower(stage_name), id from agency.talents where deleted_at is null", ct);
    }

    /// <summary>Loads which rows of a table came earlier. A null in it is a row that could not come in this import.</summary>
    public async Task<Dictionary<string, Arrived?>> LoadAsync(Route route, CancellationToken ct)
    {
        Dictionary<string, Arrived?> known = [];
        await using var command = new NpgsqlCommand($"""
            select i.source_id, i.row_id, sha256(convert_to(i.source_row::text, 'UTF8')), t.id is null or t.deleted_at is not null, {route.Facts}
              from agency.imported_rows i left join {route.Into.Name} t on t.id = i.row_id
             where i.source = $1 and i.source_table = $2
            """, connection) { Parameters = { new() { Value = source }, new() { Value = route.From } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            known[reader.GetString(0)] = new Arrived(reader.GetGuid(1))
            {
                Hash = reader.GetFieldValue<byte[]>(2),
                Gone = reader.GetBoolean(3),
                CommissionBps = reader.IsDBNull(4) ? 0 : reader.GetInt32(4),
                Currency = reader.IsDBNull(5) ? "" : reader.GetString(5),
                GrossMinor = reader.IsDBNull(6) ? null : reader.GetInt64(6),
                TalentId = reader.IsDBNull(7) ? Guid.Empty : reader.GetGuid(7),
            };
        }

        return _known[route.From] = known;
    }

    /// <summary>The rows that came earlier as they were read then.</summary>
    public async Task<Dictionary<string, string>> StoredAsync(string table, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select source_id, source_row::text from agency.imported_rows where source = $1 and source_table = $2 and source_id = any($3)", connection)
        { Parameters = { new() { Value = source }, new() { Value = table }, new() { Value = ids.ToArray() } } };
        Dictionary<string, string> stored = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            stored[reader.GetString(0)] = reader.GetString(1);
        return stored;
    }

    /// <summary>Makes <see cref="Fold"/> know these names. Only the database can say which letters its unique indexes take for the same.</summary>
    public async Task FoldAsync(IEnumerable<string?> names, CancellationToken ct)
    {
        _folded = [];
        var distinct = names.OfType<string>().Distinct().ToArray();
        if (distinct.Length == 0)
            return;
        await using var command = new NpgsqlCommand("select name, lower(name) from unnest($1) name", connection) { Parameters = { new() { Value = distinct } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            _folded[reader.GetString(0)] = reader.GetString(1);
    }

    public string Fold(string name) => _folded[name];

    public Arrived? Find(string table, string id) => _known[table].GetValueOrDefault(id);

    /// <summary>The row that a column points to; null, and the row says why it cannot come, when that one is not here.</summary>
    public Arrived? Parent(SourceRow row, string column, string table)
    {
        if (row.Raw(column) is not { } id)
            row.CannotCome($"{column} is empty");
        else if (!_known[table].TryGetValue(id, out var parent))
            row.CannotCome($"its {table} {id} is not in the other database");
        else if (parent is null)
            row.CannotCome($"its {table} {id} could not come");
        else if (parent.Gone)
            row.CannotCome($"its {table} {id} is in the trash here, or was purged");
        else
            return parent;
        return null;
    }

    public void Remember(SourceRow row, Route route, Arrived arrived) =>
        Landing.Add(TargetTable.ImportedRows, NewId(), source, route.From, row.Id, route.Into.Name, arrived.Id, row.Json);

    async Task<Dictionary<string, Guid>> NamesAsync(string sql, CancellationToken ct)
    {
        Dictionary<string, Guid> names = [];
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            names[reader.GetString(0)] = reader.GetGuid(1);
        return names;
    }
}
