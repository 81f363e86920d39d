using System.ComponentModel.DataAnnotations;
using Agency.People;

namespace AdminConsole.SignIn;

/// <summary>The OpenID provider that people sign in with (<c>Authentication:Oidc</c>).</summary>
sealed class ProviderOptions : IValidatableObject
{
    public const string Section = "Authentication:Oidc";

    /// <summary>The provider's address; what it is and can do stands below it, in .well-known/openid-configuration.</summary>
    [Required]
    public string Authority { get; set; } = "";

    [Required]
    public string ClientId { get; set; } = "";

    [Required]
    public string ClientSecret { get; set; } = "";

    /// <summary>What the sign-in page calls it; its host where this is empty.</summary>
    public string? Name { get; set; }

    /// <summary>What is asked for, separated by spaces. Some providers tell groups only when asked for "groups".</summary>
    [Required]
    public string Scope { get; set; } = "openid profile email";

    /// <summary>The claim that vouches for the e-mail address. Microsoft Entra ID says xms_edov.</summary>
    [Required]
    public string EmailVerifiedClaim { get; set; } = "email_verified";

    /// <summary>Group at the provider → roles here, separated by commas.</summary>
    public Dictionary<string, string> Roles { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string DisplayName => string.IsNullOrWhiteSpace(Name) ? new Uri(Authority).Host : Name;
    public RoleMapping Mapping => RoleMapping.Of(Roles);
    public string Discovery => Authority.TrimEnd('/') + "/.well-known/openid-configuration";

    /// <summary>What goes to this machine itself may be plain HTTP.</summary>
    public bool IsLoopback => new Uri(Authority).IsLoopback;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            yield return new($"{Section}:{nameof(Authority)} must be the provider's https address.", [nameof(Authority)]);
        if (!Scope.Split(' ').Contains("openid"))
            yield return new($"{Section}:{nameof(Scope)} must ask for openid.", [nameof(Scope)]);
        if (RolesFault() is { } fault)
            yield return new($"{Section}:{nameof(Roles)}: {fault}", [nameof(Roles)]);
    }

    string? RolesFault()
    {
        try
        {
            _ = Mapping;
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
