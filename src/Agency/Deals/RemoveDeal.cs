using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.Deals;

/// <summary>Moves a deal with its commissions and payouts to the trash.</summary>
public sealed record RemoveDeal(Guid DealId) : Operation
{
    internal override string Intent => "deal.removed";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var deals = await Removal.DealsAsync(db.Deals.Where(d => d.Id == DealId), ct);
        return deals is [var deal] ? await Removal.PlanAsync(db, $"Move {deal.Title} to the trash", talent: null, deals, db.Payouts.Where(p => p.DealId == DealId), ct) : null;
    }
}
