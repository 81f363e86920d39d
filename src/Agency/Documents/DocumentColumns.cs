using Agency.Brands;
using Agency.Deals;
using Agency.Lists;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;
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
        Seen = async (store, person, ct) => await Sight.OfAsync(store, person, ct) is var seen && seen.Length == Enum.GetValues<Visibility>().Length ? _ => true : d => seen.Contains(d.Visibility),
        Search = Search,
    };

    /// <summary>By title and counterparty, and by the names of deal, talent and company: each way by an index of its own.</summary>
    static IQueryable<Guid> Search(AgencyDb db, string pattern, string? words)
    {
        var documents = db.All<Document>().Where(d => EF.Functions.ILike(d.Title, pattern, KeysetPaging.Escape)).Select(d => d.Id)
            .Union(db.All<Document>().Where(d => EF.Functions.ILike(d.Counterparty!, pattern, KeysetPaging.Escape)).Select(d => d.Id))
            .Union(OfDeals(db, db.All<Deal>().Where(d => EF.Functions.ILike(d.Title, pattern, KeysetPaging.Escape)).Select(d => (Guid?)d.Id)))
            .Union(OfTalents(db, db.All<Talent>().Where(t => EF.Functions.ILike(t.StageName, pattern, KeysetPaging.Escape)).Select(t => (Guid?)t.Id)))
            .Union(OfCompanies(db, db.All<Company>().Where(c => EF.Functions.ILike(c.TradeName, pattern, KeysetPaging.Escape)).Select(c => (Guid?)c.Id)));
        return words is null ? documents : documents
            .Union(db.All<Document>().Where(d => EF.Functions.TrigramsAreWordSimilar(words, d.Title)).Select(d => d.Id))
            .Union(OfDeals(db, db.All<Deal>().Where(d => EF.Functions.TrigramsAreWordSimilar(words, d.Title)).Select(d => (Guid?)d.Id)))
            .Union(OfTalents(db, db.All<Talent>().Where(t => EF.Functions.TrigramsAreWordSimilar(words, t.StageName)).Select(t => (Guid?)t.Id)))
            .Union(OfCompanies(db, db.All<Company>().Where(c => EF.Functions.TrigramsAreWordSimilar(words, c.TradeName)).Select(c => (Guid?)c.Id)));
    }

    static IQueryable<Guid> OfDeals(AgencyDb db, IQueryable<Guid?> deals) => db.All<Document>().Where(d => deals.Contains(d.DealId)).Select(d => d.Id);

    static IQueryable<Guid> OfTalents(AgencyDb db, IQueryable<Guid?> talents) => db.All<Document>().Where(d => talents.Contains(d.TalentId)).Select(d => d.Id);

    static IQueryable<Guid> OfCompanies(AgencyDb db, IQueryable<Guid?> companies) => db.All<Document>().Where(d => companies.Contains(d.CompanyId)).Select(d => d.Id);
}
