using Microsoft.EntityFrameworkCore;

namespace Agency.History;

public sealed partial class HistoryService
{
    /// <summary>Per field of a row (<paramref name="table"/> with its schema): its value, and who gave it that value. In the order in which rows are shown; empty for a row that history does not know.</summary>
    public async Task<IReadOnlyList<FieldBlame>> BlameAsync(string table, Guid rowId, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var lines = await db.Database.SqlQuery<BlameLine>($"""
            select b.field as "Field", b.image::text as "Image", c.actor_name as "ActorName", c.at as "At", c.id as "CommitId", c.intent as "Intent"
              from (select f.*, jsonb_object_agg(f.field, f.value) over () as image from history.blame({table}::regclass, {rowId.ToString()}) f) b join history.commits c on c.id = b.commit_id
            """).ToListAsync(ct);
        if (lines.Count == 0)
            return [];
        var set = lines.ToDictionary(l => l.Field, StringComparer.Ordinal);
        var fields = RowImage.Differences(null, lines[0].Image);
        var named = await ReferenceNames.ReadAsync(db, fields, ct);
        return [.. from field in (await SightAsync(ct)).Of(table, named(fields)) let line = set[field.Field] select new FieldBlame(field.Field, field.After, line.ActorName, line.At, line.CommitId, line.Intent)];
    }

    sealed record BlameLine(string Field, string Image, string ActorName, DateTimeOffset At, long CommitId, string Intent);
}
