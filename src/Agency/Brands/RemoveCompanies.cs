using Agency.Approvals;
using Agency.Deals;

namespace Agency.Brands;

/// <summary>Moves many companies with their contacts, documents and notes to the trash in one request. Each company that has deals or invoices stands in the way.</summary>
public sealed record RemoveCompanies(IReadOnlyList<Guid> Companies) : Operation
{
    internal override string Intent => "company.removed";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var found = await Removal.FindAsync(db, Removal.Companies, Companies, ct);
        var companies = found.Where(f => f.Table == Removal.Companies).ToDictionary(f => f.RowId, f => f.Label, StringComparer.Ordinal);
        if (companies.Count == 0)
            return null;
        var contacts = found.Count(f => f.Table == Removal.Contacts);
        return Removal.Plan($"Move {(companies.Count == 1 ? "1 company" : $"{companies.Count:N0} companies")}{(contacts == 0 ? "" : $" and {Removal.Count(contacts, "contact")}")} to the trash", found,
            InTheWay(found, id => id is not null && companies.TryGetValue(id, out var name) ? name : null));
    }

    /// <summary>What hangs on a company's deals is theirs: they are what stands in the way, and the draft invoices that are billed to it.</summary>
    internal static IEnumerable<Blocker> InTheWay(IReadOnlyList<Dependent> found, Func<string?, string?> name) =>
    [
        .. found.Where(f => f.Table == Removal.Deals).Select(d => d.Blocks($"is a deal of {name(d.Text("brand_id")) ?? name(d.Text("agency_id"))}")),
        .. found.Where(f => f.Table == Removal.Invoices && f.Text("number") is null).Select(i => new Blocker(i.Table, i.RowId, "in draft", $"is billed to {name(i.Text("bill_to_id")) ?? "somebody else, for one of its deals"}")),
    ];
}
