using System.Text.Json;
using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>What the plans about people have in common: their moment, their rows, what stands in the way.</summary>
static class PersonPlan
{
    public const string People = "agency.people", Grants = "agency.role_grants", Delegations = "agency.delegations", Holders = "agency.break_glass_holders", Accounts = "agency.accounts";

    /// <summary>The database's clock, and who asks.</summary>
    public sealed record Asking(DateTimeOffset Now, string? Actor)
    {
        public Guid? ActorId => Guid.TryParse(Actor, out var id) ? id : null;
    }

    public static async Task<Asking> AskingAsync(AgencyDb db, CancellationToken ct) =>
        (await db.Database.SqlQuery<Asking>($"""select now() as "Now", current_setting('history.actor_id', true) as "Actor" """).ToListAsync(ct))[0];

    public static PlannedRow Insert(string table, Guid id, object values) => new(table, id.ToString(), "insert", Patch(values, ("id", id)));

    public static PlannedRow Update(string table, Guid id, object values) => new(table, id.ToString(), "update", Patch(values));

    public static Plan Of(string title, IReadOnlyList<PlannedRow> rows, IReadOnlyList<Blocker> blockers) =>
        new(title, rows, new Impact([.. rows.GroupBy(r => (r.Table, r.Action)).Select(g => new ImpactRows(g.Key.Table, g.Key.Action, g.Count()))], [], blockers));

    public static Blocker Blocks(Person person, string because) => new(People, person.Id.ToString(), person.DisplayName, because);

    /// <summary>Somebody who may be given something: they sign in, or will.</summary>
    public static bool IsHere(Person person) => person.Status is PersonStatus.Active or PersonStatus.Invited;

    /// <summary>What ends at the moment has ended then, or never begun.</summary>
    public static DateTimeOffset End(DateTimeOffset now, DateTimeOffset from) => from < now ? now : from.AddMicroseconds(1);

    public static string Until(DateTimeOffset? until) => until is { } at ? $" until {at.UtcDateTime:d MMM yyyy HH:mm} UTC" : "";

    // A value that is null is said, as it empties the column.
    static JsonElement Patch(object values, params (string Name, object Value)[] more)
    {
        var patch = JsonSerializer.SerializeToNode(values, s_json)!.AsObject();
        foreach (var (name, value) in more)
            patch[name] = JsonSerializer.SerializeToNode(value);
        return JsonSerializer.SerializeToElement(patch);
    }

    static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
