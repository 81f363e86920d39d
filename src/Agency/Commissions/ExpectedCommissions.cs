using Agency.Deals;
using Agency.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Agency.Commissions;

/// <summary>What a deal that is signed is expected to earn, one row for each who has a part of it. They add up to the commission to the last minor unit.</summary>
static class ExpectedCommissions
{
    public static async Task WriteAsync(Work work, Deal deal, IReadOnlyList<SplitPart> splits, CancellationToken ct)
    {
        // A deal that came from elsewhere may have its commission already.
        if (deal.GrossMinor is not { } gross || await work.Db.Commissions.AnyAsync(c => c.DealId == deal.Id, ct))
            return;
        var basis = deal.CommissionOn == CommissionOn.NetOfExpenses ? Math.Max(0, gross - (deal.ExpensesMinor ?? 0)) : gross;
        var amounts = Shares.Split(Shares.Split(basis, deal.CommissionBps).Part, [.. splits.Select(s => (long)s.WeightBps)]);
        foreach (var (split, amount) in splits.Zip(amounts))
        {
            work.Db.Commissions.Add(new Commission
            {
                Id = work.NewId(), DealId = deal.Id, SplitId = split.Id, State = CommissionState.Expected, RateBps = deal.CommissionBps, BasisMinor = basis, AmountMinor = amount, Currency = deal.Currency,
            });
        }
    }
}
