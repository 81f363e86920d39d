using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>While a person is away, another decides on their behalf. UTC.</summary>
public sealed record GiveDelegation(Guid PersonId, Guid DelegateId, DateTimeOffset From, DateTimeOffset Until) : Operation
{
    internal override string Intent => "delegation.given";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        if (await db.People.SingleOrDefaultAsync(p => p.Id == PersonId, ct) is not { } person || await db.People.SingleOrDefaultAsync(p => p.Id == DelegateId, ct) is not { } stand)
            return null;
        var now = (await PersonPlan.AskingAsync(db, ct)).Now;
        List<Blocker> blockers = [];
        if (PersonId == DelegateId)
            blockers.Add(PersonPlan.Blocks(person, "cannot stand in for themself"));
        if (Until <= From || Until <= now)
            blockers.Add(PersonPlan.Blocks(person, "would be away for no time, or is back already"));
        blockers.AddRange(new[] { person, stand }.Where(p => p.Status != PersonStatus.Active).Select(p => PersonPlan.Blocks(p, "is not active")));
        if (await db.Delegations.AnyAsync(d => d.PersonId == PersonId && d.ValidFrom < Until && From < d.ValidUntil, ct))
            blockers.Add(PersonPlan.Blocks(person, "has somebody standing in during that time already"));
        return PersonPlan.Of($"Let {stand.DisplayName} decide for {person.DisplayName}{PersonPlan.Until(Until)}",
            [PersonPlan.Insert(PersonPlan.Delegations, Guid.CreateVersion7(now), new { PersonId, DelegateId, ValidFrom = From, ValidUntil = Until })], blockers);
    }
}
