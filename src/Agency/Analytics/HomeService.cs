using Agency.Commissions;
using Agency.Deals;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;

namespace Agency.Analytics;

/// <summary>Money in minor units of its currency, over so many deals.</summary>
public sealed record Amount(string Currency, long Minor, int Deals);

/// <summary>The few numbers each role needs first. Booked: gross of the deals signed in the last 90 days. Pipeline: gross × probability of the deals not yet contracted.
/// Quiet: open deals that nobody has touched for 14 days.</summary>
public sealed record HomeNumbers(int ActiveTalents, int OpenDeals, int QuietDeals, IReadOnlyList<Amount> Booked, IReadOnlyList<Amount> Pipeline, IReadOnlyList<Amount> CommissionExpected,
    IReadOnlyList<DealRow> QuietRows);

public sealed class HomeService
{
    static readonly DealStage[] s_preContract = [DealStage.Lead, DealStage.Qualified, DealStage.Negotiating, DealStage.ContractSent];
    static readonly DealStage[] s_open = [.. s_preContract, DealStage.Contracted, DealStage.InProduction, DealStage.ClientReview, DealStage.Live, DealStage.OnHold];

    readonly AgencyStore _store;

    internal HomeService(AgencyStore store) => _store = store;

    /// <summary>The numbers of now, or as of a moment: as they were read then.</summary>
    public async Task<HomeNumbers> GetAsync(DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var now = at ?? _store.Now;
        var since = DateOnly.FromDateTime(now.UtcDateTime.AddDays(-90));
        var quietSince = now.ToUniversalTime().AddDays(-14);
        var open = db.All<Deal>().Where(d => s_open.Contains(d.Stage));
        var quiet = open.Where(d => d.UpdatedAt < quietSince);
        return new HomeNumbers(
            await db.All<Talent>().CountAsync(t => t.Status == TalentStatus.Active, ct),
            await open.CountAsync(ct),
            await quiet.CountAsync(ct),
            await AmountsAsync(db.All<Deal>().Where(d => d.SignedOn >= since), d => d.GrossMinor ?? 0, ct),
            await AmountsAsync(db.All<Deal>().Where(d => s_preContract.Contains(d.Stage)), d => (d.GrossMinor ?? 0) * d.ProbabilityBps / 10000, ct),
            await db.All<Commission>().Where(c => c.State == CommissionState.Expected).GroupBy(c => c.Currency)
                .Select(g => new Amount(g.Key, g.Sum(c => c.AmountMinor), g.Count())).ToListAsync(ct),
            await quiet.OrderBy(d => d.UpdatedAt).ThenBy(d => d.Id).Take(5).Select(DealRow.OfDeal).ToListAsync(ct));
    }

    static async Task<IReadOnlyList<Amount>> AmountsAsync(IQueryable<Deal> deals, System.Linq.Expressions.Expression<Func<Deal, long>> amount, CancellationToken ct) =>
        await deals.GroupBy(d => d.Currency, amount).OrderByDescending(g => g.Sum()).Select(g => new Amount(g.Key, g.Sum(), g.Count())).ToListAsync(ct);
}
