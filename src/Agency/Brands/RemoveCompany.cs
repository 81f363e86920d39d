using Agency.Approvals;
using Agency.Deals;

namespace Agency.Brands;

/// <summary>Moves a company with its contacts, documents and notes to the trash. A company that has deals or invoices stays.</summary>
public sealed record RemoveCompany(Guid CompanyId) : Operation
{
    internal override string Intent => "company.removed";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var found = await Removal.FindAsync(db, Removal.Companies, CompanyId, ct);
        if (found.FirstOrDefault(f => f.RowId == CompanyId.ToString()) is not { } company)
            return null;
        return Removal.Plan($"Move {company.Label} to the trash", found, RemoveCompanies.InTheWay(found, id => id == company.RowId ? "it" : null));
    }
}

/// <summary>Moves somebody at a company, and the notes on them, to the trash.</summary>
public sealed record RemoveContact(Guid ContactId) : Operation
{
    internal override string Intent => "contact.removed";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var found = await Removal.FindAsync(db, Removal.Contacts, ContactId, ct);
        return found.FirstOrDefault(f => f.RowId == ContactId.ToString()) is { } contact ? Removal.Plan($"Move {contact.Label} to the trash", found) : null;
    }
}
