using Agency.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Agency.Invoices;

/// <summary>An issued invoice under the lock of its row, with what the books say of it. Every amount is the difference to a running total, so that the last payment or credit leaves nothing over.</summary>
sealed class OpenInvoice
{
    readonly long _billed, _commission, _released;

    OpenInvoice(Invoice invoice, long billed, long commission, long released) => (Invoice, _billed, _commission, _released) = (invoice, billed, commission, released);

    public Invoice Invoice { get; }

    public long OutstandingMinor => Invoice.NetMinor + Invoice.TaxMinor - Invoice.ReceivedMinor - Invoice.CreditedMinor;

    /// <summary>Null where it is no issued invoice.</summary>
    public static async Task<OpenInvoice?> LockAsync(AgencyDb db, Guid id, CancellationToken ct)
    {
        var invoice = (await db.Invoices.FromSql($"select *, xmin from agency.invoices where id = {id} for update").ToListAsync(ct)).SingleOrDefault();
        if (invoice is not { Kind: InvoiceKind.Invoice, Status: InvoiceStatus.Issued or InvoiceStatus.PartPaid or InvoiceStatus.Paid })
            return null;
        var sums = await db.LedgerEntries.Where(e => e.InvoiceId == id || db.Invoices.Any(n => n.CreditsId == id && n.Id == e.InvoiceId))
            .GroupBy(e => e.Account, e => e.CreditMinor - e.DebitMinor).Select(g => new { g.Key, Minor = g.Sum() }).ToListAsync(ct);
        long Of(params LedgerAccount[] accounts) => sums.Where(s => accounts.Contains(s.Key)).Sum(s => s.Minor);
        var commission = Of(LedgerAccount.AgencyCommission, LedgerAccount.ExternalParties);
        return new(invoice, Of(LedgerAccount.Billed), commission, commission + Of(LedgerAccount.ClientFunds));
    }

    /// <summary>Net and tax of an amount that is received or credited next.</summary>
    public (long Net, long Tax) Part(long minor)
    {
        var settled = Shares.Split(Invoice.ReceivedMinor + Invoice.CreditedMinor + minor, [Invoice.NetMinor, Invoice.TaxMinor])[0];
        var net = settled - (Invoice.NetMinor - _billed);
        return (net, minor - net);
    }

    /// <summary>Commission and the talents' part of a net amount that is received next.</summary>
    public (long Commission, long Talents) Earn(long net)
    {
        var commission = _released + net <= 0 ? 0 : Shares.Split(_released + net, [Invoice.NetMinor - Invoice.TalentPartMinor, Invoice.TalentPartMinor])[0];
        return (commission - _commission, net - (commission - _commission));
    }
}
