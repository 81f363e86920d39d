using System.Text.Json;

namespace Agency.Approvals;

/// <summary>Something that needs a second person: a small record, stored as JSON, that plans exactly which rows change and what stands in the way.</summary>
public abstract record Operation
{
    /// <summary>The business event's name, which the commit carries when it is applied (<c>talent.removed</c>).</summary>
    internal abstract string Intent { get; }

    /// <summary>Why it is not planned at all, whatever the rows are; null where it may be.</summary>
    internal virtual Outcome.Refused? Refusal => null;

    /// <summary>The plan as of now; null where there is nothing to do it to.</summary>
    internal abstract Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct);

    /// <summary>The same, where it takes who asks, or new ids.</summary>
    internal virtual Task<Plan?> PlanAsync(Work work, CancellationToken ct) => PlanAsync(work.Db, ct);

    /// <summary>The operation of this intent that these parameters describe; null where there is none.</summary>
    /// <param name="intent">As <c>talent.removed</c>.</param>
    /// <param name="parameters">JSON with names in snake case; a name that the operation does not know, or one that lacks, makes it another operation.</param>
    public static Operation? Read(string intent, string parameters) => s_kinds.Select(kind => Read(kind, parameters)).FirstOrDefault(operation => operation?.Intent == intent);

    static readonly Type[] s_kinds = [.. typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract)];

    static Operation? Read(Type kind, string parameters)
    {
        try
        {
            return (Operation?)JsonSerializer.Deserialize(parameters, kind, PlanJson.Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal string Params() => JsonSerializer.Serialize(this, GetType(), PlanJson.Options);
}

/// <summary>Some rows, named one by one, with what they mean; or sets of rows, which the database finds and weighs itself.</summary>
sealed record Plan(string Title, IReadOnlyList<PlannedRow> Rows, Impact Impact, IReadOnlyList<PlannedSet>? Sets = null)
{
    public static Plan Of(string title, params IReadOnlyList<PlannedSet> sets) => new(title, [], new Impact([], [], []), sets);

    /// <summary>It is carried out by a function of the guard instead: guard.operations names it.</summary>
    public bool ChangesNoRow { get; init; }
}

/// <summary><paramref name="Action"/>: insert, update, delete or trash. <paramref name="Patch"/> names the columns an insert or update writes.</summary>
sealed record PlannedRow(string Table, string RowId, string Action, JsonElement? Patch = null)
{
    public static PlannedRow Trash(string table, Guid id) => new(table, id.ToString(), "trash");
}

/// <summary>What a plan touches: rows per table, money per kind and currency, and what forbids it; of many blockers the first hundred, <paramref name="Blocked"/> is how many there are.</summary>
public sealed record Impact(IReadOnlyList<ImpactRows> Tables, IReadOnlyList<ImpactMoney> Money, IReadOnlyList<Blocker> Blockers, int Blocked = 0);

public sealed record ImpactRows(string Table, string Verb, int Rows);

/// <summary>Money in minor units of its currency.</summary>
public sealed record ImpactMoney(string Kind, long Minor, string Currency);

/// <summary>A row that stands in the way, and why.</summary>
public sealed record Blocker(string Table, string RowId, string Label, string Because);

static class PlanJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static readonly JsonSerializerOptions Strict = new(Options)
    {
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };
}
