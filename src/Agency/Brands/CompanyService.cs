using Agency.Deals;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Brands;

/// <summary>The companies that the agency works with: read, add, edit. Removing one is <see cref="RemoveCompany"/>, making one of two <see cref="MergeCompanies"/>.</summary>
public sealed class CompanyService
{
    readonly AgencyStore _store;

    internal CompanyService(AgencyStore store) => _store = store;

    /// <summary>One company, also from the trash, of now or as of a moment; null where there is none. At most 200 of its deals.</summary>
    public async Task<CompanyPage?> GetAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var contacts = await db.All<Contact>().IgnoreQueryFilters().Where(c => c.CompanyId == id && (c.DeletedAt == null || c.Company!.DeletedAt != null)).OrderBy(c => c.Name).ThenBy(c => c.Id).Take(200)
            .Select(ContactService.Row).ToListAsync(ct);
        var deals = await db.All<Deal>().Where(d => d.BrandId == id || d.AgencyId == id).OrderByDescending(d => d.UpdatedAt).ThenBy(d => d.Id).Take(200).Select(DealRow.OfDeal).ToListAsync(ct);
        return await db.Companies.IgnoreQueryFilters().Where(c => c.Id == id)
            .Select(c => new CompanyPage(c.Id, c.TradeName, c.LegalName, c.Kind, c.Website, c.TaxId, c.BillingAddress, c.Country, c.PaymentTermsDays, c.CreditNote, c.Tags, c.LegalHold,
                c.CreatedAt, c.UpdatedAt, c.DeletedAt, contacts, deals))
            .SingleOrDefaultAsync(ct);
    }

    /// <summary>The form of a live company; null where there is none.</summary>
    public async Task<CompanyForm?> FormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Companies.SingleOrDefaultAsync(c => c.Id == id, ct) is { } company ? CompanyForm.Of(company) : null;
    }

    /// <summary>Adds a company.</summary>
    public Task<Outcome> AddAsync(CompanyForm form, CancellationToken ct = default) => _store.WriteAsync(new CompanyAdded(form.TradeName), Role.Admin, work =>
    {
        if (Forms.Flaw(form) is { } flaw)
            return Task.FromResult<Outcome>(flaw);
        var company = new Company { Id = work.NewId(), TradeName = form.TradeName };
        form.WriteTo(company);
        work.Db.Companies.Add(company);
        return Task.FromResult<Outcome>(new Outcome.Done($"{company.TradeName} is added.", company.Id));
    }, ct);

    /// <summary>Saves the form over the company it was read from. <see cref="Outcome.Conflict"/> when somebody else saved first.</summary>
    public Task<Outcome> EditAsync(Guid id, CompanyForm form, CancellationToken ct = default) => EditAsync(new CompanyEdited(id, form.TradeName), id, form, ct);

    internal Task<Outcome> EditAsync(BusinessEvent what, Guid id, CompanyForm form, CancellationToken ct) => _store.WriteAsync(what, Role.Admin, async work =>
    {
        if (Forms.Flaw(form) is { } flaw)
            return flaw;
        if (await work.Db.Companies.SingleOrDefaultAsync(c => c.Id == id, ct) is not { } company)
            return new Outcome.Refused("This company is in the trash or gone.");
        work.Db.Entry(company).Property(c => c.Version).OriginalValue = form.Version;
        form.WriteTo(company);
        return new Outcome.Done($"{company.TradeName} is saved.", id);
    }, ct);

    /// <summary>Saves one property of the form, as typed, over the version of the company that was shown. <see cref="Outcome.Conflict"/> when somebody else saved first.</summary>
    public Task<Outcome> EditFieldAsync(Guid id, uint version, string property, string? typed, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        if (CompanyColumns.Shape.Columns.All(c => c.Field.Property != property))
            return new Outcome.Refused("This is edited on the company's own page.");
        if (await FormAsync(id, ct) is not { } form)
            return new Outcome.Refused("This company is in the trash or gone.");
        return FormProperty.Set(form, property, typed) ?? await EditAsync(id, form with { Version = version }, ct);
    });
}
