using Agency.Approvals;
using Agency.Brands;
using Agency.Deals;
using Agency.Talents;

namespace Agency.Lists;

/// <summary>Many rows of a list to the trash, in one request.</summary>
public static class BulkTrash
{
    /// <summary>The operation that removes these rows; null where the list has none.</summary>
    public static Operation? Of(RecordList list, IReadOnlyList<Guid> rows) => (list.Name, rows.Count) switch
    {
        ("talents", > 0) => new RemoveTalents(rows),
        ("deals", > 0) => new RemoveDeals(rows),
        ("companies", > 0) => new RemoveCompanies(rows),
        ("contacts", > 0) => new RemoveContacts(rows),
        _ => null,
    };
}
