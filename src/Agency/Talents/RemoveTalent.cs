using Agency.Approvals;
using Agency.Deals;

namespace Agency.Talents;

/// <summary>Moves a talent with all its deals, and everything that hangs on either, to the trash. The talent's person and brands stay.</summary>
public sealed record RemoveTalent(Guid TalentId) : Operation
{
    internal override string Intent => "talent.removed";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var found = await Removal.FindAsync(db, Removal.Talents, TalentId, ct);
        if (found.FirstOrDefault(f => f.RowId == TalentId.ToString()) is not { } talent)
            return null;
        var deals = found.Count(f => f.Table == Removal.Deals);
        return Removal.Plan(deals == 0 ? $"Move {talent.Label} to the trash" : $"Move {talent.Label} and {deals} {(deals == 1 ? "deal" : "deals")} to the trash", found);
    }
}
