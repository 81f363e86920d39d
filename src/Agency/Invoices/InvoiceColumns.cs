using Agency.Brands;
using Agency.Deals;
using Agency.Lists;
using Microsoft.EntityFrameworkCore;
using static Agency.Lists.Columns<Agency.Invoices.Invoice>;

namespace Agency.Invoices;

/// <summary>The list of invoices. What they say of money is written where they are, never in the list.</summary>
static class InvoiceColumns
{
    public static ListShape<Invoice> Shape { get; } = new("invoices", "invoice", "-updated",
    [
        Text("number", "Invoice", i => i.Number, sorts: true).Like(f => f with { Shown = true, LinksTo = "agency.invoices", Width = 130 }),
        Of("deal", "Deal", "agency.deals", i => i.Deal!.Title, i => i.DealId).Like(f => f with { Shown = true, OnPhones = true, Width = 200 }),
        Of("bill_to", "Bill to", "agency.companies", i => i.BillTo!.TradeName, i => i.BillToId).Like(f => f with { Shown = true, Width = 160 }),
        Text("talent", "Talent", i => i.Deal!.Talent!.StageName).Like(f => f with { LinksTo = "agency.talents", Width = 180 }) with { Link = i => i.Deal!.TalentId },
        Choice("status", "Status", i => i.Status, sorts: true).Like(f => f with { Shown = true, OnPhones = true }) with { Fill = StandingAsync },
        Date("issued", "Issued", i => i.IssuedOn).Like(f => f with { Shown = true, Width = 115 }),
        Date("due", "Due", i => i.DueOn).Like(f => f with { Shown = true, Width = 115 }),
        Money("total", "Total", i => i.NetMinor + i.TaxMinor).Like(f => f with { Shown = true, OnPhones = true }),
        Money("outstanding", "Outstanding", i => i.Kind == InvoiceKind.Invoice && (i.Status == InvoiceStatus.Issued || i.Status == InvoiceStatus.PartPaid) ? i.NetMinor + i.TaxMinor - i.ReceivedMinor - i.CreditedMinor : 0).Like(f => f with { Shown = true }),
        Money("net", "Net", i => i.NetMinor),
        Money("received", "Received", i => i.ReceivedMinor),
        Choice("kind", "Kind", i => i.Kind, sorts: true),
        Text("po", "Purchase order", i => i.PoNumber, sorts: true).Like(f => f with { Width = 150 }),
        Choice("deal_stage", "Stage of the deal", i => i.Deal!.Stage).Like(f => f with { Width = 160 }),
        Choice("review", "Review", i => i.ReviewState),
        Text("currency", "Currency", i => i.Currency).Like(f => f with { Width = 90 }),
        YesNo("hold", "Legal hold", i => i.LegalHold),
        Moment("created", "Added", i => i.CreatedAt),
        Moment("updated", "Changed", i => i.UpdatedAt),
    ], i => i.Number ?? "Draft")
    {
        Currency = i => i.Currency,
        Tabs =
        [
            new("Drafts", "status~is-draft"), new("Open", "status~is-issued,part_paid;kind~is-invoice", "due"), new("Overdue", "status~is-issued,part_paid;kind~is-invoice;due~overdue", "due"),
            new("Paid", "status~is-paid"), new("Credit notes", "kind~is-credit_note"),
        ],
        Search = Search,
    };

    /// <summary>By number and purchase order, and by the names of company and deal: each way by an index of its own.</summary>
    static IQueryable<Guid> Search(AgencyDb db, string pattern, string? words)
    {
        var invoices = db.All<Invoice>().Where(i => EF.Functions.ILike(i.Number!, pattern, KeysetPaging.Escape)).Select(i => i.Id)
            .Union(db.All<Invoice>().Where(i => EF.Functions.ILike(i.PoNumber!, pattern, KeysetPaging.Escape)).Select(i => i.Id))
            .Union(To(db, db.All<Company>().Where(c => EF.Functions.ILike(c.TradeName, pattern, KeysetPaging.Escape)).Select(c => c.Id)))
            .Union(With(db, db.All<Deal>().Where(d => EF.Functions.ILike(d.Title, pattern, KeysetPaging.Escape)).Select(d => d.Id)));
        return words is null ? invoices : invoices
            .Union(To(db, db.All<Company>().Where(c => EF.Functions.TrigramsAreWordSimilar(words, c.TradeName)).Select(c => c.Id)))
            .Union(With(db, db.All<Deal>().Where(d => EF.Functions.TrigramsAreWordSimilar(words, d.Title)).Select(d => d.Id)));
    }

    static IQueryable<Guid> To(AgencyDb db, IQueryable<Guid> companies) => db.All<Invoice>().Where(i => companies.Contains(i.BillToId)).Select(i => i.Id);

    static IQueryable<Guid> With(AgencyDb db, IQueryable<Guid> deals) => db.All<Invoice>().Where(i => deals.Contains(i.DealId)).Select(i => i.Id);

    // What people call it: overdue is a date and no status, a credit note is no invoice, and what was credited whole is as good as void.
    static async Task<Dictionary<Guid, ListCell>> StandingAsync(AgencyDb db, Guid[] ids, DateOnly today, CancellationToken ct) =>
        (await db.All<Invoice>().Where(i => ids.Contains(i.Id)).Select(InvoiceRow.OfInvoice).ToListAsync(ct)).ToDictionary(row => row.Id, row => new ListCell { Text = row.Standing(today) });
}
