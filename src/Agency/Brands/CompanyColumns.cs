using Agency.Deals;
using Agency.Lists;
using Microsoft.EntityFrameworkCore;
using static Agency.Lists.Columns<Agency.Brands.Company>;

namespace Agency.Brands;

/// <summary>The list of companies.</summary>
static class CompanyColumns
{
    public static ListShape<Company> Shape { get; } = new("companies", "company", "name",
    [
        Text("name", "Name", c => c.TradeName, sorts: true).Like(f => f with { Shown = true, LinksTo = "agency.companies", Width = 260, Property = nameof(CompanyForm.TradeName) }),
        Choice("kind", "Kind", c => c.Kind, sorts: true).Like(f => f with { Shown = true, OnPhones = true, Property = nameof(CompanyForm.Kind), Column = "kind" }),
        Text("country", "Country", c => c.Country, sorts: true).Like(f => f with { Shown = true, Width = 100, Property = nameof(CompanyForm.Country), Column = "country" }),
        new(new ListField("tags", "Tags", FieldKind.Text) { Shown = true, Filters = false, Width = 200, Property = nameof(CompanyForm.Tags) }, Value(c => c.Tags)),
        new(new ListField("deals", "Deals", FieldKind.Number) { Shown = true, OnPhones = true, Filters = false, Width = 90 }, Value(c => c.Id)) { Fill = LiveDealsAsync },
        Number("terms", "Terms in days", c => c.PaymentTermsDays).Like(f => f with { Shown = true, Width = 130, Property = nameof(CompanyForm.PaymentTermsDays), Column = "payment_terms_days" }),
        Text("legal", "Legal name", c => c.LegalName, sorts: true).Like(f => f with { Property = nameof(CompanyForm.LegalName) }),
        Text("website", "Website", c => c.Website).Like(f => f with { Property = nameof(CompanyForm.Website) }),
        Text("tax", "Tax number", c => c.TaxId).Like(f => f with { Width = 150, Property = nameof(CompanyForm.TaxId) }),
        Text("credit", "Credit note", c => c.CreditNote).Like(f => f with { Property = nameof(CompanyForm.CreditNote) }),
        YesNo("hold", "Legal hold", c => c.LegalHold),
        Moment("created", "Added", c => c.CreatedAt),
        Moment("updated", "Changed", c => c.UpdatedAt).Like(f => f with { Shown = true }),
    ], c => c.TradeName)
    {
        Tabs = [new("Brands", "kind~is-brand"), new("Media agencies", "kind~is-media_agency"), new("Production", "kind~is-production")],
        Matches = search => search.By(c => c.TradeName),
    };

    static async Task<Dictionary<Guid, ListCell>> LiveDealsAsync(AgencyDb db, Guid[] ids, DateOnly today, CancellationToken ct)
    {
        var wanted = ids.Select(id => (Guid?)id).ToArray();
        var deals = await db.All<Deal>().Where(d => wanted.Contains(d.BrandId)).GroupBy(d => d.BrandId).Select(g => new { g.Key, Deals = g.Count() }).ToDictionaryAsync(g => g.Key!.Value, g => g.Deals, ct);
        return ids.ToDictionary(id => id, id => new ListCell { Number = deals.GetValueOrDefault(id) });
    }
}
