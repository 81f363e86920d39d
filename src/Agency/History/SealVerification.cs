using System.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agency.History;

/// <summary>Something that verify found. <paramref name="Tampered"/>: it is not as it was sealed; otherwise only worth knowing. What it is about, as far as it can be named.</summary>
public sealed record Finding(bool Tampered, string What, long? Block, long? Commit, long? Seq, string? Table, string? RowId);

/// <summary>What was looked at, and what was found. <see cref="Digests"/> is how many blocks were compared with digests outside, null where there is no file.</summary>
public sealed record VerifyReport(long Blocks, long Commits, long Changes, long Rows, long? Digests, string? File, TimeSpan Took, IReadOnlyList<Finding> Findings)
{
    /// <summary>The first finding of tampering; null where there is none.</summary>
    public Finding? First => Findings.FirstOrDefault(f => f.Tampered);
}

/// <summary>Verifies history against itself, the live tables, and the digests outside the database.</summary>
public sealed class SealVerification
{
    static readonly TimeSpan s_late = TimeSpan.FromMinutes(10);

    readonly NpgsqlDataSource _source;
    readonly SealFile? _file;

    internal SealVerification(NpgsqlDataSource source, IOptions<SealOptions> options)
    {
        _source = source;
        if (options.Value.File is { Length: > 0 } file)
            _file = new(file, new NpgsqlConnectionStringBuilder(source.ConnectionString).Database!);
    }

    /// <summary>Makes it for a connection string, outside a running console. <paramref name="file"/> holds the digests; null where none is kept.</summary>
    public static async Task<VerifyReport> RunAsync(string connectionString, string? file, long from, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        return await new SealVerification(source, Options.Create(new SealOptions { File = file })).VerifyAsync(from, ct);
    }

    /// <summary>Verifies from this block on, and all live rows. Takes about ten seconds per million changes, and reads only.</summary>
    /// <exception cref="NpgsqlException">The database cannot be asked.</exception>
    public async Task<VerifyReport> VerifyAsync(long from = 1, CancellationToken ct = default)
    {
        var began = Stopwatch.GetTimestamp();
        // Before the database: a block that is sealed meanwhile would be in the file only.
        var outside = _file is null ? default : await _file.ReadAsync(ct);
        List<Finding> findings = [];
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        await using (var command = _source.CreateCommand("select severity, what, block_id, commit_id, seq, table_name, row_id, number from history.verify($1)"))
        {
            command.CommandTimeout = 0;
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var (severity, what, number) = (reader.GetString(0), reader.GetString(1), Long(7));
                if (severity == "counted")
                    counts[what] = counts.GetValueOrDefault(what) + number!.Value;
                else
                    findings.Add(new(severity == "tampered", number is null ? what : $"{number} {what}", Long(2), Long(3), Long(4), Text(5), Text(6)));
            }

            long? Long(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        }
        long? digests = _file is null ? null : await CompareAsync(outside.Blocks, outside.Unreadable, from, findings, ct);
        return new(counts["blocks"], counts["commits"], counts["changes"], counts["rows"], digests, _file?.Path, Stopwatch.GetElapsedTime(began),
            [.. findings.Where(f => f.Tampered), .. findings.Where(f => !f.Tampered)]);
    }

    async Task<long> CompareAsync(IReadOnlyList<SealedBlock> outside, IReadOnlyList<string> unreadable, long from, List<Finding> findings, CancellationToken ct)
    {
        var inside = await InsideAsync(from, ct);
        var (last, restoredAt) = (inside.Count == 0 ? from - 1 : inside.Keys.Max(), await RestoredAtAsync(ct));
        findings.AddRange(unreadable.Select(u => new Finding(false, $"The file of digests is damaged: {u}", null, null, null, null, null)));
        var known = new HashSet<long>();
        long late = 0;
        foreach (var block in outside.Where(b => b.Block >= from))
        {
            known.Add(block.Block);
            late += block.WrittenAt - block.SealedAt > s_late ? 1 : 0;
            // Of two lines for one block the older tells what a restore, said to be one, left behind.
            var (tampered, why) = restoredAt.Any(r => block.Block >= r.FirstBlock && block.WrittenAt < r.At) ? (false, "; the database was restored since then") : (true, "");
            if (!inside.TryGetValue(block.Block, out var digest))
                findings.Add(Of(block, tampered, (block.Block > last ? "The newest blocks were cut off: this one was sealed" : "This block was sealed and is missing") + why));
            else if (digest != block.Digest)
                findings.Add(Of(block, tampered, "This block is not the one whose digest left the database: history was rewritten" + why));
        }
        var unknown = inside.Keys.Where(id => !known.Contains(id)).ToList();
        if (unknown.Count > 0)
            findings.Add(new(false, $"{unknown.Count} blocks have no digest in {_file!.Path}{(known.Count == 0 ? ", which knows nothing of this database" : "")}, the first of them {unknown.Min()}", unknown.Min(), null, null, null, null));
        if (late > 0)
            findings.Add(new(false, $"{late} digests were written to the file long after their block was sealed, and prove nothing older", null, null, null, null, null));
        return inside.Keys.LongCount(known.Contains);
    }

    static Finding Of(SealedBlock block, bool tampered, string what) => new(tampered, what, block.Block, null, null, null, null);

    async Task<Dictionary<long, string>> InsideAsync(long from, CancellationToken ct)
    {
        await using var command = _source.CreateCommand("select b.id, encode(b.digest, 'hex') from history.blocks b where b.id >= $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        await using var reader = await command.ExecuteReaderAsync(ct);
        Dictionary<long, string> blocks = [];
        while (await reader.ReadAsync(ct))
            blocks.Add(reader.GetInt64(0), reader.GetString(1));
        return blocks;
    }

    async Task<List<(long FirstBlock, DateTimeOffset At)>> RestoredAtAsync(CancellationToken ct)
    {
        await using var command = _source.CreateCommand("select i.first_block, i.began_at from history.incarnations i where i.id > 1");
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<(long, DateTimeOffset)> restored = [];
        while (await reader.ReadAsync(ct))
            restored.Add((reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1)));
        return restored;
    }
}
