namespace Agency.Data;

static class Text
{
    /// <summary>An empty box is no value.</summary>
    public static string? OrNull(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();

    /// <summary>Several values in one box: what was typed between commas, each once.</summary>
    public static string[] Values(string? typed, bool lower = true) =>
        [.. (typed ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => lower ? t.ToLowerInvariant() : t).Distinct(StringComparer.OrdinalIgnoreCase)];
}
