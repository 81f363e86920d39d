namespace Agency.Approvals;

/// <summary>On what terms something is planned.</summary>
/// <param name="Supersedes">A request that is over, which the new one replaces.</param>
/// <param name="NotBefore">The moment to apply it, in UTC, at most 90 days from now; without one, as soon as it is approved.</param>
/// <param name="IdempotencyKey">The requester's own name for it: asked for twice, it is planned once.</param>
/// <param name="ViaKey">The machine's key through which it is asked.</param>
public sealed record PlanTerms(Guid? Supersedes = null, DateTimeOffset? NotBefore = null, string? IdempotencyKey = null, Guid? ViaKey = null);
