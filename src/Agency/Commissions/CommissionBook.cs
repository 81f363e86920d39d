using Microsoft.EntityFrameworkCore;

namespace Agency.Commissions;

/// <summary>A split's part of what was received.</summary>
sealed record Earned(Guid? Split, Guid? ExternalParty, long Minor);

/// <summary>What a commission is earned by; money in minor units.</summary>
sealed record Earning(Guid Deal, int RateBps, string Currency, long BasisMinor, Guid Invoice, Guid Receipt, DateOnly On);

/// <summary>What is expected becomes earned, pro rata, as money comes in. All rows of a deal together are always its whole commission.</summary>
static class CommissionBook
{
    public static async Task EarnAsync(Work work, Earning earning, IEnumerable<Earned> parts, CancellationToken ct)
    {
        var expected = await work.Db.Commissions.Where(c => c.DealId == earning.Deal && c.State == CommissionState.Expected).OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).ToListAsync(ct);
        foreach (var part in parts.Where(p => p.Minor != 0))
        {
            var row = expected.Find(c => c.SplitId == part.Split && c.Currency == earning.Currency && c.AmountMinor > 0);
            if (row is null || row.AmountMinor > part.Minor)
            {
                if (row is not null)
                    (row.AmountMinor, row.BasisMinor) = (row.AmountMinor - part.Minor, row.BasisMinor - earning.BasisMinor);
                row = new Commission { Id = work.NewId(), DealId = earning.Deal, SplitId = part.Split, RateBps = earning.RateBps };
                work.Db.Commissions.Add(row);
            }
            (row.State, row.AmountMinor, row.BasisMinor, row.Currency) = (part.ExternalParty is null ? CommissionState.Earned : CommissionState.Payable, part.Minor, earning.BasisMinor, earning.Currency);
            (row.InvoiceId, row.ReceiptId, row.EarnedOn) = (earning.Invoice, earning.Receipt, earning.On);
            expected.Remove(row);
        }
        await work.Db.SaveChangesAsync(ct);
    }

    /// <summary>What the receipt earned is taken back by negative rows, and expected again.</summary>
    public static async Task ReverseAsync(Work work, Guid receipt, Guid reversal, DateOnly on, CancellationToken ct)
    {
        foreach (var c in await work.Db.Commissions.AsNoTracking().Where(c => c.ReceiptId == receipt).OrderBy(c => c.Id).ToListAsync(ct))
        {
            work.Db.Commissions.Add(new Commission
            {
                Id = work.NewId(), DealId = c.DealId, SplitId = c.SplitId, InvoiceId = c.InvoiceId, ReceiptId = reversal, ReversesId = c.Id, EarnedOn = on, State = CommissionState.Reversed,
                RateBps = c.RateBps, BasisMinor = -c.BasisMinor, AmountMinor = -c.AmountMinor, Currency = c.Currency,
            });
            work.Db.Commissions.Add(new Commission { Id = work.NewId(), DealId = c.DealId, SplitId = c.SplitId, RateBps = c.RateBps, BasisMinor = c.BasisMinor, AmountMinor = c.AmountMinor, Currency = c.Currency });
        }
        await work.Db.SaveChangesAsync(ct);
    }
}
