namespace Agency.People;

/// <summary>Whose account at the provider this is.</summary>
public abstract record AccountFound
{
    AccountFound() { }

    /// <summary>This active person's.</summary>
    public sealed record Of(Guid Person, Guid Account) : AccountFound;

    /// <summary>Nobody's who may come in. Nothing was linked.</summary>
    public sealed record Nobody(Stranger Because) : AccountFound;

    /// <summary>A rule of the database does not let the roles go that the provider gives or takes; the sentence is the rule's. Nothing was linked and no role changed.</summary>
    public sealed record Refused(string Because) : AccountFound;
}

/// <summary>Why an account at the provider is nobody's here.</summary>
public enum Stranger
{
    /// <summary>The account is new here, and the provider does not vouch for its e-mail address.</summary>
    EmailNotVerified,

    /// <summary>Nobody here has the address.</summary>
    NobodyHasTheEmail,

    /// <summary>More than one person here has the address.</summary>
    SeveralHaveTheEmail,

    /// <summary>The person is suspended, deactivated or in the trash.</summary>
    NotActive,

    /// <summary>The person has another account at this provider already: addresses are given to somebody else one day, accounts are not.</summary>
    HasAnotherAccount,

    /// <summary>The person holds no role, neither by hand nor from the provider.</summary>
    NoRole,
}
