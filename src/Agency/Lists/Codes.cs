using System.Text.Json;

namespace Agency.Lists;

/// <summary>Values of enums as the database, and an address, spell them.</summary>
static class Codes
{
    public static string Of(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static IReadOnlyList<FieldChoice> Choices(Type type) => [.. Enum.GetValues(type).Cast<Enum>().Select(Of).Select(code => new FieldChoice(code, Words(code)))];

    public static object? Parse(Type type, string code) => Enum.GetValues(type).Cast<Enum>().FirstOrDefault(value => string.Equals(Of(value), code, StringComparison.OrdinalIgnoreCase));

    /// <summary>contract_sent → Contract sent.</summary>
    public static string Words(string code) => string.Concat(code[..1].ToUpperInvariant(), code.AsSpan(1)).Replace('_', ' ');
}
