namespace Agency.People;

sealed class Person : Record
{
    public required string DisplayName { get; set; }
    public string[] Emails { get; set; } = [];
    public PersonStatus Status { get; set; }
    public List<RoleGrant> RoleGrants { get; } = [];
}

/// <summary>Invited people have not signed in yet; suspended and deactivated ones cannot.</summary>
public enum PersonStatus { Invited, Active, Suspended, Deactivated }

sealed class RoleGrant : Record
{
    public Guid PersonId { get; set; }
    public Role Role { get; set; }
    public string Source { get; set; } = "manual";
    public Guid? GrantedBy { get; set; }
    public DateTimeOffset ValidFrom { get; set; }
    public DateTimeOffset? ValidUntil { get; set; }
}

sealed class Account : Record
{
    public Guid PersonId { get; set; }
    public string OidcIssuer { get; set; } = "";
    public string OidcSubject { get; set; } = "";
    public DateTimeOffset? LastSeenAt { get; set; }
}

sealed class Delegation : Record
{
    public Guid PersonId { get; set; }
    public Guid DelegateId { get; set; }
    public DateTimeOffset ValidFrom { get; set; }
    public DateTimeOffset ValidUntil { get; set; }
}

sealed class BreakGlassHolder : Record
{
    public Guid PersonId { get; set; }
    public DateTimeOffset? SuspendedAt { get; set; }
}
