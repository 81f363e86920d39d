using System.Text.Json;

namespace Agency.Approvals;

/// <summary>Something that needs a second person: a small record, stored as JSON, that plans exactly which rows change and what stands in the way.</summary>
public abstract record Operation
{
    /// <summary>The business event's name, which the commit carries when it is applied (<c>talent.removed</c>).</summary>
    internal abstract string Intent { get; }

    /// <summary>The plan as of now; null where there is nothing to do it to.</summary>
    internal abstract Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct);

    internal string Params() => JsonSerializer.Serialize(this, GetType(), PlanJson.Options);
}

/// <summary>Some rows, named one by one, with what they mean; or sets of rows, which the database finds and weighs itself.</summary>
sealed record Plan(string Title, IReadOnlyList<PlannedRow> Rows, Impact Impact, IReadOnlyList<PlannedSet>? Sets = null)
{
    public static Plan Of(string title, params IReadOnlyList<PlannedSet> sets) => new(title, [], new Impact([], [], []), sets);
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
}
