using Agency.Deals;
using Agency.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Agency.Invoices;

/// <summary>Invoices: read, draft, edit. Finance and admins write them; what is issued stays as it is (<see cref="BillingService"/>), which the database holds too (023).</summary>
public sealed class InvoiceService
{
    readonly AgencyStore _store;

    internal InvoiceService(AgencyStore store) => _store = store;

    /// <summary>The invoices that are longest overdue, of now or as of a moment.</summary>
    public async Task<IReadOnlyList<InvoiceRow>> OverdueAsync(int most, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var today = DateOnly.FromDateTime((at ?? _store.Now).UtcDateTime);
        return await db.All<Invoice>().Where(i => i.Kind == InvoiceKind.Invoice && (i.Status == InvoiceStatus.Issued || i.Status == InvoiceStatus.PartPaid) && i.DueOn < today)
            .OrderBy(i => i.DueOn).ThenBy(i => i.Id).Take(most).Select(InvoiceRow.OfInvoice).ToListAsync(ct);
    }

    /// <summary>The invoices of a deal, the newest first.</summary>
    public async Task<IReadOnlyList<InvoiceRow>> OfDealAsync(Guid deal, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        return await db.All<Invoice>().Where(i => i.DealId == deal).OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Select(InvoiceRow.OfInvoice).ToListAsync(ct);
    }

    /// <summary>One invoice, also from the trash, of now or as of a moment; null where there is none.</summary>
    public async Task<InvoicePage?> GetAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        if (await db.Invoices.IgnoreQueryFilters().Where(i => i.Id == id).Select(InvoiceRow.OfInvoice).SingleOrDefaultAsync(ct) is not { } row)
            return null;
        var receipts = await db.All<Receipt>().Where(r => r.InvoiceId == id).OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).ToListAsync(ct);
        var lines = await db.All<InvoiceLine>().Where(l => l.InvoiceId == id).OrderBy(l => l.Position)
            .Select(l => new InvoiceLineRow(l.Position, l.Kind, l.Description, l.Quantity, l.UnitMinor, l.TaxBps, l.NetMinor, l.TaxMinor)).ToListAsync(ct);
        var notes = await db.All<Invoice>().Where(i => i.CreditsId == id).OrderBy(i => i.CreatedAt).Select(InvoiceRow.OfInvoice).ToListAsync(ct);
        var page = await db.Invoices.IgnoreQueryFilters().Where(i => i.Id == id).Select(i => new InvoicePage(row, i.TalentPartMinor, i.PoNumber, i.Notes, i.BillTo!.LegalName, i.BillTo.BillingAddress, i.BillTo.TaxId,
            i.Deal!.TalentId, i.Deal.Talent!.StageName, i.CreditsId, db.Invoices.Where(o => o.Id == i.CreditsId).Select(o => o.Number).FirstOrDefault(), i.DeletedAt, Array.Empty<InvoiceLineRow>(), Array.Empty<ReceiptRow>(), Array.Empty<InvoiceRow>()))
            .SingleAsync(ct);
        return page with
        {
            Lines = lines,
            Receipts = [.. receipts.Select(r => new ReceiptRow(r.Id, r.AmountMinor, r.Currency, r.ReceivedOn, r.Method, r.BankRef, r.ReversesId, receipts.Exists(o => o.ReversesId == r.Id), r.CreatedAt))],
            CreditNotes = notes,
        };
    }

    /// <summary>What a new invoice for the deal would say: what of its fee is not billed yet, on its terms, to whom its brand or agency is. Null where there is no such deal.</summary>
    public async Task<InvoiceForm?> SuggestAsync(Guid dealId, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        if (await db.Deals.SingleOrDefaultAsync(d => d.Id == dealId, ct) is not { } deal)
            return null;
        var billed = await db.Invoices.Where(i => i.DealId == dealId && i.Status != InvoiceStatus.Void && i.Kind == InvoiceKind.Invoice && i.Currency == deal.Currency).SumAsync(i => i.NetMinor - i.CreditedMinor, ct);
        var fee = deal.Stage == DealStage.Cancelled ? deal.KillFeeMinor ?? 0 : deal.GrossMinor ?? 0;
        var onTop = deal.CommissionOn == CommissionOn.OnTop ? Shares.Split(fee, deal.CommissionBps).Part : 0;
        var left = Math.Max(0, fee + onTop - billed);
        var form = new InvoiceForm { DealId = dealId, BillToId = deal.AgencyId ?? deal.BrandId, Currency = deal.Currency };
        var expenses = deal.CommissionOn == CommissionOn.NetOfExpenses ? Math.Min(left, deal.ExpensesMinor ?? 0) : 0;
        Add(deal.Stage == DealStage.Cancelled ? LineKind.KillFee : LineKind.Fee, deal.Title, left - expenses - Math.Min(left, onTop));
        Add(LineKind.Expenses, "Expenses", expenses);
        Add(LineKind.Commission, $"Agency commission, {Money.Percent(deal.CommissionBps)}", Math.Min(left, onTop));
        return form;

        void Add(LineKind kind, string what, long minor)
        {
            if (minor > 0 || (kind == LineKind.Fee && left == 0))
                form.Lines.Add(new() { Kind = kind, Description = what, Unit = Money.ToMajor(minor, deal.Currency) });
        }
    }

    /// <summary>What a company is called; null where there is none.</summary>
    public async Task<string?> CompanyNameAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Companies.Where(c => c.Id == id).Select(c => c.TradeName).SingleOrDefaultAsync(ct);
    }

    /// <summary>A draft's form as it is now; null where it is issued or gone.</summary>
    public async Task<InvoiceForm?> FormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Invoices.Include(i => i.Lines).SingleOrDefaultAsync(i => i.Id == id && i.Status == InvoiceStatus.Draft, ct) is { } invoice ? InvoiceForm.Of(invoice) : null;
    }

    /// <summary>Writes a draft, which has no number yet. Done carries its id.</summary>
    public Task<Outcome> DraftAsync(InvoiceForm form, CancellationToken ct = default) => _store.WriteAsync(new InvoiceDrafted(form.DealId), needs: null, async work =>
    {
        if (Finance.Refusal(work, form) is { } flaw)
            return flaw;
        if (await work.Db.Deals.SingleOrDefaultAsync(d => d.Id == form.DealId, ct) is not { } deal)
            return new Outcome.Refused("This deal is in the trash or gone.");
        var invoice = new Invoice { Id = work.NewId(), DealId = deal.Id };
        form.WriteTo(invoice, work.NewId);
        invoice.TalentPartMinor = CommissionTerms.TalentPart(deal, invoice.Lines);
        work.Db.Invoices.Add(invoice);
        return new Outcome.Done($"A draft over {Money.Format(invoice.NetMinor + invoice.TaxMinor, invoice.Currency)} is saved.", invoice.Id);
    }, ct);

    /// <summary>Saves a draft. <see cref="Outcome.Conflict"/> when somebody else saved or issued it first.</summary>
    public Task<Outcome> EditAsync(Guid id, InvoiceForm form, CancellationToken ct = default) => _store.WriteAsync(new InvoiceEdited(id), needs: null, async work =>
    {
        if (Finance.Refusal(work, form) is { } flaw)
            return flaw;
        if (await work.Db.Invoices.Include(i => i.Lines).Include(i => i.Deal).SingleOrDefaultAsync(i => i.Id == id && i.Status == InvoiceStatus.Draft, ct) is not { } invoice)
            return new Outcome.Refused("This is no draft any more: what is issued stays as it is.");
        work.Db.Entry(invoice).Property(i => i.Version).OriginalValue = form.Version;
        foreach (var line in invoice.Lines)
        {
            // The words of a line are not in the invoice's own row, whose version stays.
            if (form.Lines.FirstOrDefault(l => l.Id == line.Id) is { } typed)
                work.Db.Entry(line).Property(l => l.Version).OriginalValue = typed.Version;
        }
        form.WriteTo(invoice, work.NewId);
        invoice.TalentPartMinor = CommissionTerms.TalentPart(invoice.Deal!, invoice.Lines);
        return new Outcome.Done("The draft is saved.", id);
    }, ct);
}
