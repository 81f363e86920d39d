using Agency.Approvals;

namespace Agency.Deals;

/// <summary>Moves a deal with everything that hangs on it to the trash.</summary>
public sealed record RemoveDeal(Guid DealId) : Operation
{
    internal override string Intent => "deal.removed";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var found = await Removal.FindAsync(db, Removal.Deals, DealId, ct);
        return found.FirstOrDefault(f => f.RowId == DealId.ToString()) is { } deal ? Removal.Plan($"Move {deal.Label} to the trash", found) : null;
    }
}
