namespace Agency.People;

/// <summary>Who the OpenID provider says somebody is, after everything about its word has been checked.</summary>
/// <param name="Issuer">The provider's own name for itself.</param>
/// <param name="Subject">Its name for the person, which never changes.</param>
/// <param name="Email">The address it knows; null where it says none.</param>
/// <param name="EmailIsVerified">Whether it says that the address is the person's.</param>
/// <param name="Groups">The groups and roles it puts them in.</param>
/// <param name="AuthenticatedAt">When they last proved to it who they are; null where it does not say.</param>
public sealed record ProviderIdentity(string Issuer, string Subject, string? Email, bool EmailIsVerified, IReadOnlyList<string> Groups, DateTimeOffset? AuthenticatedAt);
