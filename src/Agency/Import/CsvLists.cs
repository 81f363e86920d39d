using Agency.Brands;
using Agency.Deals;
using Agency.Talents;

namespace Agency.Import;

/// <summary>The lists that a file can be imported into. Each is filled in through the form that an admin fills in by hand.</summary>
static class CsvLists
{
    public static readonly IReadOnlyList<CsvList> All = [Talents(), Companies(), Contacts(), Deals()];

    static CsvList<Talent, TalentForm> Talents() => new("talents", "talent",
        new(nameof(TalentForm.StageName), "Stage name", "Name", "Display name", "Talent"), new(nameof(TalentForm.LegalName), "Legal name"), new(nameof(TalentForm.Type), "Type"), new(nameof(TalentForm.Status), "Status", "State"),
        new(nameof(TalentForm.Pronouns), "Pronouns"), new(nameof(TalentForm.Country), "Country"), new(nameof(TalentForm.Niches), "Niches", "Categories"),
        new(nameof(TalentForm.CommissionPercent), "Commission", "Rate", "Commission %"), new(nameof(TalentForm.PayoutCurrency), "Payout currency", "Currency"), new(nameof(TalentForm.Bio), "Bio"))
    {
        Key = nameof(TalentForm.StageName),
        KeyOf = t => t.StageName,
        Having = (rows, keys) => rows.Where(t => keys.Contains(t.StageName.ToLower())),
        Read = TalentForm.Of,
        Save = (form, talent) => form.WriteTo(talent),
        Named = t => t.StageName,
        New = (work, form) => Filled(new Talent { Id = work.NewId(), StageName = form.StageName }, form.WriteTo),
    };

    static CsvList<Company, CompanyForm> Companies() => new("companies", "company",
        new(nameof(CompanyForm.TradeName), "Name", "Trade name", "Company", "Brand"), new(nameof(CompanyForm.LegalName), "Legal name"), new(nameof(CompanyForm.Kind), "Kind", "Type"), new(nameof(CompanyForm.Website), "Website", "Url"),
        new(nameof(CompanyForm.TaxId), "Tax id", "VAT"), new(nameof(CompanyForm.BillingAddress), "Billing address", "Address"), new(nameof(CompanyForm.Country), "Country"),
        new(nameof(CompanyForm.PaymentTermsDays), "Terms", "Payment terms", "Payment days"), new(nameof(CompanyForm.CreditNote), "Credit note"), new(nameof(CompanyForm.Tags), "Tags"))
    {
        Key = nameof(CompanyForm.TradeName),
        KeyOf = c => c.TradeName,
        Having = (rows, keys) => rows.Where(c => keys.Contains(c.TradeName.ToLower())),
        Read = CompanyForm.Of,
        Save = (form, company) => form.WriteTo(company),
        Named = c => c.TradeName,
        New = (work, form) => Filled(new Company { Id = work.NewId(), TradeName = form.TradeName }, form.WriteTo),
    };

    static CsvList<Contact, ContactForm> Contacts() => new("contacts", "contact",
        new(nameof(ContactForm.Name), "Name", "Contact", "Full name"), new(nameof(ContactForm.CompanyId), "Company", "Brand") { Points = CsvPoints.Company }, new(nameof(ContactForm.Role), "Role", "Title", "Job title"),
        new(nameof(ContactForm.Email), "E-mail", "Email address"), new(nameof(ContactForm.Phone), "Phone", "Telephone"), new(nameof(ContactForm.Tags), "Tags"))
    {
        Key = nameof(ContactForm.Email),
        KeyOf = c => c.Email,
        Having = (rows, keys) => rows.Where(c => keys.Contains(c.Email!.ToLower())),
        Read = ContactForm.Of,
        Save = (form, contact) => form.WriteTo(contact),
        Named = c => c.Name,
        New = (work, form) => Filled(new Contact { Id = work.NewId(), Name = form.Name }, form.WriteTo),
    };

    static CsvList<Deal, DealForm> Deals() => new("deals", "deal",
        new(nameof(DealForm.Title), "Deal", "Title", "Name"), new(nameof(DealForm.TalentId), "Talent", "Stage name") { Points = CsvPoints.Talent }, new(nameof(DealForm.BrandId), "Brand", "Company") { Points = CsvPoints.Company },
        new(nameof(DealForm.Stage), "Stage"), new(nameof(DealForm.FeeType), "Fee", "Fee type"), new(nameof(DealForm.Gross), "Gross", "Amount", "Value"), new(nameof(DealForm.Currency), "Currency", "Gross currency"),
        new(nameof(DealForm.CommissionPercent), "Rate", "Commission", "Commission %"), new(nameof(DealForm.CommissionOn), "Commission on"), new(nameof(DealForm.Expenses), "Expenses"),
        new(nameof(DealForm.PaymentTermsDays), "Terms", "Payment terms"), new(nameof(DealForm.OwnerPersonId), "Owner") { Points = CsvPoints.Person }, new(nameof(DealForm.SignedOn), "Signed"),
        new(nameof(DealForm.StartsOn), "Starts"), new(nameof(DealForm.EndsOn), "Ends"), new(nameof(DealForm.ExpectedClose), "Expected close", "Close"), new(nameof(DealForm.LostReason), "Lost reason"), new(nameof(DealForm.Notes), "Notes"), new(nameof(Deal.Code), "Code"))
    {
        Key = nameof(Deal.Code),
        KeyOf = d => d.Code,
        Having = (rows, keys) => rows.Where(d => keys.Contains(d.Code.ToLower())),
        Read = DealForm.Of,
        Save = (form, deal) => form.WriteTo(deal),
        Named = d => d.Title,
        Refuses = Stages,
        New = (work, form) =>
        {
            var deal = Filled(new Deal { Id = work.NewId(), Title = form.Title }, form.WriteTo);
            deal.OwnerPersonId ??= work.Actor;
            return deal;
        },
    };

    // A stage is moved on the deal's page, which asks for what the next one needs.
    static Outcome.Refused? Stages(DealForm? before, DealForm form) => before is null
        ? DealStages.IsSigned(form.Stage) ? new("A deal begins before it is signed: import it as negotiating, then sign it with its contract.", nameof(DealForm.Stage)) : null
        : before.Stage != form.Stage ? new($"The stage is moved on the deal's own page. Leave it {DealStages.Words(before.Stage)}.", nameof(DealForm.Stage)) : null;

    static T Filled<T>(T record, Action<T> fill)
    {
        fill(record);
        return record;
    }
}
