using Microsoft.EntityFrameworkCore;

namespace Agency.Approvals;

/// <summary>Takes a table of another application out of history and guard again. It changes no row; guard.unprotect carries it out when it is applied.</summary>
/// <param name="Table">As the guard names it: with its schema, quoted where it must be.</param>
public sealed record UnprotectTable(string Table) : Operation
{
    internal override string Intent => "table.unprotected";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var limits = await db.Database.SqlQuery<int>($"""select p.row_limit as "Value" from guard.protected p where p.table_name = {Table} and p.unprotected_at is null""").ToListAsync(ct);
        if (limits.Count == 0)
            return null;
        List<Blocker> blockers = Table.StartsWith("agency.", StringComparison.Ordinal) ? [new(Table, "", Table, "is the agency's own; those stay protected")] : [];
        return new Plan($"Take {Table} out of history and guard", [], new Impact([], [], blockers)) { ChangesNoRow = true };
    }
}
