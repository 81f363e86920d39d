using Agency.Approvals;
using Agency.Deals;

namespace Agency.Talents;

/// <summary>Moves many talents with all their deals, and everything that hangs on either, to the trash in one request.</summary>
public sealed record RemoveTalents(IReadOnlyList<Guid> Talents) : Operation
{
    internal override string Intent => "talent.removed";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var found = await Removal.FindAsync(db, Removal.Talents, Talents, ct);
        var (talents, deals) = (found.Count(f => f.Table == Removal.Talents), found.Count(f => f.Table == Removal.Deals));
        return talents == 0 ? null : Removal.Plan($"Move {Removal.Count(talents, "talent")}{(deals == 0 ? "" : $" and {Removal.Count(deals, "deal")}")} to the trash", found);
    }
}
