using System.Buffers.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Agency.History;

public sealed partial class HistoryService
{
    /// <summary>The rows that are not the same at two moments, of one table (with its schema) or of all, table by table. The page has no previous one; an unknown cursor means the first.</summary>
    public async Task<Page<RowDifference>> DiffAsync(DateTimeOffset from, DateTimeOffset until, string? table = null, string? cursor = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var back = until < from;
        var after = DiffPlace.Parse(cursor) ?? new DiffPlace(-1, 0, "");
        var found = await db.Database.SqlQuery<DiffLine>($"""
            select d.table_id as "TableId", d.table_name as "Table", d.row_key as "RowKey", d.row_id as "RowId", d.before::text as "Before", d.after::text as "After"
              from history.diff({(back ? until : from).ToUniversalTime()}, {(back ? from : until).ToUniversalTime()}, {table}::regclass, {PageSize + 1}, {after.Table}, {after.Key}, {after.Id}) d
            """).ToListAsync(ct);
        var rows = found.Take(PageSize).Select(d => back ? d with { Before = d.After, After = d.Before } : d).Select(d => new RowDifference(d.Table, d.RowId, RowImage.Label(d.After ?? d.Before), d.Kind, RowImage.Differences(d.Before, d.After))).ToList();
        var named = await ReferenceNames.ReadAsync(db, rows.SelectMany(r => r.Fields), ct);
        var last = found.Count > PageSize ? found[PageSize - 1] : null;
        var sight = await SightAsync(ct);
        return new Page<RowDifference>(rows.ConvertAll(r => r with { Fields = sight.Of(r.Table, named(r.Fields)) }),
            Next: last is null ? null : new DiffPlace(last.TableId, last.RowKey, last.RowId).ToString(), Previous: null);
    }

    sealed record DiffLine(int TableId, string Table, long RowKey, string RowId, string? Before, string? After)
    {
        public Difference Kind => Before is null ? Difference.Added : After is null ? Difference.Removed : Difference.Changed;
    }

    sealed record DiffPlace(int Table, long Key, string Id)
    {
        public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

        public static DiffPlace? Parse(string? text)
        {
            try
            {
                return string.IsNullOrEmpty(text) || !Base64Url.IsValid(text) ? null : JsonSerializer.Deserialize<DiffPlace>(Base64Url.DecodeFromChars(text)) is { Id: not null } place ? place : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
