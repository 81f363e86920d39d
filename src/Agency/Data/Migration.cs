using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Agency.Data;

/// <summary>One numbered SQL file: <c>NNN.what.sql</c>.</summary>
sealed record Migration(string Name, string Sql)
{
    const string Folder = "Data/Migrations/";

    public int Number => int.Parse(Name.AsSpan(0, Name.IndexOf('.')), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Whose the objects it makes are: the owner's, unless its first line says <c>-- as agency_guard</c>; null for <c>-- as administrator</c>, who gives away what is others'.</summary>
    public string? Role => Sql.Split('\n', 2)[0].TrimEnd() switch
    {
        "-- as administrator" => null,
        "-- as agency_guard" => "agency_guard",
        _ => "agency_owner",
    };

    // A checkout with other line endings is the same file.
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The files that this build carries.</summary>
    public static IReadOnlyList<Migration> Shipped() =>
        [.. EmbeddedSql.Names(Folder).Select(n => new Migration(n[Folder.Length..], EmbeddedSql.Read(n)))];
}

/// <summary>The <c>.sql</c> files beside the C# that calls them.</summary>
static class EmbeddedSql
{
    static readonly Assembly s_assembly = typeof(EmbeddedSql).Assembly;

    public static IEnumerable<string> Names(string folder) =>
        s_assembly.GetManifestResourceNames().Where(n => n.StartsWith(folder, StringComparison.Ordinal));

    public static string Read(string name)
    {
        using var stream = s_assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
