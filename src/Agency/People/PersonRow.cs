namespace Agency.People;

/// <summary>A person in the list, with the roles that are not over.</summary>
public sealed record PersonRow(Guid Id, string Name, IReadOnlyList<string> Emails, PersonStatus Status, IReadOnlyList<GrantRow> Roles, DateTimeOffset? LastSeen);

/// <summary>A role a person has, had or will have. UTC; <paramref name="Source"/>: manual, or oidc where a group of the identity provider gives it.</summary>
public sealed record GrantRow(Guid Id, Role Role, string Source, DateTimeOffset From, DateTimeOffset? Until, string? GivenBy = null)
{
    public bool IsOver(DateTimeOffset now) => Until <= now;

    public bool IsNow(DateTimeOffset now) => From <= now && !IsOver(now);
}

public sealed record AccountRow(Guid Id, string Issuer, string Subject, DateTimeOffset? LastSeen);

/// <summary>Who decides for whom, and how long. UTC.</summary>
public sealed record DelegationRow(Guid Id, Guid PersonId, string Person, Guid DelegateId, string Delegate, DateTimeOffset From, DateTimeOffset Until);

/// <summary>A sign-in that has not ended. UTC.</summary>
public sealed record SessionRow(Guid Id, string Method, DateTimeOffset StartedAt, DateTimeOffset AuthenticatedAt, DateTimeOffset EndsAt);

public sealed record HolderRow(Guid Id, DateTimeOffset? SuspendedAt);

/// <summary>All there is to know about a person.</summary>
public sealed record PersonPage(Guid Id, string Name, IReadOnlyList<string> Emails, PersonStatus Status, DateTimeOffset CreatedAt, DateTimeOffset Now, IReadOnlyList<GrantRow> Grants,
    IReadOnlyList<AccountRow> Accounts, IReadOnlyList<DelegationRow> Delegations, IReadOnlyList<SessionRow> Sessions, HolderRow? Holder);
