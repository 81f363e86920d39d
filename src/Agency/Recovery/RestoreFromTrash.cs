using Agency.Approvals;

namespace Agency.Recovery;

/// <summary>Takes a row out of the trash, with all that belongs to it and went there in the same moment.</summary>
/// <param name="Table">With its schema: <c>agency.talents</c>.</param>
/// <param name="RowId">The row.</param>
/// <param name="Label">What people call it.</param>
public sealed record RestoreFromTrash(string Table, Guid RowId, string Label) : Operation
{
    internal override string Intent => "trash.restored";

    internal override Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct) =>
        Task.FromResult<Plan?>(Plan.Of($"Restore {Label} from the trash", new PlannedSet("restore") { Table = Table, Rows = [RowId.ToString()] }));
}
