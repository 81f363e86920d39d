using Microsoft.EntityFrameworkCore;

namespace Agency.Approvals;

/// <summary>Puts every row of an applied request back as it was before, by the inverse of its commit. Rows changed since then stand in the way.</summary>
public sealed record UndoRequest(Guid RequestId) : Operation
{
    internal override string Intent => "request.undone";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var undone = await db.Requests.Where(r => r.Id == RequestId && r.State == RequestState.Succeeded).Select(r => new { r.Title, r.CommitId }).SingleOrDefaultAsync(ct);
        return undone?.CommitId is { } commit ? Plan.Of($"Undo: {undone.Title}", new PlannedSet("revert") { Commit = commit }) : null;
    }
}
