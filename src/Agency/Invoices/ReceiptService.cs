using Agency.Commissions;
using Agency.Deals;
using Agency.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Agency.Invoices;

/// <summary>Money that comes in: each receipt releases its part of the invoice to the talents and to the commission, in the same transaction. Finance and admins record it.</summary>
public sealed class ReceiptService
{
    readonly AgencyStore _store;

    internal ReceiptService(AgencyStore store) => _store = store;

    /// <summary>Records money for an issued invoice; AG013 where it is more than is outstanding. Done carries the receipt's id.</summary>
    public Task<Outcome> RecordAsync(Guid invoiceId, ReceiptForm form, CancellationToken ct = default) => _store.WriteAsync(new ReceiptRecorded(invoiceId), needs: null, async work =>
    {
        if (Finance.Refusal(work, form) is { } flaw)
            return flaw;
        if (await OpenInvoice.LockAsync(work.Db, invoiceId, ct) is not { } open)
            return new Outcome.Refused("Nothing can be received for it: it is not issued, or void.");
        var invoice = open.Invoice;
        if (form.ReceivedOn > DateOnly.FromDateTime(work.Now.UtcDateTime).AddDays(1))
            return new Outcome.Refused("Money that has not come yet is not received.", nameof(form.ReceivedOn));
        if (decimal.Round(form.Amount!.Value, Money.MinorDigits(invoice.Currency)) != form.Amount || !Money.TryToMinor(form.Amount.Value, invoice.Currency, out var minor))
            return new Outcome.Refused($"{invoice.Currency} has {Money.MinorDigits(invoice.Currency)} digits after the point.", nameof(form.Amount));
        if (minor > open.OutstandingMinor)
            return new Outcome.Refused($"That is more than is outstanding: {Money.Format(open.OutstandingMinor, invoice.Currency)}.", nameof(form.Amount));
        var (net, _) = open.Part(minor);
        var (commission, talents) = open.Earn(net);
        var receipt = new Receipt { Id = work.NewId(), InvoiceId = invoiceId, AmountMinor = minor, Currency = invoice.Currency, ReceivedOn = form.ReceivedOn!.Value, Method = form.Method, BankRef = Text.OrNull(form.BankRef) };
        work.Db.Receipts.Add(receipt);
        await work.Db.SaveChangesAsync(ct);

        var deal = await work.Db.Deals.IgnoreQueryFilters().AsNoTracking().SingleAsync(d => d.Id == invoice.DealId, ct);
        var earned = await EarnedAsync(work.Db, deal.Id, commission, ct);
        await Books.PostAsync(work, new(LedgerSource.Receipt, receipt.ReceivedOn, invoice.Currency, deal.Id, invoiceId, receipt.Id),
            [
                new(LedgerAccount.Bank, minor), new(LedgerAccount.Receivable, -minor, invoice.BillToId), new(LedgerAccount.Billed, net),
                .. await TalentSidesAsync(work.Db, deal, talents, ct),
                .. earned.Where(e => e.ExternalParty is not null).Select(e => new Side(LedgerAccount.ExternalParties, -e.Minor, e.ExternalParty)),
                new(LedgerAccount.AgencyCommission, -earned.Where(e => e.ExternalParty is null).Sum(e => e.Minor)),
            ], ct);
        await CommissionBook.EarnAsync(work, new(deal.Id, deal.CommissionBps, invoice.Currency, net, invoiceId, receipt.Id, receipt.ReceivedOn), earned, ct);
        return new Outcome.Done($"{Money.Format(minor, invoice.Currency)} is received for {invoice.Number}.", receipt.Id);
    }, ct);

    /// <summary>Takes a receipt back whole, by a row of the opposite amount: books and commissions too. What was paid out of it already is then owed by the talent.</summary>
    public Task<Outcome> ReverseAsync(Guid receiptId, string why, CancellationToken ct = default) => _store.WriteAsync(new ReceiptReversed(receiptId, why), needs: null, async work =>
    {
        if (Finance.Refusal(work) is { } refused)
            return refused;
        if (string.IsNullOrWhiteSpace(why))
            return new Outcome.Refused("Say why.", "Why");
        if (await work.Db.Receipts.AsNoTracking().SingleOrDefaultAsync(r => r.Id == receiptId && r.ReversesId == null, ct) is not { } receipt || await work.Db.Receipts.AnyAsync(r => r.ReversesId == receiptId, ct))
            return new Outcome.Refused("This is no receipt that can be reversed, or it is reversed already.");
        var today = DateOnly.FromDateTime(work.Now.UtcDateTime);
        var reversal = new Receipt { Id = work.NewId(), InvoiceId = receipt.InvoiceId, AmountMinor = -receipt.AmountMinor, Currency = receipt.Currency, ReceivedOn = today, Method = receipt.Method, ReversesId = receiptId };
        work.Db.Receipts.Add(reversal);
        await work.Db.SaveChangesAsync(ct);
        var deal = await work.Db.Invoices.IgnoreQueryFilters().Where(i => i.Id == receipt.InvoiceId).Select(i => i.DealId).SingleAsync(ct);
        await Books.ReverseAsync(work, work.Db.LedgerEntries.Where(e => e.ReceiptId == receiptId), new(LedgerSource.Reversal, today, receipt.Currency, deal, receipt.InvoiceId, reversal.Id), ct);
        await CommissionBook.ReverseAsync(work, receiptId, reversal.Id, today, ct);
        return new Outcome.Done($"{Money.Format(receipt.AmountMinor, receipt.Currency)} is taken back.", reversal.Id);
    }, ct);

    static async Task<IEnumerable<Side>> TalentSidesAsync(AgencyDb db, Deal deal, long minor, CancellationToken ct)
    {
        var shares = await db.DealParticipants.Where(p => p.DealId == deal.Id && p.ShareBps > 0).OrderBy(p => p.Id).Select(p => new { p.TalentId, p.ShareBps }).ToListAsync(ct);
        if (shares.Count == 0)
            return [new(LedgerAccount.ClientFunds, -minor, deal.TalentId)];
        return Shares.Split(minor, [.. shares.Select(s => (long)s.ShareBps)]).Zip(shares, (part, share) => new Side(LedgerAccount.ClientFunds, -part, share.TalentId));
    }

    static async Task<IReadOnlyList<Earned>> EarnedAsync(AgencyDb db, Guid deal, long minor, CancellationToken ct)
    {
        var splits = await db.DealCommissionSplits.Where(s => s.DealId == deal && s.WeightBps > 0).OrderBy(s => s.Id).Select(s => new { s.Id, s.ExternalPartyId, s.WeightBps }).ToListAsync(ct);
        return splits.Count == 0 ? [new(null, null, minor)]
            : [.. Shares.Split(minor, [.. splits.Select(s => (long)s.WeightBps)]).Zip(splits, (part, split) => new Earned(split.Id, split.ExternalPartyId, part))];
    }
}
