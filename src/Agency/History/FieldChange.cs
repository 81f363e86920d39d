using System.Text.Json;

namespace Agency.History;

/// <summary>One field of one row, before and after; null where there was, or is, nothing.</summary>
public sealed record FieldChange(string Field, string? Before, string? After);

static class RowImage
{
    static readonly string[] s_plumbing = ["id", "created_at", "updated_at", "security_stamp", "source_row"];
    static readonly string[] s_names = ["stage_name", "title", "trade_name", "display_name", "name", "file_name", "handle", "category", "role", "source_id"];

    static readonly string[] s_codes = ["status", "state", "stage", "type", "fee_type", "kind", "commission_on"];

    /// <summary>The fields that differ between two images of a row, in the order in which jsonb keeps them; the columns every table has are left out.</summary>
    public static IReadOnlyList<FieldChange> Differences(string? before, string? after)
    {
        using var old = Parse(before);
        using var @new = Parse(after);
        var fields = (@new ?? old)!.RootElement.EnumerateObject().Select(p => p.Name).Except(s_plumbing, StringComparer.Ordinal);
        return [.. fields.Select(name => new FieldChange(name, Value(old, name), Value(@new, name))).Where(f => f.Before != f.After)];
    }

    /// <summary>What a patch changes about a row.</summary>
    public static IReadOnlyList<FieldChange> Patched(string? before, string patch)
    {
        using var old = Parse(before);
        using var values = JsonDocument.Parse(patch);
        return [.. values.RootElement.EnumerateObject().Where(p => !s_plumbing.Contains(p.Name, StringComparer.Ordinal))
            .Select(p => new FieldChange(p.Name, Value(old, p.Name), Value(values, p.Name)))];
    }

    /// <summary>What people call the row: its name, or its amount.</summary>
    public static string Label(string? image)
    {
        if (image is null)
            return "";
        using var row = JsonDocument.Parse(image);
        foreach (var name in s_names)
        {
            if (Value(row, name) is { } label)
                return label;
        }
        return Value(row, "amount_minor") ?? "";
    }

    static JsonDocument? Parse(string? image) => image is null ? null : JsonDocument.Parse(image);

    static string? Value(JsonDocument? row, string name)
    {
        if (row is null || !row.RootElement.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.Array => value.GetArrayLength() == 0 ? null : string.Join(", ", value.EnumerateArray()),
            JsonValueKind.Number when name.EndsWith("_bps", StringComparison.Ordinal) => Money.Percent(value.GetInt32()),
            JsonValueKind.Number when name.EndsWith("_minor", StringComparison.Ordinal) && CurrencyOf(row) is { } currency => Money.Format(value.GetInt64(), currency),
            JsonValueKind.String when name.EndsWith("_at", StringComparison.Ordinal) && value.TryGetDateTimeOffset(out var at) => at.UtcDateTime.ToString("d MMM yyyy HH:mm 'UTC'"),
            JsonValueKind.String when DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", out var day) => day.ToString("d MMM yyyy"),
            JsonValueKind.String when name == "content" && value.GetString()!.StartsWith(@"\x", StringComparison.Ordinal) => Size(value.GetString()!.Length / 2 - 1),
            JsonValueKind.String when s_codes.Contains(name, StringComparer.Ordinal) => value.GetString()!.Replace('_', ' '),
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };
    }

    // The bytes of a file, as the database writes them down: two digits for each.
    static string Size(int bytes) => bytes < 1000 ? $"file, {bytes} bytes" : bytes < 1_000_000 ? $"file, {bytes / 1000} kB" : $"file, {bytes / 1_000_000m:0.0} MB";

    static string? CurrencyOf(JsonDocument row) => row.RootElement.TryGetProperty("currency", out var currency) || row.RootElement.TryGetProperty("payout_currency", out currency) ? currency.GetString() : null;
}
