using System.Text.Json;

namespace AdminConsole.Shared;

/// <summary>Identifiers as people read them.</summary>
static class Names
{
    /// <summary>ContractSent → contract_sent, as the database and the state chips spell it.</summary>
    public static string Code(this Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>ContractSent → Contract sent.</summary>
    public static string Words(this Enum value) => Words(value.ToString());

    /// <summary>StageName, stage_name → Stage name; the unit at the end of a column's name is left out.</summary>
    public static string Words(string identifier)
    {
        var code = JsonNamingPolicy.SnakeCaseLower.ConvertName(identifier);
        foreach (var unit in (string[])["_bps", "_minor", "_id"])
        {
            if (code.EndsWith(unit, StringComparison.Ordinal))
                code = code[..^unit.Length];
        }
        return code == "deleted_at" ? "In the trash since" : string.Concat(code[..1].ToUpperInvariant(), code.AsSpan(1)).Replace('_', ' ');
    }

    /// <summary>talent.removed → Talent removed, which says what happened.</summary>
    public static string Intent(string intent) => Words(intent.Replace('.', '_'));

    /// <summary>1.742: the transaction's number, behind that of the database's life.</summary>
    public static string Commit(long id) => $"{id >> 48}.{id & 0xFFFF_FFFF_FFFF}";

    /// <summary>Where a commit came from, as an adverb.</summary>
    public static string Source(string source) => source switch
    {
        "console" => "in the console",
        "sql" => "in an SQL session",
        "import" => "by an import",
        "restore" => "by a restore",
        "job" => "by a job",
        "api" => "through the API",
        _ => source,
    };

    /// <summary>agency.talents → talent; how many of it makes the plural.</summary>
    public static string Table(string table, int count = 1)
    {
        var plural = table[(table.IndexOf('.') + 1)..].Replace('_', ' ');
        return count != 1 ? plural : plural switch
        {
            "people" => "person",
            "companies" => "company",
            "policies" => "policy",
            _ => plural.TrimEnd('s'),
        };
    }
}
