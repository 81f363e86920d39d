using Agency.Lists;
using Microsoft.EntityFrameworkCore;
using static Agency.Lists.Columns<Agency.Brands.Contact>;

namespace Agency.Brands;

/// <summary>The list of the people at companies.</summary>
static class ContactColumns
{
    public static ListShape<Contact> Shape { get; } = new("contacts", "contact", "name",
    [
        Text("name", "Name", c => c.Name, sorts: true).Like(f => f with { Shown = true, LinksTo = "agency.contacts", Width = 220, Property = nameof(ContactForm.Name) }),
        Of("company", "Company", "agency.companies", c => c.Company!.TradeName, c => c.CompanyId).Like(f => f with { Shown = true, OnPhones = true }),
        Choice("company_kind", "Kind of company", c => c.Company!.Kind).Like(f => f with { Width = 160 }),
        Text("role", "Role", c => c.Role, sorts: true).Like(f => f with { Shown = true, OnPhones = true, Property = nameof(ContactForm.Role), Column = "role" }),
        Text("email", "E-mail", c => c.Email, sorts: true).Like(f => f with { Shown = true, Width = 230, Property = nameof(ContactForm.Email) }),
        Text("phone", "Phone", c => c.Phone).Like(f => f with { Shown = true, Width = 150, Property = nameof(ContactForm.Phone) }),
        new(new ListField("tags", "Tags", FieldKind.Text) { Filters = false, Width = 180, Property = nameof(ContactForm.Tags) }, Value(c => c.Tags)),
        YesNo("hold", "Legal hold", c => c.LegalHold),
        Moment("created", "Added", c => c.CreatedAt),
        Moment("updated", "Changed", c => c.UpdatedAt).Like(f => f with { Shown = true }),
    ], c => c.Name)
    {
        Search = Search,
    };

    /// <summary>By name, e-mail and company: each way by an index of its own.</summary>
    static IQueryable<Guid> Search(AgencyDb db, string pattern, string? words)
    {
        var contacts = db.All<Contact>().Where(c => EF.Functions.ILike(c.Name, pattern, KeysetPaging.Escape)).Select(c => c.Id)
            .Union(db.All<Contact>().Where(c => EF.Functions.ILike(c.Email!, pattern, KeysetPaging.Escape)).Select(c => c.Id))
            .Union(At(db, db.All<Company>().Where(c => EF.Functions.ILike(c.TradeName, pattern, KeysetPaging.Escape)).Select(c => c.Id)));
        return words is null ? contacts : contacts
            .Union(db.All<Contact>().Where(c => EF.Functions.TrigramsAreWordSimilar(words, c.Name)).Select(c => c.Id))
            .Union(At(db, db.All<Company>().Where(c => EF.Functions.TrigramsAreWordSimilar(words, c.TradeName)).Select(c => c.Id)));
    }

    static IQueryable<Guid> At(AgencyDb db, IQueryable<Guid> companies) => db.All<Contact>().Where(c => companies.Contains(c.CompanyId)).Select(c => c.Id);
}
