using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.Recovery;

/// <summary>Whole tables as they were at a moment: what is missing comes back, what differs is changed, what came later goes.</summary>
/// <param name="Tables">With their schema: <c>agency.deals</c>.</param>
/// <param name="To">What had committed by then; null is the last state that history knows, which undoes what was done behind its back.</param>
public sealed record RewindTables(IReadOnlyList<string> Tables, DateTimeOffset? To) : Operation
{
    internal override string Intent => "tables.rewound";

    internal override Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct) => Task.FromResult<Plan?>(Plan.Of(
        $"Rewind {string.Join(", ", Tables)} to {PlannedSet.Words(To)}", [.. Tables.Select(t => new PlannedSet("rewind") { Table = t, To = PlannedSet.Moment(To) })]));
}

/// <summary>Chosen rows of one table as they were at a moment; null as in <see cref="RewindTables"/>.</summary>
public sealed record RewindRows(string Table, IReadOnlyList<string> Rows, DateTimeOffset? To) : Operation
{
    internal override string Intent => "rows.rewound";

    internal override Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct) => Task.FromResult<Plan?>(Plan.Of(
        $"Rewind {Rows.Count} rows of {Table} to {PlannedSet.Words(To)}", new PlannedSet("rewind") { Table = Table, Rows = Rows, To = PlannedSet.Moment(To) }));
}

/// <summary>A talent with all that belongs to it, now or then, as it was at a moment; null as in <see cref="RewindTables"/>.</summary>
public sealed record RewindTalent(Guid TalentId, DateTimeOffset? To) : Operation
{
    internal override string Intent => "talent.rewound";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var name = await db.Talents.IgnoreQueryFilters().Where(t => t.Id == TalentId).Select(t => t.StageName).SingleOrDefaultAsync(ct);
        return Plan.Of($"Rewind {name ?? "a talent that is gone"} to {PlannedSet.Words(To)}",
            new PlannedSet("rewind") { Table = "agency.talents", Rows = [TalentId.ToString()], To = PlannedSet.Moment(To), WithBelongings = true });
    }
}

/// <summary>A table that was wiped, or changed behind history's back, written anew from its history.</summary>
public sealed record RebuildTable(string Table) : Operation
{
    internal override string Intent => "table.rebuilt";

    internal override Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct) =>
        Task.FromResult<Plan?>(Plan.Of($"Rebuild {Table} from its history", new PlannedSet("rewind") { Table = Table, To = PlannedSet.Moment(null) }));
}
