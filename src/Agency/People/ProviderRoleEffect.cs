namespace Agency.People;

/// <summary>What another mapping would make of somebody's roles from the provider, at their next sign-in, if they were still in the groups they were in at the last.</summary>
public sealed record ProviderRoleEffect(Guid PersonId, string Name, IReadOnlyList<string> Groups, DateTimeOffset SeenAt, IReadOnlyList<Role> ByHand, IReadOnlyList<Role> Now, IReadOnlyList<Role> Then)
{
    public IReadOnlyList<Role> Gained => [.. Then.Except(Now)];
    public IReadOnlyList<Role> Lost => [.. Now.Except(Then)];

    /// <summary>Given by hand, these stay although the provider takes them.</summary>
    public IReadOnlyList<Role> Kept => [.. Lost.Intersect(ByHand)];
}
