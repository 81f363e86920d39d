using Microsoft.EntityFrameworkCore;

namespace Agency.Recovery;

/// <summary>A row in the trash. <paramref name="RequestId"/> is the request that moved it there; undoing that brings it back with all that went along.</summary>
public sealed record TrashedRow(string Table, Guid Id, string Label, DateTimeOffset DeletedAt, string? RemovedBy, string? Reason, Guid? RequestId);

/// <summary>What is in the trash. Nothing leaves it by itself.</summary>
public sealed class TrashService
{
    const int PageSize = 50;

    readonly AgencyStore _store;

    internal TrashService(AgencyStore store) => _store = store;

    /// <summary>Talents and deals in the trash, newest first; <paramref name="after"/> is the last row of the page before.</summary>
    public async Task<(IReadOnlyList<TrashedRow> Rows, bool More)> ListAsync(TrashedRow? after = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var rows = await db.Database.SqlQueryRaw<TrashedRow>(EmbeddedSql.Read("Recovery/TrashService.sql"),
            after?.DeletedAt ?? DateTimeOffset.MaxValue, after?.Id ?? Guid.AllBitsSet, PageSize + 1).ToListAsync(ct);
        return (rows.Take(PageSize).ToList(), rows.Count > PageSize);
    }
}
