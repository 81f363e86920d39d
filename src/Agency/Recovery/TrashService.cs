using Microsoft.EntityFrameworkCore;

namespace Agency.Recovery;

/// <summary>A row in the trash. <paramref name="RequestId"/> is the request that moved it there; undoing that brings it back with all that went along.</summary>
public sealed record TrashedRow(string Table, Guid Id, string Label, DateTimeOffset DeletedAt, string? RemovedBy, string? Reason, Guid? RequestId);

/// <summary>What is in the trash. Nothing leaves it by itself.</summary>
public sealed class TrashService
{
    const int PageSize = 50;

    static readonly string s_now = EmbeddedSql.Read("Recovery/TrashService.sql");
    static readonly string s_then = s_now.Replace("from agency.", "from past.all_");

    readonly AgencyStore _store;

    internal TrashService(AgencyStore store) => _store = store;

    /// <summary>Talents, deals, companies and contacts in the trash, of now or as of a moment, newest first; <paramref name="after"/> is the last row of the page before.</summary>
    public async Task<(IReadOnlyList<TrashedRow> Rows, bool More)> ListAsync(TrashedRow? after = null, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var rows = await db.Database.SqlQueryRaw<TrashedRow>(at is null ? s_now : s_then,
            after?.DeletedAt ?? DateTimeOffset.MaxValue, after?.Id ?? Guid.AllBitsSet, PageSize + 1).ToListAsync(ct);
        return (rows.Take(PageSize).ToList(), rows.Count > PageSize);
    }
}
