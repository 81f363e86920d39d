using System.Text.Json;
using Agency.Commissions;
using Agency.Ledger;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;

namespace Agency.Deals;

/// <summary>What a signature settles: its day, the terms of payment, and who has which part of the commission, for good.</summary>
static class Signing
{
    public static async Task SignAsync(Work work, Deal deal, DealFacts facts, CancellationToken ct)
    {
        deal.SignedOn ??= facts.SignedOn ?? DateOnly.FromDateTime(work.Now.UtcDateTime);
        deal.PaymentTermsDays ??= facts.BrandTermsDays;
        // Signed again after a step back: how the commission is split was settled the first time.
        if (await work.Db.DealCommissionSplits.AnyAsync(s => s.DealId == deal.Id, ct))
            return;
        var splits = SplitsOf(await TeamAsync(work, deal.TalentId, ct), deal.CommissionBps).Select(part => part with { Id = work.NewId() }).ToList();
        var rows = JsonSerializer.Serialize(splits.Select(s => new { s.Id, s.PersonId, s.ExternalPartyId, s.WeightBps, Payee = s.Payee.ToString().ToLowerInvariant() }));
        await work.Db.Database.ExecuteSqlAsync($"""
            insert into agency.deal_commission_splits (id, deal_id, payee, person_id, external_party_id, weight_bps)
            select s."Id", {deal.Id}, s."Payee", s."PersonId", s."ExternalPartyId", s."WeightBps"
              from jsonb_to_recordset({rows}::jsonb) s ("Id" uuid, "Payee" text, "PersonId" uuid, "ExternalPartyId" uuid, "WeightBps" int)
            """, ct);
        await ExpectedCommissions.WriteAsync(work, deal, splits, ct);
    }

    /// <summary>The parts of the commission, of 10000, as the team says: custom ones come off first, as so much of the gross; the rest is theirs who have the full of it, else evenly theirs
    /// who are even, else the agency's. Customs that would take more than all of it share it in proportion.</summary>
    public static IReadOnlyList<SplitPart> SplitsOf(IReadOnlyList<TeamPart> team, int commissionBps)
    {
        var customs = commissionBps == 0 ? [] : team.Where(t => t.Mode == SplitMode.Custom && t.Bps > 0).ToList();
        var takers = team.Any(t => t.Mode == SplitMode.Full) ? team.Where(t => t.Mode == SplitMode.Full).ToList() : team.Where(t => t.Mode == SplitMode.Even).ToList();
        if (commissionBps == 0)
            takers = [];
        var rest = Math.Max(0, commissionBps - customs.Sum(t => t.Bps));
        List<(TeamPart? Payee, long Weight)> due =
        [
            .. customs.Select(t => ((TeamPart?)t, t.Bps * (long)Math.Max(1, takers.Count))),
            .. takers.Select(t => ((TeamPart?)t, (long)rest)),
        ];
        if (takers.Count == 0)
            due.Add((null, commissionBps == 0 ? 1 : rest));
        var weights = Shares.Split(10000, [.. due.Select(d => d.Weight)]);
        return [.. due.Zip(weights, (d, weight) => (d.Payee, weight)).GroupBy(p => (p.Payee?.PersonId, p.Payee?.ExternalPartyId))
            .Select(g => new SplitPart(default, g.Key.PersonId is not null ? SplitPayee.Person : g.Key.ExternalPartyId is not null ? SplitPayee.External : SplitPayee.Agency,
                g.Key.PersonId, g.Key.ExternalPartyId, (int)g.Sum(p => p.weight))).Where(p => p.WeightBps > 0)];
    }

    // Somebody who stands in has no part.
    static async Task<IReadOnlyList<TeamPart>> TeamAsync(Work work, Guid talent, CancellationToken ct) =>
        await work.Db.TeamMembers.Where(m => m.TalentId == talent && m.EndedOn == null && !m.IsAlternate).OrderBy(m => m.Id)
            .Select(m => new TeamPart(m.PersonId, m.ExternalPartyId, m.SplitMode, m.Bps ?? 0)).ToListAsync(ct);
}

/// <summary>Somebody of a talent's team. <paramref name="Bps"/>: of the gross, where the mode is custom.</summary>
sealed record TeamPart(Guid? PersonId, Guid? ExternalPartyId, SplitMode Mode, int Bps);

/// <summary>Somebody's part of the commission, of 10000.</summary>
sealed record SplitPart(Guid Id, SplitPayee Payee, Guid? PersonId, Guid? ExternalPartyId, int WeightBps);
