using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AdminConsole.SignIn;

/// <summary>The framework's code flow, with what an OpenID provider adds: it says itself where its endpoints are and which keys it signs with.</summary>
sealed class OidcOptions : OAuthOptions
{
    public const string Scheme = "oidc";
    public const string Callback = "/sign-in/callback";

    public ConfigurationManager<OpenIdConnectConfiguration> Discovery { get; set; } = null!;

    public ProviderOptions Provider { get; set; } = null!;

    /// <summary>How old the provider's own session may be for an ordinary sign-in; a compliant provider then also says when the person proved who they are.</summary>
    public TimeSpan OldestSignIn { get; set; }

    public override void Validate()
    {
        // The provider's own document names the two that the framework would insist on here.
        (AuthorizationEndpoint, TokenEndpoint) = (AuthorizationEndpoint ?? Provider.Authority, TokenEndpoint ?? Provider.Authority);
        base.Validate();
    }
}
