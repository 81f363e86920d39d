using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Agency.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AdminConsole.SignIn;

/// <summary>OpenID Connect on the framework's code flow, which brings state, correlation and PKCE; discovery, keys, nonce and the token's validation come from the IdentityModel libraries.</summary>
sealed class OidcHandler(IOptionsMonitor<OidcOptions> options, ILoggerFactory logger, UrlEncoder encoder, IdTokens idTokens, TimeProvider clock) : OAuthHandler<OidcOptions>(options, logger, encoder)
{
    const string Nonce = "nonce";

    /// <summary>In a challenge's items: the session whose person has to prove again who they are.</summary>
    public const string Again = "again";

    OpenIdConnectConfiguration _provider = null!;

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await DiscoverAsync();
        properties.Items[Nonce] = idTokens.NewNonce();
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var again = properties.Items.ContainsKey(Again);
        return QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), new Dictionary<string, string?>
        {
            [Nonce] = properties.Items[Nonce],
            ["max_age"] = again ? "0" : $"{(long)Options.OldestSignIn.TotalSeconds}",
            ["prompt"] = again ? "login" : null,
        });
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        await DiscoverAsync();
        // RFC 9207: the answer of another provider must not be taken to this one.
        var issuer = Request.Query["iss"].ToString();
        if (issuer.Length > 0 ? issuer != _provider.Issuer : _provider.AuthorizationResponseIssParameterSupported)
            throw new SignInRefusedException(SignInRefusal.NotTheProvider, $"The answer comes from '{issuer}' instead of {_provider.Issuer}");
        return await base.HandleRemoteAuthenticateAsync();
    }

    /// <summary>Says who the client is in the header, as every provider must understand; in the form, where the provider insists on it.</summary>
    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = context.Code, ["redirect_uri"] = context.RedirectUri };
        if (context.Properties.Items.Remove(OAuthConstants.CodeVerifierKey, out var verifier))
            form[OAuthConstants.CodeVerifierKey] = verifier!;
        var answer = await AskForTokensAsync(form, inForm: false);
        if (Error(answer) == "invalid_client" && _provider.TokenEndpointAuthMethodsSupported.Contains("client_secret_post"))
            answer = await AskForTokensAsync(form, inForm: true);
        return Error(answer) is { } error ? throw new SignInRefusedException(SignInRefusal.Code, $"The provider refuses the code: {error}") : OAuthTokenResponse.Success(answer);
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var answer = new OpenIdConnectMessage(tokens.Response!.RootElement.GetRawText());
        var token = await idTokens.ValidateAsync(Options, answer, properties.Items[Nonce], Context.RequestAborted);
        var who = ProviderClaims.Read(token, await UserInfoAsync(token, answer.AccessToken), Options.Provider.EmailVerifiedClaim);
        if (properties.Items.ContainsKey(Again) && !(who.AuthenticatedAt > clock.GetUtcNow() - OpenSession.Fresh))
            throw new SignInRefusedException(SignInRefusal.NotFresh, $"A fresh sign-in was asked for; the provider's auth_time is {who.AuthenticatedAt:u}");
        properties.SetParameter(nameof(ProviderIdentity), who);
        properties.SetParameter(nameof(OpenIdConnectMessage.IdToken), answer.IdToken);
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }

    async Task DiscoverAsync()
    {
        try
        {
            _provider = await Options.Discovery.GetConfigurationAsync(Context.RequestAborted);
        }
        catch (InvalidOperationException e)
        {
            throw new SignInRefusedException(SignInRefusal.ProviderDown, $"{Options.Provider.Discovery} cannot be read", e);
        }
        if (_provider.Issuer?.TrimEnd('/') != Options.Provider.Authority.TrimEnd('/'))
            throw new SignInRefusedException(SignInRefusal.NotTheProvider, $"{Options.Provider.Discovery} is of {_provider.Issuer}, which is not the configured authority");
        (Options.AuthorizationEndpoint, Options.TokenEndpoint) = (_provider.AuthorizationEndpoint, _provider.TokenEndpoint);
    }

    async Task<JsonDocument> AskForTokensAsync(Dictionary<string, string> form, bool inForm)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _provider.TokenEndpoint);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (inForm)
            form = new(form) { ["client_id"] = Options.ClientId, ["client_secret"] = Options.ClientSecret };
        else
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(Options.ClientId)}:{Uri.EscapeDataString(Options.ClientSecret)}")));
        request.Content = new FormUrlEncodedContent(form);
        using var response = await Backchannel.SendAsync(request, Context.RequestAborted);
        if ((int)response.StatusCode >= 500)
            response.EnsureSuccessStatusCode();
        return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(Context.RequestAborted), cancellationToken: Context.RequestAborted);
    }

    async Task<JsonElement> UserInfoAsync(Microsoft.IdentityModel.JsonWebTokens.JsonWebToken token, string? accessToken)
    {
        if (string.IsNullOrEmpty(_provider.UserInfoEndpoint) || string.IsNullOrEmpty(accessToken))
            return default;
        using var request = new HttpRequestMessage(HttpMethod.Get, _provider.UserInfoEndpoint);
        request.Headers.Authorization = new("Bearer", accessToken);
        using var response = await Backchannel.SendAsync(request, Context.RequestAborted);
        response.EnsureSuccessStatusCode();
        var said = await response.Content.ReadAsStringAsync(Context.RequestAborted);
        idTokens.CheckUserInfo(token, said);
        return JsonElement.Parse(said);
    }

    static string? Error(JsonDocument answer) => answer.RootElement.TryGetProperty("error", out var error) ? error.GetString() : null;
}
