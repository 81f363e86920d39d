using Agency.Approvals;
using Agency.Payouts;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;

namespace Agency.Deals;

/// <summary>What removing a talent and removing a deal have in common: the deals with their money, children first.</summary>
static class Removal
{
    internal sealed record DealFact(Guid Id, string Title, DealStage Stage, long? GrossMinor, string Currency, bool LegalHold);

    public static Task<List<DealFact>> DealsAsync(IQueryable<Deal> deals, CancellationToken ct) =>
        deals.OrderBy(d => d.Id).Select(d => new DealFact(d.Id, d.Title, d.Stage, d.GrossMinor, d.Currency, d.LegalHold)).ToListAsync(ct);

    public static async Task<Plan> PlanAsync(AgencyDb db, string title, Talent? talent, List<DealFact> deals, IQueryable<Payout> ofPayouts, CancellationToken ct)
    {
        var dealIds = deals.ConvertAll(d => d.Id);
        var commissions = await db.Commissions.Where(c => dealIds.Contains(c.DealId)).OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.AmountMinor, c.Currency, c.LegalHold }).ToListAsync(ct);
        var payouts = await ofPayouts.OrderBy(p => p.Id).Select(p => new { p.Id, p.AmountMinor, p.Currency, p.State, p.LegalHold }).ToListAsync(ct);

        List<PlannedRow> rows =
        [
            .. commissions.Select(c => PlannedRow.Trash("agency.commissions", c.Id)),
            .. payouts.Select(p => PlannedRow.Trash("agency.payouts", p.Id)),
            .. deals.Select(d => PlannedRow.Trash("agency.deals", d.Id)),
        ];
        if (talent is not null)
            rows.Add(PlannedRow.Trash("agency.talents", talent.Id));

        List<Blocker> blockers = [];
        if (talent is { LegalHold: true })
            blockers.Add(new("agency.talents", talent.Id.ToString(), talent.StageName, "is under legal hold"));
        blockers.AddRange(deals.Where(d => d.LegalHold).Select(d => new Blocker("agency.deals", d.Id.ToString(), d.Title, "is under legal hold")));
        blockers.AddRange(commissions.Where(c => c.LegalHold).Select(c => new Blocker("agency.commissions", c.Id.ToString(), Money.Format(c.AmountMinor, c.Currency), "is under legal hold")));
        blockers.AddRange(payouts.Where(p => p.LegalHold || p.State == PayoutState.Sent)
            .Select(p => new Blocker("agency.payouts", p.Id.ToString(), Money.Format(p.AmountMinor, p.Currency), p.LegalHold ? "is under legal hold" : "is on its way to the bank")));

        var open = deals.Where(d => d.Stage is not (DealStage.Completed or DealStage.Lost or DealStage.Cancelled) && d.GrossMinor is not null);
        var money = open.GroupBy(d => d.Currency).Select(g => new ImpactMoney("open deals", g.Sum(d => d.GrossMinor!.Value), g.Key))
            .Concat(commissions.GroupBy(c => c.Currency).Select(g => new ImpactMoney("commissions", g.Sum(c => c.AmountMinor), g.Key)))
            .Concat(payouts.GroupBy(p => p.Currency).Select(g => new ImpactMoney("payouts", g.Sum(p => p.AmountMinor), g.Key)));
        var tables = rows.GroupBy(r => r.Table).Select(g => new ImpactRows(g.Key, "trash", g.Count())).Reverse();
        return new Plan(title, rows, new Impact([.. tables], [.. money], blockers));
    }
}
