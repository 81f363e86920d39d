using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace AdminConsole.SignIn;

/// <summary>Where a person goes to sign out at the provider too.</summary>
sealed class ProviderSignOut(IOptionsMonitor<OidcOptions> options, ILogger<ProviderSignOut> log)
{
    /// <summary>The address of the provider's sign-out; null where it has none, or does not answer: the session here is over all the same.</summary>
    public async Task<string?> AddressAsync(string idToken, string backTo, CancellationToken ct)
    {
        var oidc = options.Get(OidcOptions.Scheme);
        try
        {
            var provider = await oidc.Discovery.GetConfigurationAsync(ct);
            return string.IsNullOrEmpty(provider.EndSessionEndpoint) ? null : QueryHelpers.AddQueryString(provider.EndSessionEndpoint, new Dictionary<string, string?>
            {
                ["id_token_hint"] = idToken,
                ["client_id"] = oidc.ClientId,
                ["post_logout_redirect_uri"] = backTo,
            });
        }
        catch (InvalidOperationException e)
        {
            log.LogWarning(e, "The provider does not answer, so somebody who signed out is signed out only here");
            return null;
        }
    }
}
