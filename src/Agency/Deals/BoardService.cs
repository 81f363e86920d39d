using Agency.Analytics;
using Microsoft.EntityFrameworkCore;

namespace Agency.Deals;

/// <summary>The deals of a stage that changed last, and how many and how much there is of it, each currency by itself.</summary>
public sealed record BoardColumn(DealStage Stage, IReadOnlyList<DealRow> Deals, int Count, IReadOnlyList<Amount> Sums);

/// <summary>The deals by stage, as a board shows them.</summary>
public sealed class BoardService
{
    /// <summary>So many cards stand in a column; the list has the others.</summary>
    public const int ColumnSize = 50;

    readonly AgencyStore _store;

    internal BoardService(AgencyStore store) => _store = store;

    /// <summary>The nine stages of the way and what is on hold, each with its first cards.</summary>
    public async Task<IReadOnlyList<BoardColumn>> GetAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var sums = (await db.Deals.GroupBy(d => new { d.Stage, d.Currency }).Select(g => new { g.Key.Stage, g.Key.Currency, Minor = g.Sum(d => d.GrossMinor) ?? 0, Deals = g.Count() }).ToListAsync(ct))
            .ToLookup(s => s.Stage);
        List<BoardColumn> columns = [];
        foreach (var stage in Enum.GetValues<DealStage>().Where(s => s is not (DealStage.Lost or DealStage.Cancelled)))
        {
            var count = sums[stage].Sum(s => s.Deals);
            var rows = count == 0 ? [] : await db.Deals.Where(d => d.Stage == stage).OrderByDescending(d => d.UpdatedAt).ThenByDescending(d => d.Id).Take(ColumnSize).Select(DealRow.OfDeal).ToListAsync(ct);
            columns.Add(new(stage, rows, count, [.. sums[stage].Where(s => s.Minor > 0).OrderByDescending(s => s.Minor).Select(s => new Amount(s.Currency, s.Minor, s.Deals))]));
        }
        return columns;
    }
}
