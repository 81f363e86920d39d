using Microsoft.EntityFrameworkCore;

namespace Agency.Approvals;

/// <summary>Changes a policy in a way that asks for less than before. What asks for more is saved at once: <see cref="PolicyService.SaveAsync"/>.</summary>
public sealed record ChangePolicy(Guid PolicyId, PolicyForm Form) : Operation
{
    internal override string Intent => "policy.changed";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        if (await db.Set<Policy>().SingleOrDefaultAsync(p => p.Id == PolicyId, ct) is not { } policy)
            return null;
        var title = $"Change the policy for {(policy.Operation == "*" ? "every operation" : policy.Operation)}{(policy.TableName is null ? "" : $" on {policy.TableName}")}";
        return new Plan(title, [new PlannedRow("agency.policies", PolicyId.ToString(), "update", Form.Patch())], new Impact([new("agency.policies", "update", 1)], [], []));
    }
}
