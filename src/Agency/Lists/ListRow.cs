using System.Text.Json.Serialization;

namespace Agency.Lists;

/// <summary>A value in a list; one of its members, or none. Money is in minor units of the row's currency, a percentage in basis points, a choice its code.</summary>
public readonly record struct ListCell
{
    [JsonPropertyName("t"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public string? Text { get; init; }
    [JsonPropertyName("n"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public long? Number { get; init; }
    [JsonPropertyName("d"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public DateOnly? Date { get; init; }
    [JsonPropertyName("m"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public DateTimeOffset? Moment { get; init; }

    /// <summary>The row it speaks of, where that is another one.</summary>
    [JsonPropertyName("l"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public Guid? Link { get; init; }

    [JsonIgnore] public bool IsEmpty => Text is null && Number is null && Date is null && Moment is null;

    internal static ListCell Of(object? value) => value switch
    {
        null => default,
        string text => new() { Text = text },
        bool yes => new() { Number = yes ? 1 : 0 },
        int or long => new() { Number = Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) },
        DateOnly date => new() { Date = date },
        DateTimeOffset moment => new() { Moment = moment },
        Guid id => new() { Text = id.ToString("N") },
        Enum code => new() { Text = Codes.Of(code) },
        string[] words => new() { Text = words.Length == 0 ? null : string.Join(", ", words) },
        _ => throw new InvalidOperationException($"A list cannot show a {value.GetType()}."),
    };
}

/// <summary>A row of a list: its cells stand in the order of the page's columns. <paramref name="Version"/> is what an edit has to name; none as of a moment.</summary>
public sealed record ListRow(Guid Id, string Name, uint Version, string? Currency, IReadOnlyList<ListCell> Cells)
{
    public override string ToString() => $"{Id} {Name} {string.Join('|', Cells)}";
}

/// <summary>Rows of a list with the names of their columns, and the cursors of the pages beside; null where there is none.</summary>
/// <param name="Alike">Whether no row contains what was searched for, so that these are those which resemble it.</param>
/// <param name="Ignored">What of the filter could not be read, as sentences.</param>
public sealed record ListPage(IReadOnlyList<string> Columns, IReadOnlyList<ListRow> Rows, string? Next, string? Previous, bool Alike, IReadOnlyList<string> Ignored)
{
    public bool IsAll => Next is null && Previous is null;

    public ListCell Cell(ListRow row, string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == column)
                return row.Cells[i];
        }
        return default;
    }
}

/// <summary>How many rows there are: exactly, or about.</summary>
public sealed record ListCount(long Rows, bool IsExact);
