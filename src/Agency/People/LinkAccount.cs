using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>Gives a sign-in to another person: whoever signs in with it is that person from then on.</summary>
public sealed record LinkAccount(Guid AccountId, Guid PersonId) : Operation
{
    internal override string Intent => "account.linked";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        if (await db.Accounts.SingleOrDefaultAsync(a => a.Id == AccountId && a.PersonId != PersonId, ct) is not { } account
            || await db.People.SingleOrDefaultAsync(p => p.Id == PersonId, ct) is not { } person)
            return null;
        List<Blocker> blockers = PersonPlan.IsHere(person) ? [] : [PersonPlan.Blocks(person, "is not active")];
        return PersonPlan.Of($"Link the sign-in {account.OidcSubject} of {account.OidcIssuer} to {person.DisplayName}", [PersonPlan.Update(PersonPlan.Accounts, AccountId, new { PersonId })], blockers);
    }
}
