using CsvHelper;

namespace Agency.Import;

/// <summary>A line of a CSV file: where it begins, and its values.</summary>
public sealed record CsvLine(int Line, IReadOnlyList<string> Cells);

/// <summary>A CSV file as it was sent: commas, semicolons or tabs, UTF-8 with or without its mark. Text that our own export kept from being a formula reads as it was.</summary>
public sealed class CsvSheet
{
    public const int MostRows = 20_000;

    /// <summary>In bytes.</summary>
    public const long Largest = 10 * 1024 * 1024;

    internal CsvSheet(string fileName, IReadOnlyList<string> headers, IReadOnlyList<CsvLine> rows) => (FileName, Headers, Rows) = (fileName, headers, rows);

    public string FileName { get; }
    public IReadOnlyList<string> Headers { get; }
    public IReadOnlyList<CsvLine> Rows { get; }

    /// <summary>Reads a file of at most <see cref="MostRows"/> rows; or the sentence that says why it cannot.</summary>
    public static async Task<(CsvSheet? Sheet, string? Flaw)> ReadAsync(Stream from, string fileName, CancellationToken ct = default)
    {
        List<CsvLine> lines = [];
        try
        {
            await using var csv = CsvReader.Create(from, new CsvReaderOptions { HasHeader = false, TrackLineNumbers = true, SkipEmptyLines = true }, true);
            while (await csv.ReadAsync(ct))
            {
                var cells = new string[csv.FieldCount];
                for (var i = 0; i < cells.Length; i++)
                    cells[i] = Lists.CsvFile.Unquoted(csv.GetString(i));
                if (cells.Any(c => c.Contains('\0', StringComparison.Ordinal) || c.Contains('\uFFFD', StringComparison.Ordinal)))
                    return (null, $"Line {csv.LineNumber} is no text in UTF-8. Save the file as “CSV UTF-8” and choose it again.");
                if (cells.Any(c => c.Length > 0))
                    lines.Add(new((int)csv.LineNumber, cells));
                if (lines.Count > MostRows + 1)
                    return (null, $"The file has more than {MostRows:N0} rows. Divide it and import one part after the other.");
            }
        }
        catch (CsvFormatException e)
        {
            return (null, $"Line {e.LineNumber} cannot be read: a quote is opened and not closed, or stands where none may.");
        }
        if (lines.Count < 2)
            return (null, "The file has no rows: its first line names the columns, each other one is a record.");
        var headers = lines[0].Cells.Select(h => h.Trim()).ToList();
        return headers.FirstOrDefault(h => h.Length > 200) is not null ? (null, "The first line has to name the columns.") : (new(fileName, headers, lines[1..]), null);
    }
}
