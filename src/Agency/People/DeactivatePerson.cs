using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>Ends a person's time here: they cannot sign in, their roles, delegations and right to break the glass end, what they own goes to somebody else.
/// No row of the business is removed. Applied, their sessions and their machines' keys end as well.</summary>
/// <param name="PersonId">Who leaves.</param>
/// <param name="ReassignTo">Who takes over what they own; may be null where they own nothing.</param>
public sealed record DeactivatePerson(Guid PersonId, Guid? ReassignTo = null) : Operation
{
    internal override string Intent => "person.deactivated";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        if (await db.People.SingleOrDefaultAsync(p => p.Id == PersonId && p.Status != PersonStatus.Deactivated, ct) is not { } person)
            return null;
        var now = (await PersonPlan.AskingAsync(db, ct)).Now;
        var (owned, left) = await Ownership.ReassignAsync(db, PersonId, ReassignTo, ct);
        List<Blocker> blockers = [.. left];
        if (ReassignTo == PersonId)
            blockers.Add(PersonPlan.Blocks(person, "cannot take over from themself"));
        else if (ReassignTo is { } to && await db.People.SingleOrDefaultAsync(p => p.Id == to, ct) is var next && (next is null || !PersonPlan.IsHere(next)))
            blockers.Add(next is null ? new(PersonPlan.People, to.ToString(), "Who takes over", "is not here") : PersonPlan.Blocks(next, "is not active, and cannot take over"));

        List<PlannedRow> rows = [.. owned, PersonPlan.Update(PersonPlan.People, PersonId, new { Status = "deactivated" })];
        foreach (var grant in await db.RoleGrants.Where(g => g.PersonId == PersonId && (g.ValidUntil == null || g.ValidUntil > now)).OrderBy(g => g.Id).ToListAsync(ct))
            rows.Add(PersonPlan.Update(PersonPlan.Grants, grant.Id, new { ValidUntil = PersonPlan.End(now, grant.ValidFrom) }));
        foreach (var delegation in await db.Delegations.Where(d => (d.PersonId == PersonId || d.DelegateId == PersonId) && d.ValidUntil > now).OrderBy(d => d.Id).ToListAsync(ct))
            rows.Add(PersonPlan.Update(PersonPlan.Delegations, delegation.Id, new { ValidUntil = PersonPlan.End(now, delegation.ValidFrom) }));
        foreach (var holder in await db.BreakGlassHolders.Where(h => h.PersonId == PersonId && h.SuspendedAt == null).ToListAsync(ct))
            rows.Add(PersonPlan.Update(PersonPlan.Holders, holder.Id, new { SuspendedAt = now }));
        return PersonPlan.Of($"Deactivate {person.DisplayName}{(owned.Count == 0 ? "" : $" and reassign {owned.Count} {(owned.Count == 1 ? "row" : "rows")}")}", rows, blockers);
    }
}
