namespace Agency.Data;

static class Text
{
    /// <summary>An empty box is no value.</summary>
    public static string? OrNull(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
