using System.Text.Json;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.History;

/// <summary>One commit as it touched one row. <paramref name="Action"/>: I added, U changed, D deleted, T emptied.</summary>
public sealed record RowChange(long CommitId, long Seq, DateTimeOffset At, string ActorName, string Source, string Intent, string? Reason, Guid? RequestId,
    IReadOnlyList<string> ApprovedBy, string Table, string? RowId, string Label, char Action, IReadOnlyList<FieldChange> Fields);

/// <summary>Rows of a log, newest first; <paramref name="Before"/> asks for the older ones, null at the end.</summary>
public sealed record RowLog(IReadOnlyList<RowChange> Changes, long? Before);

/// <summary>Reads what the database recorded: the log of everything, of a commit and of a row; who last set a field; what differs between two moments. Values that are not for whoever reads are left out (<see cref="Sight"/>).</summary>
public sealed partial class HistoryService
{
    const int PageSize = 50;

    readonly AgencyStore _store;
    readonly CurrentPerson _current;

    internal HistoryService(AgencyStore store, CurrentPerson current) => (_store, _current) = (store, current);

    /// <summary>The changes of a row (<paramref name="table"/> with its schema, <c>agency.talents</c>), newest first.</summary>
    public async Task<RowLog> RowLogAsync(string table, Guid rowId, long? before = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var id = rowId.ToString();
        var changes = db.Changes.Where(c => c.RowKey == AgencyDb.RowKeyOf(table, id) && c.TableName == table && c.RowId == id && (before == null || c.Seq < before)).OrderByDescending(c => c.Seq);
        return await LogAsync(db, changes, ct);
    }

    /// <summary>The changes of a commit, last one first.</summary>
    public async Task<RowLog> ChangesAsync(long commitId, long? before = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await LogAsync(db, db.Changes.Where(c => c.CommitId == commitId && (before == null || c.Seq < before)).OrderByDescending(c => c.Seq), ct);
    }

    /// <summary>What people call the records with these ids, whatever table they are in; without those that are not called anything.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(Guid[] ids, CancellationToken ct = default)
    {
        if (ids.Length == 0)
            return new Dictionary<Guid, string>();
        await using var db = await _store.ReadAsync(ct);
        return await ReferenceNames.ReadAsync(db, ids, ct);
    }

    Task<Sight> SightAsync(CancellationToken ct) => Sight.OfAsync(_store, _current, ct);

    async Task<RowLog> LogAsync(AgencyDb db, IQueryable<Change> changes, CancellationToken ct)
    {
        var found = await changes.Take(PageSize + 1)
            .Select(c => new { c.Commit!.Id, c.Seq, c.Commit.At, c.Commit.ActorName, c.Commit.Source, c.Commit.Intent, c.Commit.Reason, c.Commit.RequestId, c.Commit.Detail, c.TableName, c.RowId, c.Action, c.Before, c.After })
            .ToListAsync(ct);
        var rows = found.Take(PageSize).Select(c => new RowChange(c.Id, c.Seq, c.At, c.ActorName, c.Source, c.Intent, c.Reason, c.RequestId, ApprovedBy(c.Detail), c.TableName, c.RowId,
            RowImage.Label(c.After ?? c.Before), c.Action, c.Action == 'T' ? [] : RowImage.Differences(c.Before, c.After))).ToList();
        var named = await ReferenceNames.ReadAsync(db, rows.SelectMany(r => r.Fields), ct);
        var sight = await SightAsync(ct);
        rows = rows.ConvertAll(r => r with { Fields = sight.Of(r.Table, named(r.Fields)) });
        return new RowLog(rows, found.Count > PageSize ? rows[^1].Seq : null);
    }

    internal static IReadOnlyList<string> ApprovedBy(string detail)
    {
        using var json = JsonDocument.Parse(detail);
        return json.RootElement.TryGetProperty("approved_by", out var names) && names.ValueKind == JsonValueKind.Array ? [.. names.EnumerateArray().Select(n => n.ToString())] : [];
    }
}
