using Agency.Approvals;

namespace Agency.Deals;

/// <summary>Moves many deals with everything that hangs on them to the trash in one request.</summary>
public sealed record RemoveDeals(IReadOnlyList<Guid> Deals) : Operation
{
    internal override string Intent => "deal.removed";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var found = await Removal.FindAsync(db, Removal.Deals, Deals, ct);
        return found.Count(f => f.Table == Removal.Deals) is var deals and > 0 ? Removal.Plan($"Move {Removal.Count(deals, "deal")} to the trash", found) : null;
    }
}
