using System.Text;
using System.Text.Json;

namespace Agency.History;

/// <summary>A block's digest as it leaves the database. Times are UTC; <paramref name="WrittenAt"/> is when it left.</summary>
sealed record SealedBlock(string Database, long Block, long Upto, string Digest, DateTimeOffset SealedAt, DateTimeOffset WrittenAt)
{
    public string ToLine() => JsonSerializer.Serialize(this, SealFile.Json);
}

/// <summary>The digests of one database's blocks in a file of JSON lines, which is only ever appended to. Lines of other databases may stand between.</summary>
sealed class SealFile(string path, string database)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Path => path;
    public string Database => database;

    /// <summary>Every line of this database, in the file's order; and what cannot be read, by line number.</summary>
    public async Task<(IReadOnlyList<SealedBlock> Blocks, IReadOnlyList<string> Unreadable)> ReadAsync(CancellationToken ct)
    {
        List<SealedBlock> blocks = [];
        List<string> unreadable = [];
        if (!File.Exists(path))
            return (blocks, unreadable);
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, ct))
        {
            number++;
            if (Parse(line) is not { } block)
                unreadable.Add($"line {number} of {path} is cut off or no digest");
            else if (block.Database == database)
                blocks.Add(block);
        }
        return (blocks, unreadable);
    }

    /// <summary>Appends the blocks and waits until they are on the disk.</summary>
    public async Task AppendAsync(IReadOnlyList<SealedBlock> blocks, CancellationToken ct)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var text = new StringBuilder();
        // A line that a crash cut off keeps its place; the next one begins on its own.
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
                text.Append('\n');
        }
        foreach (var block in blocks)
            text.Append(block.ToLine()).Append('\n');
        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
        file.Flush(flushToDisk: true);
    }

    static SealedBlock? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<SealedBlock>(line, Json) is { Database: not null, Digest: not null } block ? block : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
