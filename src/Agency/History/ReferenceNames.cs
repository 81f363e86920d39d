using Microsoft.EntityFrameworkCore;

namespace Agency.History;

/// <summary>Names in place of the ids that a row's foreign keys hold: people read "Brand: Ostra Swim", not a uuid.</summary>
static class ReferenceNames
{
    public static async Task<Func<IReadOnlyList<FieldChange>, IReadOnlyList<FieldChange>>> ReadAsync(AgencyDb db, IEnumerable<FieldChange> fields, CancellationToken ct)
    {
        var ids = fields.Where(IsReference).SelectMany(f => new[] { f.Before, f.After }).Where(id => Guid.TryParse(id, out _)).Select(id => Guid.Parse(id!)).Distinct().ToArray();
        if (ids.Length == 0)
            return changes => changes;
        var names = await ReadAsync(db, ids, ct);
        string? Name(string? id) => Guid.TryParse(id, out var key) ? names.GetValueOrDefault(key, id) : id;
        return changes => [.. changes.Select(f => IsReference(f) ? f with { Before = Name(f.Before), After = Name(f.After) } : f)];
    }

    public static async Task<IReadOnlyDictionary<Guid, string>> ReadAsync(AgencyDb db, Guid[] ids, CancellationToken ct) =>
        (await db.Database.SqlQueryRaw<Named>(EmbeddedSql.Read("History/ReferenceNames.sql"), ids).ToListAsync(ct)).ToDictionary(n => n.Id, n => n.Name);

    static bool IsReference(FieldChange field) => field.Field.EndsWith("_id", StringComparison.Ordinal);

    sealed record Named(Guid Id, string Name);
}
