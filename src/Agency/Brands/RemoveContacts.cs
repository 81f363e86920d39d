using Agency.Approvals;
using Agency.Deals;

namespace Agency.Brands;

/// <summary>Moves many people at companies, and the notes on them, to the trash in one request.</summary>
public sealed record RemoveContacts(IReadOnlyList<Guid> Contacts) : Operation
{
    internal override string Intent => "contact.removed";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var found = await Removal.FindAsync(db, Removal.Contacts, Contacts, ct);
        return found.Count(f => f.Table == Removal.Contacts) is var contacts and > 0 ? Removal.Plan($"Move {Removal.Count(contacts, "contact")} to the trash", found) : null;
    }
}
