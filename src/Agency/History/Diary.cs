using System.Text.Json;

namespace Agency.History;

/// <summary>The catalogue of intents, one per command, each with the sentence that a commit of it reads as: who, and then these words.</summary>
static class Diary
{
    static readonly Dictionary<string, Func<JsonElement, string>> s_words = new(StringComparer.Ordinal)
    {
        ["talent.added"] = e => $"added {e.Said("stage_name")}",
        ["talent.edited"] = e => $"edited {e.Said("stage_name") ?? "a talent"}",
        ["talent.removed"] = e => e.Did("Move", "moved") ?? "moved a talent to the trash",
        ["deal.added"] = e => $"added {e.Said("title")}",
        ["deal.edited"] = e => $"edited {e.Said("title") ?? "a deal"}",
        ["deal.removed"] = e => e.Did("Move", "moved") ?? "moved a deal to the trash",
        ["request.undone"] = e => e.Did("Undo:", "undid:") ?? "undid a request",
        ["request.planned"] = e => $"planned {e.Said("operation")}",
        ["request.submitted"] = _ => "put a request up for approval",
        ["request.decided"] = e => $"voted to {e.Said("decision")} a request",
        ["request.applied"] = _ => "applied a request",
        ["data.imported"] = e => $"imported {e.Sum("new"):N0} rows of {e.Said("source")}",
        ["sample.people_added"] = e => $"added the sample's people: {e.Said("people")}",
        ["table.protected"] = _ => "put a table under history and guard",
    };

    public static IReadOnlyList<string> Intents { get; } = [.. s_words.Keys.Order(StringComparer.Ordinal)];

    public static string Sentence(CommitRow commit)
    {
        using var detail = JsonDocument.Parse(commit.Detail);
        return $"{commit.ActorName} {(s_words.TryGetValue(commit.Intent, out var words) ? words(detail.RootElement) : Rows(commit))}";
    }

    static string Rows(CommitRow commit)
    {
        var rows = commit.Changes switch { null => "rows", 1 => "1 row", var n => $"{n:N0} rows" };
        var tables = commit.Tables.Count == 0 ? "" : $" of {string.Join(", ", commit.Tables.Select(t => t.Split('.')[^1]))}";
        return $"changed {rows}{tables}{(commit.Source == "sql" ? " by SQL" : $" ({commit.Intent})")}";
    }

    static string? Said(this JsonElement detail, string name) => !detail.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.EnumerateArray()) : value.ToString();

    static long Sum(this JsonElement detail, string name) => detail.TryGetProperty(name, out var values) ? values.EnumerateObject().Sum(v => v.Value.GetInt64()) : 0;

    /// <summary>What an approved plan's title asks for, as done: Move Aria to the trash → moved Aria to the trash.</summary>
    static string? Did(this JsonElement detail, string verb, string did) =>
        detail.Said("title") is { } title && title.StartsWith(verb, StringComparison.Ordinal) ? did + title[verb.Length..] : null;
}
