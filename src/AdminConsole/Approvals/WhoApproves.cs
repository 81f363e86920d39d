using Agency.Approvals;
using Agency.People;

namespace AdminConsole.Approvals;

/// <summary>What the policies would ask of a plan, and who could sign it, before there is one.</summary>
sealed record WhoApproves(PolicyAnswer Policy, IReadOnlyList<string> Approvers)
{
    /// <summary>"Bea or Cal could approve it."</summary>
    public string Words => Approvers.Count >= Policy.Quorum ? $"{Signatures.OneOf(Approvers)} could approve it."
        : Approvers.Count == 0 ? "Nobody could approve it." : $"Nobody could approve it: only {Signatures.OneOf(Approvers)} could sign.";

    /// <summary>Of a plan that the person would ask for; their id as the sign-in carries it.</summary>
    public static async Task<WhoApproves> AskAsync(PolicyService policies, PeopleService people, ImaginedPlan plan, string? asker, CancellationToken ct)
    {
        var policy = await policies.SimulateAsync(plan, ct);
        var known = await people.WithRolesAsync(ct);
        return new(policy, [.. known.Where(p => p.Id.ToString() != asker && p.Roles.Contains(Role.Approver) && policy.AlsoRoles.All(also => p.Roles.Any(r => r.ToString().Equals(also, StringComparison.OrdinalIgnoreCase)))).Select(p => p.Name)]);
    }
}
