using Agency.Approvals;
using Agency.Deals;
using Microsoft.EntityFrameworkCore;

namespace Agency.Talents;

/// <summary>Moves a talent with all its deals, commissions and payouts to the trash. The talent's person and brands stay.</summary>
public sealed record RemoveTalent(Guid TalentId) : Operation
{
    internal override string Intent => "talent.removed";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        if (await db.Talents.SingleOrDefaultAsync(t => t.Id == TalentId, ct) is not { } talent)
            return null;
        var deals = await Removal.DealsAsync(db.Deals.Where(d => d.TalentId == TalentId), ct);
        var title = deals.Count == 0 ? $"Move {talent.StageName} to the trash" : $"Move {talent.StageName} and {deals.Count} {(deals.Count == 1 ? "deal" : "deals")} to the trash";
        return await Removal.PlanAsync(db, title, talent, deals,
            db.Payouts.Where(p => p.TalentId == TalentId || db.Deals.Any(d => d.Id == p.DealId && d.TalentId == TalentId)), ct);
    }
}
