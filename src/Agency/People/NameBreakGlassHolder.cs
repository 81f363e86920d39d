using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>Names somebody who may break the glass, or gives a suspended holder the right back.</summary>
public sealed record NameBreakGlassHolder(Guid PersonId) : Operation
{
    internal override string Intent => "holder.named";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        if (await db.People.SingleOrDefaultAsync(p => p.Id == PersonId, ct) is not { } person)
            return null;
        List<Blocker> blockers = person.Status == PersonStatus.Active ? [] : [PersonPlan.Blocks(person, "is not active")];
        return await db.BreakGlassHolders.SingleOrDefaultAsync(h => h.PersonId == PersonId, ct) switch
        {
            null => PersonPlan.Of($"Name {person.DisplayName} as somebody who may break the glass",
                [PersonPlan.Insert(PersonPlan.Holders, Guid.CreateVersion7((await PersonPlan.AskingAsync(db, ct)).Now), new { PersonId })], blockers),
            { SuspendedAt: not null } holder => PersonPlan.Of($"Give {person.DisplayName} the right to break the glass back",
                [PersonPlan.Update(PersonPlan.Holders, holder.Id, new { SuspendedAt = (DateTimeOffset?)null })], blockers),
            _ => null,
        };
    }
}
