using Npgsql;

namespace Agency.Import;

/// <summary>The rows of one batch on their way into the tables here.</summary>
sealed class Landing
{
    readonly Dictionary<TargetTable, List<object?[]>> _rows = TargetTable.All.ToDictionary(table => table, _ => new List<object?[]>());

    /// <summary>How many rows were added so far, those of earlier batches included.</summary>
    public int Added { get; private set; }

    public void Add(TargetTable table, params object?[] values)
    {
        _rows[table].Add(values);
        Added++;
    }

    /// <summary>Forgets the batch: it was only a rehearsal.</summary>
    public void Clear()
    {
        foreach (var rows in _rows.Values)
            rows.Clear();
    }

    public async Task WriteAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        foreach (var table in TargetTable.All.Where(t => _rows[t].Count > 0))
        {
            var columns = string.Join(", ", table.Columns.Select(c => c.Name));
            await using var copy = await connection.BeginBinaryImportAsync($"copy {table.Name} ({columns}) from stdin (format binary)", ct);
            foreach (var row in _rows[table])
            {
                await copy.StartRowAsync(ct);
                for (var i = 0; i < row.Length; i++)
                {
                    if (row[i] is { } value)
                        await copy.WriteAsync(value, table.Columns[i].Type, ct);
                    else
                        await copy.WriteNullAsync(ct);
                }
            }

            await copy.CompleteAsync(ct);
        }

        Clear();
    }
}
