namespace Agency.People;

/// <summary>A sign-in that is not over, with its person as they are now.</summary>
/// <param name="Id">The row of <c>guard.sessions</c>.</param>
/// <param name="Person">Active, with at least one role.</param>
/// <param name="Method"><c>oidc</c> or <c>development</c>.</param>
/// <param name="AccountId">The account at the provider, where one was used.</param>
/// <param name="AuthenticatedAt">When the person last proved who they are.</param>
/// <param name="EndsAt">When it ends, however much it is used.</param>
/// <param name="IdleAt">When it ends unless it is used before; null where it may stay unused.</param>
public sealed record OpenSession(Guid Id, SignedIn Person, string Method, Guid? AccountId, DateTimeOffset AuthenticatedAt, DateTimeOffset EndsAt, DateTimeOffset? IdleAt)
{
    public const string ByProvider = "oidc", InDevelopment = "development";

    /// <summary>How old a proof may be where one is asked for, as for a vote.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <summary>Which end comes first.</summary>
    public DateTimeOffset OverAt => IdleAt < EndsAt ? IdleAt.Value : EndsAt;
}
