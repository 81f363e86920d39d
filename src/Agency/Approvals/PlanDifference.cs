using Agency.History;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Approvals;

/// <summary>How a plan differs from the one it replaces: how many rows came in, went out, or are another matter now; of all of them at most 200.</summary>
public sealed record PlanDifference(int Added, int Gone, int Changed, IReadOnlyList<PlanDifferenceRow> Rows);

/// <summary>A row in which two plans differ. <paramref name="Kind"/>: added, gone or changed. <paramref name="Fields"/>: what became of the row between the two plans, then
/// what is planned for it otherwise.</summary>
public sealed record PlanDifferenceRow(string Table, string RowId, string Label, string Kind, IReadOnlyList<FieldChange> Fields);

public sealed partial class Inbox
{
    static readonly string s_difference = EmbeddedSql.Read("Approvals/PlanDifference.sql");

    /// <summary>What a newer plan does otherwise than the older one.</summary>
    public async Task<PlanDifference> CompareAsync(Guid older, Guid newer, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var found = await db.Database.SqlQueryRaw<Differing>(s_difference, older, newer, RowsShown).ToListAsync(ct);
        var rows = found.Take(RowsShown).Select(d => new PlanDifferenceRow(d.Table, d.RowId, RowImage.Label(d.NewBefore ?? d.OldBefore ?? d.NewPatch ?? d.OldPatch), d.Kind, Fields(d))).ToList();
        var named = await ReferenceNames.ReadAsync(db, rows.SelectMany(r => r.Fields), ct);
        int Total(string kind) => found.Find(d => d.Kind == kind)?.Total ?? 0;
        var sight = await Sight.OfAsync(_store, _current, ct);
        return new(Total("added"), Total("gone"), Total("changed"), rows.ConvertAll(r => r with { Fields = sight.Of(r.Table, named(r.Fields)) }));
    }

    static IReadOnlyList<FieldChange> Fields(Differing d) => d.Kind switch
    {
        "added" when d.Action != "trash" => RowImage.Patched(d.NewBefore, d.NewPatch!),
        "changed" => [.. d.OldBefore is null && d.NewBefore is null ? [] : RowImage.Differences(d.OldBefore, d.NewBefore), .. RowImage.Differences(d.OldPatch, d.NewPatch)],
        _ => [],
    };

    sealed record Differing(string Table, string RowId, string Kind, string Action, string? OldBefore, string? NewBefore, string? OldPatch, string? NewPatch, int Total);
}
