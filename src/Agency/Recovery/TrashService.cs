using Microsoft.EntityFrameworkCore;

namespace Agency.Recovery;

/// <summary>A row in the trash. <paramref name="RequestId"/> is the request that moved it there; undoing that brings it back with all that went along.</summary>
public sealed record TrashedRow(string Table, Guid Id, string Label, DateTimeOffset DeletedAt, string? RemovedBy, string? Reason, Guid? RequestId);

/// <summary>How many rows of a table (with its schema) are in the trash.</summary>
public sealed record TrashCount(string Table, int Rows);

/// <summary>What is in the trash. Nothing leaves it by itself.</summary>
public sealed class TrashService
{
    const int PageSize = 50;

    static readonly string s_now = EmbeddedSql.Read("Recovery/TrashService.sql");
    static readonly string s_then = Then(s_now);
    static readonly string s_counts = EmbeddedSql.Read("Recovery/TrashCounts.sql");

    static string Then(string sql) => sql.Replace("from agency.", "from past.all_");

    readonly AgencyStore _store;

    internal TrashService(AgencyStore store) => _store = store;

    /// <summary>Talents, deals, companies and contacts in the trash, of now or as of a moment, newest first; <paramref name="after"/> is the last row of the page before.
    /// <paramref name="table"/>, with its schema, asks for its rows only.</summary>
    public async Task<(IReadOnlyList<TrashedRow> Rows, bool More)> ListAsync(TrashedRow? after = null, DateTimeOffset? at = null, string? table = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var rows = await db.Database.SqlQueryRaw<TrashedRow>(at is null ? s_now : s_then,
            after?.DeletedAt ?? DateTimeOffset.MaxValue, after?.Id ?? Guid.AllBitsSet, PageSize + 1, table ?? "").ToListAsync(ct);
        return (rows.Take(PageSize).ToList(), rows.Count > PageSize);
    }

    /// <summary>How much of each table is in the trash, of now or as of a moment.</summary>
    public async Task<IReadOnlyList<TrashCount>> CountsAsync(DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        return await db.Database.SqlQueryRaw<TrashCount>(at is null ? s_counts : Then(s_counts)).ToListAsync(ct);
    }
}
