using Agency.Documents;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Search;

/// <summary>The records the signed-in person opened last.</summary>
public sealed class RecentRecords
{
    /// <summary>How many of them.</summary>
    public const int Count = 10;

    readonly AgencyStore _store;
    readonly CurrentPerson _current;
    readonly OpenedRecords _opened;

    internal RecentRecords(AgencyStore store, CurrentPerson current, OpenedRecords opened) => (_store, _current, _opened) = (store, current, opened);

    /// <summary>Newest first; without what is in the trash by now.</summary>
    public async Task<IReadOnlyList<FoundRecord>> ListAsync(CancellationToken ct = default)
    {
        var me = await _current.IdAsync(ct) ?? Guid.Empty;
        var seen = (await Sight.OfAsync(_store, me, ct)).Documents.Select(visibility => visibility.ToString().ToLowerInvariant()).ToArray();
        await using var db = await _store.ReadAsync(ct);
        return await db.Database.SqlQueryRaw<RecentRow>(EmbeddedSql.Read("Search/RecentRecords.sql"), me, Count, seen)
            .Select(r => new FoundRecord(r.Table, r.Id, r.Name, r.Code, r.Detail, SearchMatch.Exact)).ToListAsync(ct);
    }

    /// <summary>The person opened a row; <paramref name="table"/> with its schema. It is written down later, and nobody waits for that.</summary>
    public async Task RememberAsync(string table, Guid row, CancellationToken ct = default)
    {
        if (await _current.IdAsync(ct) is { } me)
            _opened.Remember(me, table, row);
    }

    sealed record RecentRow(string Table, Guid Id, string Name, string? Code, string? Detail);
}
