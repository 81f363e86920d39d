using System.Text.Json.Serialization;
using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>Gives a person a role, the approver's above all: who may approve is itself approved.</summary>
/// <param name="PersonId">Who gets it.</param>
/// <param name="Role">Which one.</param>
/// <param name="ValidFrom">UTC; null: from when it is approved.</param>
/// <param name="ValidUntil">UTC; null: until it is taken away.</param>
public sealed record GiveRole(Guid PersonId, [property: JsonConverter(typeof(JsonStringEnumConverter<Role>))] Role Role, DateTimeOffset? ValidFrom = null, DateTimeOffset? ValidUntil = null) : Operation
{
    internal override string Intent => "role.given";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        if (await db.People.SingleOrDefaultAsync(p => p.Id == PersonId, ct) is not { } person)
            return null;
        var asking = await PersonPlan.AskingAsync(db, ct);
        var from = ValidFrom ?? asking.Now;
        List<Blocker> blockers = [];
        if (!PersonPlan.IsHere(person))
            blockers.Add(PersonPlan.Blocks(person, $"is {person.Status.ToString().ToLowerInvariant()}"));
        if (ValidUntil <= from)
            blockers.Add(PersonPlan.Blocks(person, "would lose the role before they had it"));
        if (await db.RoleGrants.AnyAsync(g => g.PersonId == PersonId && g.Role == Role && g.Source == "manual"
                && (g.ValidUntil == null || g.ValidUntil > from) && (ValidUntil == null || g.ValidFrom < ValidUntil), ct))
            blockers.Add(PersonPlan.Blocks(person, $"has the role {Role.Word()} in that time already"));
        // Nobody gives themself a role; where they ask for it, whoever approves gives it.
        var values = new Dictionary<string, object?> { ["person_id"] = PersonId, ["role"] = Role.Word(), ["granted_by"] = asking.ActorId == PersonId ? null : asking.ActorId, ["valid_until"] = ValidUntil };
        if (ValidFrom is not null)
            values["valid_from"] = ValidFrom;
        return PersonPlan.Of($"Give {person.DisplayName} the role {Role.Word()}{PersonPlan.Until(ValidUntil)}", [PersonPlan.Insert(PersonPlan.Grants, Guid.CreateVersion7(asking.Now), values)], blockers);
    }
}
