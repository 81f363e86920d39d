namespace Agency.Lists;

/// <summary>Rows as a spreadsheet takes them: text, decimal, DateOnly, DateTime (UTC) or nothing. An amount has its currency in the column behind it.</summary>
static class ExportCells
{
    public static IReadOnlyList<object?> Head(IEnumerable<ListField> fields) => [.. fields.SelectMany(f => f.Kind == FieldKind.Money ? new[] { f.Label, f.Label + " currency" } : [f.Label])];

    public static IReadOnlyList<object?> Of(ListRow row, IReadOnlyList<ListField> fields, IReadOnlyDictionary<string, string> people)
    {
        List<object?> cells = new(fields.Count + 1);
        for (var i = 0; i < fields.Count; i++)
        {
            var (cell, field) = (row.Cells[i], fields[i]);
            cells.Add(Value(cell, field, row.Currency, people));
            if (field.Kind == FieldKind.Money)
                cells.Add(cell.IsEmpty ? null : row.Currency);
        }
        return cells;
    }

    static object? Value(ListCell cell, ListField field, string? currency, IReadOnlyDictionary<string, string> people) => (field.Kind, cell) switch
    {
        (FieldKind.YesNo, { Number: { } yes }) => yes == 1 ? "yes" : "no",
        (FieldKind.Money, { Number: { } minor }) => Money.ToMajor(minor, currency ?? ""),
        (FieldKind.Percent, { Number: { } bps }) => bps / 100m,
        (_, { Number: { } number }) => (decimal)number,
        (FieldKind.Choice, { Text: { } code }) => field.Choices.FirstOrDefault(c => c.Code == code)?.Words ?? Codes.Words(code),
        (FieldKind.Person, { Text: { } id }) => people.GetValueOrDefault(id),
        (_, { Text: { } text }) => text,
        (_, { Date: { } date }) => date,
        (_, { Moment: { } moment }) => moment.UtcDateTime,
        _ => null,
    };
}

/// <summary>A file that takes a list row by row.</summary>
interface IListFile : IAsyncDisposable
{
    Task WriteAsync(IReadOnlyList<object?> cells, CancellationToken ct);
}
