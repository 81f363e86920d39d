using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.Recovery;

/// <summary>Puts every row that a commit touched back as that commit found it, whoever made it. Rows changed since then stand in the way.</summary>
public sealed record RevertCommit(long CommitId) : Operation
{
    internal override string Intent => "commit.reverted";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var commit = await db.Commits.Where(c => c.Id == CommitId).Select(c => new { c.ActorName, c.Intent, c.At }).SingleOrDefaultAsync(ct);
        return commit is null ? null : Plan.Of($"Revert {commit.Intent.Replace('.', ' ')} by {commit.ActorName} of {PlannedSet.Words(commit.At)}", new PlannedSet("revert") { Commit = CommitId });
    }
}
