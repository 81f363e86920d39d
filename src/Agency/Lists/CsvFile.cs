using System.Globalization;
using System.Text;
using CsvHelper;

namespace Agency.Lists;

/// <summary>Comma separated, UTF-8 with the mark by which Excel knows it. Text that a spreadsheet would take for a formula begins with an apostrophe.</summary>
sealed class CsvFile(Stream to) : IListFile
{
    readonly CsvWriter _csv = CsvWriter.Create(to, new CsvWriterOptions(), true);
    bool _begun;

    public async Task WriteAsync(IReadOnlyList<object?> cells, CancellationToken ct)
    {
        if (!_begun)
            await to.WriteAsync(Encoding.UTF8.Preamble.ToArray(), ct);
        _begun = true;
        await _csv.WriteRecordAsync([.. cells.Select(Text)], ct);
    }

    static string Text(object? cell) => cell switch
    {
        string text => IsFormula(text) ? "'" + text : text,
        DateOnly date => date.ToString("yyyy-MM-dd"),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss"),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>As it was before it was kept from being a formula.</summary>
    public static string Unquoted(string text) => text is ['\'', .. var rest] && IsFormula(rest) ? rest : text;

    static bool IsFormula(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..];

    public async ValueTask DisposeAsync()
    {
        await _csv.FlushAsync(CancellationToken.None);
        await _csv.DisposeAsync();
    }
}
