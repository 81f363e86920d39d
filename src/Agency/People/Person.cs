namespace Agency.People;

sealed class Person : Record
{
    public required string DisplayName { get; set; }
    public string[] Emails { get; set; } = [];
    public PersonStatus Status { get; set; }
    public List<RoleGrant> RoleGrants { get; } = [];
}

enum PersonStatus { Invited, Active, Suspended, Deactivated }

sealed class RoleGrant : Record
{
    public Guid PersonId { get; set; }
    public Role Role { get; set; }
    public Guid? GrantedBy { get; set; }
    public DateTimeOffset ValidFrom { get; set; }
    public DateTimeOffset? ValidUntil { get; set; }
}
