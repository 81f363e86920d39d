using System.Text.Json;

namespace Agency.Approvals;

/// <summary>Rows that the database finds by itself when it plans, however many they are (<c>guard.plan_sets</c>). Table names with their schema.</summary>
sealed record PlannedSet(string Set)
{
    public string? Table { get; init; }
    public IReadOnlyList<string>? Rows { get; init; }
    public JsonElement? Match { get; init; }
    public JsonElement? Patch { get; init; }
    public JsonElement? Patches { get; init; }
    public string? To { get; init; }
    public bool? WithBelongings { get; init; }
    public long? Commit { get; init; }

    /// <summary>A moment as the database reads it; without one, the last consistent state that history knows.</summary>
    public static string Moment(DateTimeOffset? to) => to is { } at ? at.UtcDateTime.ToString("O") : "now";

    public static string Words(DateTimeOffset? to) => to is { } at ? at.UtcDateTime.ToString("d MMM yyyy HH:mm:ss 'UTC'") : "their last known state";
}
