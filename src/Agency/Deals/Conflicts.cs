using Microsoft.EntityFrameworkCore;

namespace Agency.Deals;

/// <summary>What exclusivities do not allow: another live deal of the same talent, for the same goods or with a named competitor, while it holds and where it holds.</summary>
static class Conflicts
{
    const string Worldwide = "worldwide";

    /// <summary>Both ways: what this deal forbids others, and what others forbid this one.</summary>
    public static async Task<IReadOnlyList<RightConflict>> OfDealAsync(AgencyDb db, Guid deal, CancellationToken ct) =>
        await OfAsync(db, deal, await db.All<Exclusivity>().Where(e => e.DealId == deal).ToListAsync(ct), ct);

    public static async Task<IReadOnlyList<RightConflict>> OfAsync(AgencyDb db, Guid deal, IReadOnlyList<Exclusivity> mine, CancellationToken ct)
    {
        if (await SidesAsync(db, db.All<Deal>().Where(d => d.Id == deal), ct) is not [var self])
            return [];
        var talents = await db.All<DealParticipant>().Where(p => p.DealId == deal && p.ShareBps > 0).Select(p => p.TalentId).ToListAsync(ct);
        talents.Add(self.TalentId);
        DealStage[] over = [DealStage.Completed, DealStage.Lost, DealStage.Cancelled];
        var others = await SidesAsync(db, db.All<Deal>().Where(d => d.Id != deal && !over.Contains(d.Stage)
            && (talents.Contains(d.TalentId) || db.DealParticipants.Any(p => p.DealId == d.Id && p.ShareBps > 0 && talents.Contains(p.TalentId)))), ct);
        var ids = others.ConvertAll(o => o.Id);
        var theirs = (await db.All<Exclusivity>().Where(e => ids.Contains(e.DealId)).OrderBy(e => e.Id).ToListAsync(ct)).ToLookup(e => e.DealId);
        return [.. others.SelectMany(other => Between(self, mine, other, [.. theirs[other.Id]]).Distinct(StringComparer.Ordinal).Select(because => new RightConflict(other.Id, other.Title, because)))];
    }

    static IEnumerable<string> Between(Side self, IReadOnlyList<Exclusivity> mine, Side other, IReadOnlyList<Exclusivity> theirs)
    {
        foreach (var e in mine)
        {
            if (theirs.Any(t => Same(t.Category, e.Category) && Overlap(e, t)))
                yield return $"is exclusive for {e.Category}, too, in the same time and place";
            if (e.Competitors.Any(c => Same(c, other.Brand)) && e.StartsOn <= other.EndsOn && other.StartsOn <= e.EndsOn)
                yield return $"is with {other.Brand}, which this deal's exclusivity for {e.Category} names";
        }
        foreach (var t in theirs.Where(t => t.Competitors.Any(c => Same(c, self.Brand)) && t.StartsOn <= self.EndsOn && self.StartsOn <= t.EndsOn))
            yield return $"names {self.Brand} in its exclusivity for {t.Category}";
    }

    static bool Overlap(Exclusivity a, Exclusivity b) => a.StartsOn <= b.EndsOn && b.StartsOn <= a.EndsOn
        && (a.Territories.Contains(Worldwide) || b.Territories.Contains(Worldwide) || a.Territories.Intersect(b.Territories, StringComparer.OrdinalIgnoreCase).Any());

    static bool Same(string? a, string? b) => !string.IsNullOrWhiteSpace(a) && string.Equals(a?.Trim(), b?.Trim(), StringComparison.OrdinalIgnoreCase);

    static async Task<List<Side>> SidesAsync(AgencyDb db, IQueryable<Deal> deals, CancellationToken ct) =>
        await deals.OrderBy(d => d.Id).Select(d => new Side(d.Id, d.Title, d.TalentId, db.Companies.Where(c => c.Id == d.BrandId).Select(c => c.TradeName).FirstOrDefault(),
            d.StartsOn ?? DateOnly.MinValue, d.EndsOn ?? DateOnly.MaxValue)).ToListAsync(ct);

    sealed record Side(Guid Id, string Title, Guid TalentId, string? Brand, DateOnly StartsOn, DateOnly EndsOn);
}
