using Agency.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Agency.Invoices;

/// <summary>What becomes of a draft: issued, and then void, credited or written off, each in the books. Finance and admins do it.</summary>
public sealed class BillingService
{
    readonly AgencyStore _store;

    internal BillingService(AgencyStore store) => _store = store;

    /// <summary>Gives the draft its number and its dates, and puts it into the books: the company owes it from now on.</summary>
    public Task<Outcome> IssueAsync(Guid id, CancellationToken ct = default) => WriteAsync(new InvoiceIssued(id), async work =>
    {
        if (await work.Db.Invoices.Include(i => i.Deal).Include(i => i.BillTo).SingleOrDefaultAsync(i => i.Id == id && i.Status == InvoiceStatus.Draft, ct) is not { } invoice)
            return new Outcome.Refused("This is no draft any more.");
        await IssueAsync(work, invoice, invoice.Deal?.PaymentTermsDays ?? invoice.BillTo?.PaymentTermsDays ?? 30, ct);
        await Books.PostAsync(work, new(LedgerSource.Invoice, invoice.IssuedOn!.Value, invoice.Currency, invoice.DealId, id),
            [new(LedgerAccount.Receivable, invoice.NetMinor + invoice.TaxMinor, invoice.BillToId), new(LedgerAccount.Billed, -invoice.NetMinor), new(LedgerAccount.Tax, -invoice.TaxMinor)], ct);
        return new Outcome.Done($"{invoice.Number} is issued, due on {invoice.DueOn:d MMM yyyy}.", id);
    }, ct);

    /// <summary>Voids an invoice that nobody has paid anything of; its number stays taken. AG013 where somebody has.</summary>
    public Task<Outcome> VoidAsync(Guid id, string why, CancellationToken ct = default) => SettleAsync(new InvoiceVoided(id, why), id, why, async (work, open) =>
    {
        var (net, tax) = open.Part(open.OutstandingMinor);
        await CloseAsync(work, open, InvoiceStatus.Void, LedgerSource.Void, [new(LedgerAccount.Billed, net), new(LedgerAccount.Tax, tax)], ct);
        return $"{open.Invoice.Number} is void.";
    }, ct);

    /// <summary>Gives up what is outstanding. The tax on it is the agency's loss.</summary>
    public Task<Outcome> WriteOffAsync(Guid id, string why, CancellationToken ct = default) => SettleAsync(new InvoiceWrittenOff(id, why), id, why, async (work, open) =>
    {
        var (net, tax) = open.Part(open.OutstandingMinor);
        await CloseAsync(work, open, InvoiceStatus.WrittenOff, LedgerSource.WriteOff, [new(LedgerAccount.Billed, net), new(LedgerAccount.WrittenOff, tax)], ct);
        return $"What was outstanding of {open.Invoice.Number} is written off.";
    }, ct);

    /// <summary>Issues a credit note over what is outstanding of the invoice, or a part of it in major units, tax included. Done carries the credit note's id.</summary>
    public Task<Outcome> CreditAsync(Guid id, decimal? amount, string why, CancellationToken ct = default) => WriteAsync(new InvoiceCredited(id, why), async work =>
    {
        if (string.IsNullOrWhiteSpace(why))
            return new Outcome.Refused("Say why.", "Why");
        if (await OpenInvoice.LockAsync(work.Db, id, ct) is not { OutstandingMinor: > 0 } open)
            return new Outcome.Refused("Nothing is outstanding of it.");
        var invoice = open.Invoice;
        var minor = amount is { } typed ? Money.ToMinor(typed, invoice.Currency) : open.OutstandingMinor;
        if (minor <= 0 || minor > open.OutstandingMinor)
            return new Outcome.Refused($"Up to what is outstanding: {Money.Format(open.OutstandingMinor, invoice.Currency)}.", "Amount");
        var (net, tax) = open.Part(minor);
        var note = new Invoice
        {
            Id = work.NewId(), Kind = InvoiceKind.CreditNote, CreditsId = id, DealId = invoice.DealId, BillToId = invoice.BillToId, Currency = invoice.Currency, NetMinor = net, TaxMinor = tax, Notes = why.Trim(),
        };
        note.Lines.Add(new InvoiceLine { Id = work.NewId(), Position = 1, Kind = LineKind.Other, Description = $"Credit on {invoice.Number}", UnitMinor = net, NetMinor = net });
        // A line's tax is its rate's; what is credited may be of several rates.
        if (tax > 0)
            note.Lines.Add(new InvoiceLine { Id = work.NewId(), Position = 2, Kind = LineKind.Other, Description = "Tax on it", Quantity = 0, TaxMinor = tax });
        work.Db.Invoices.Add(note);
        await work.Db.SaveChangesAsync(ct);
        await IssueAsync(work, note, terms: 0, ct);
        invoice.CreditedMinor += minor;
        invoice.Status = invoice.ReceivedMinor + invoice.CreditedMinor == invoice.NetMinor + invoice.TaxMinor ? InvoiceStatus.Paid : InvoiceStatus.PartPaid;
        await work.Db.SaveChangesAsync(ct);
        await Books.PostAsync(work, new(LedgerSource.CreditNote, note.IssuedOn!.Value, invoice.Currency, invoice.DealId, note.Id),
            [new(LedgerAccount.Receivable, -minor, invoice.BillToId), new(LedgerAccount.Billed, net), new(LedgerAccount.Tax, tax)], ct);
        return new Outcome.Done($"{note.Number} takes {Money.Format(minor, invoice.Currency)} off {invoice.Number}.", note.Id);
    }, ct);

    Task<Outcome> SettleAsync(BusinessEvent what, Guid id, string why, Func<Work, OpenInvoice, Task<string>> settle, CancellationToken ct) => WriteAsync(what, async work =>
    {
        if (string.IsNullOrWhiteSpace(why))
            return new Outcome.Refused("Say why.", "Why");
        return await OpenInvoice.LockAsync(work.Db, id, ct) is { OutstandingMinor: > 0 } open ? new Outcome.Done(await settle(work, open), id) : new Outcome.Refused("Nothing is outstanding of it.");
    }, ct);

    static async Task CloseAsync(Work work, OpenInvoice open, InvoiceStatus status, LedgerSource source, IReadOnlyList<Side> sides, CancellationToken ct)
    {
        open.Invoice.Status = status;
        await work.Db.SaveChangesAsync(ct);
        await Books.PostAsync(work, new(source, Today(work), open.Invoice.Currency, open.Invoice.DealId, open.Invoice.Id), [new(LedgerAccount.Receivable, -open.OutstandingMinor, open.Invoice.BillToId), .. sides], ct);
    }

    static async Task IssueAsync(Work work, Invoice invoice, int terms, CancellationToken ct)
    {
        await InvoiceNumbers.TakeAsync(work, invoice, ct);
        (invoice.Status, invoice.IssuedOn, invoice.DueOn) = (InvoiceStatus.Issued, Today(work), Today(work).AddDays(terms));
        await work.Db.SaveChangesAsync(ct);
    }

    static DateOnly Today(Work work) => DateOnly.FromDateTime(work.Now.UtcDateTime);

    Task<Outcome> WriteAsync(BusinessEvent what, Func<Work, Task<Outcome>> command, CancellationToken ct) =>
        _store.WriteAsync(what, needs: null, async work => Finance.Refusal(work) is { } refused ? refused : await command(work), ct);
}
