using Agency.Brands;
using Agency.Deals;
using Agency.Documents;
using Agency.Invoices;
using Agency.Payouts;
using Agency.People;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;

namespace Agency.Lists;

/// <summary>The lists of records that can be filtered, sorted, arranged and kept as views.</summary>
public sealed class ListService
{
    readonly AgencyStore _store;
    readonly RecordList[] _lists;

    internal ListService(AgencyStore store, CurrentPerson current)
    {
        _store = store;
        _lists =
        [
            Of(TalentColumns.Shape), Of(DealColumns.Shape), Of(CompanyColumns.Shape), Of(ContactColumns.Shape),
            Of(InvoiceColumns.Shape), Of(PayoutColumns.Shape), Of(DocumentColumns.Shape), Of(DeliverableColumns.Shape),
        ];

        ListOf<T> Of<T>(ListShape<T> shape) where T : Record => new(shape, store, current);
    }

    /// <summary>The list of this name; null where there is none.</summary>
    public RecordList? Find(string name) => Array.Find(_lists, list => list.Name == name);

    /// <summary>The list of this name, which there is.</summary>
    public RecordList Of(string name) => Find(name) ?? throw new ArgumentException($"There is no list of {name}.", nameof(name));

    /// <summary>Everybody whom a field may name, by name; the first 500.</summary>
    public async Task<IReadOnlyList<FieldChoice>> PeopleAsync(DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var people = await db.People.OrderBy(p => p.DisplayName).ThenBy(p => p.Id).Take(500).Select(p => new { p.Id, p.DisplayName }).ToListAsync(ct);
        return people.ConvertAll(p => new FieldChoice(p.Id.ToString("N"), p.DisplayName));
    }
}
