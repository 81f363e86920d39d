using Agency.Brands;
using Agency.Deals;
using Agency.Lists;
using Agency.People;
using Agency.Talents;
using static Agency.Lists.Columns<Agency.Documents.Document>;

namespace Agency.Documents;

/// <summary>The list of documents: those that the person who looks may see.</summary>
static class DocumentColumns
{
    public static ListShape<Document> Shape { get; } = new("documents", "document", "-updated",
    [
        Text("title", "Title", d => d.Title, sorts: true).Like(f => f with { Shown = true, LinksTo = "agency.documents", Width = 260, Property = nameof(DocumentForm.Title) }),
        Choice("kind", "Kind", d => d.Kind, sorts: true).Like(f => f with { Shown = true, Width = 120, Property = nameof(DocumentForm.Kind) }),
        Choice("status", "Status", d => d.Status, sorts: true).Like(f => f with { Shown = true, OnPhones = true }),
        Maybe("deal", "Deal", "agency.deals", d => d.Deal!.Title, d => d.DealId).Like(f => f with { Shown = true, OnPhones = true, Width = 200 }),
        Maybe("talent", "Talent", "agency.talents", d => d.Talent!.StageName, d => d.TalentId).Like(f => f with { Shown = true, Width = 160 }),
        Maybe("company", "Company", "agency.companies", d => d.Company!.TradeName, d => d.CompanyId).Like(f => f with { Shown = true, Width = 160 }),
        Text("counterparty", "Counterparty", d => d.Counterparty, sorts: true).Like(f => f with { Property = nameof(DocumentForm.Counterparty) }),
        Choice("visibility", "Seen by", d => d.Visibility, sorts: true).Like(f => f with { Width = 120 }),
        Date("sent", "Sent", d => d.SentOn),
        Date("signed", "Signed", d => d.SignedOn).Like(f => f with { Shown = true }),
        Date("expires", "Expires", d => d.ExpiresOn).Like(f => f with { Shown = true }),
        YesNo("hold", "Legal hold", d => d.LegalHold),
        Moment("created", "Added", d => d.CreatedAt),
        Moment("updated", "Changed", d => d.UpdatedAt).Like(f => f with { Shown = true }),
    ], d => d.Title)
    {
        Tabs = [new("Contracts", "kind~is-contract"), new("To be signed", "status~is-sent,negotiating"), new("Expiring", "status~is-signed;expires~next-60d", "expires")],
        Seen = async (store, person, ct) => (await Sight.OfAsync(store, person, ct)).Documents is var seen && seen.Length == Enum.GetValues<Visibility>().Length ? _ => true : d => seen.Contains(d.Visibility),
        Matches = search => search.By(d => d.Title).ByCode(d => d.Counterparty).ByName<Deal>(d => d.DealId, d => d.Title)
            .ByName<Talent>(d => d.TalentId, t => t.StageName).ByName<Company>(d => d.CompanyId, c => c.TradeName),
    };
}
