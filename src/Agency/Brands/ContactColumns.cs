using Agency.Lists;
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
        Matches = search => search.By(c => c.Name).ByCode(c => c.Email).ByName<Company>(c => c.CompanyId, c => c.TradeName),
    };
}
