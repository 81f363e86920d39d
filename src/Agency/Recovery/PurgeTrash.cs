using Agency.Approvals;

namespace Agency.Recovery;

/// <summary>Deletes rows for good that have been in the trash for 30 days, with all that belongs to them. Younger ones, and rows under legal hold, stand in the way.</summary>
/// <param name="Table">With its schema: <c>agency.talents</c>.</param>
/// <param name="Rows">Row ids; null for every row of the table that is old enough.</param>
public sealed record PurgeTrash(string Table, IReadOnlyList<Guid>? Rows = null) : Operation
{
    internal override string Intent => "trash.purged";

    internal override Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct) => Task.FromResult<Plan?>(Plan.Of(
        $"Delete {(Rows is null ? "everything old" : $"{Rows.Count} rows")} in the trash of {Table} for good", new PlannedSet("purge") { Table = Table, Rows = Rows?.Select(r => r.ToString()).ToList() }));
}
