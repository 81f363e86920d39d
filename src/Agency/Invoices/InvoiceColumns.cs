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
        Matches = search => search.ByCode(i => i.Number).ByCode(i => i.PoNumber).ByName<Company>(i => i.BillToId, c => c.TradeName).ByName<Deal>(i => i.DealId, d => d.Title),
    };

    // What people call it: overdue is a date and no status, a credit note is no invoice, and what was credited whole is as good as void.
    static async Task<Dictionary<Guid, ListCell>> StandingAsync(AgencyDb db, Guid[] ids, DateOnly today, CancellationToken ct) =>
        (await db.All<Invoice>().Where(i => ids.Contains(i.Id)).Select(InvoiceRow.OfInvoice).ToListAsync(ct)).ToDictionary(row => row.Id, row => new ListCell { Text = row.Standing(today) });
}
