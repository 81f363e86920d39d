using System.Text.Json;
using Agency.Approvals;

namespace Agency.Lists;

/// <summary>One value of one field, for many rows.</summary>
public static class BulkPatch
{
    /// <summary>The operation that gives these rows the value, in the spelling of an address; null where the field does not take it. An empty value empties dates and people.</summary>
    public static BulkEdit? Of(RecordList list, ListField field, string? value, IReadOnlyList<Guid> rows)
    {
        if (field.Column is null || rows.Count == 0 || Value(field, value) is not { } json)
            return null;
        return new BulkEdit(list.Table, JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [field.Column] = json }), [.. rows.Select(id => id.ToString())]);
    }

    static JsonElement? Value(ListField field, string? value) => (field.Kind, string.IsNullOrWhiteSpace(value)) switch
    {
        (FieldKind.Date or FieldKind.Person, true) => JsonSerializer.SerializeToElement<string?>(null),
        (_, true) => null,
        (FieldKind.Choice, _) => field.Choices.Any(c => c.Code == value) ? JsonSerializer.SerializeToElement(value) : null,
        (FieldKind.Date, _) => FilterValues.Date(value!) is { } date ? JsonSerializer.SerializeToElement(date.ToString("yyyy-MM-dd")) : null,
        (FieldKind.Person, _) => Guid.TryParse(value, out var id) ? JsonSerializer.SerializeToElement(id) : null,
        (FieldKind.Percent, _) => FilterValues.Number(value!) is { } percent and >= 0 and <= 100 ? JsonSerializer.SerializeToElement((int)(percent * 100)) : null,
        (FieldKind.Number, _) => FilterValues.Number(value!) is { } number && number == decimal.Truncate(number) && Math.Abs(number) <= int.MaxValue ? JsonSerializer.SerializeToElement((int)number) : null,
        (FieldKind.Text, _) => JsonSerializer.SerializeToElement(value!.Trim()),
        _ => null,
    };
}
