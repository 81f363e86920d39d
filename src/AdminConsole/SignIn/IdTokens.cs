using System.IdentityModel.Tokens.Jwt;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace AdminConsole.SignIn;

/// <summary>Everything that must hold before a provider's identity token is believed. The IdentityModel libraries check it; nothing here does cryptography.</summary>
sealed class IdTokens
{
    static readonly JsonWebTokenHandler s_tokens = new() { MapInboundClaims = false };
    static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    readonly OpenIdConnectProtocolValidator _protocol = new() { RequireState = false, RequireStateValidation = false };

    public string NewNonce() => _protocol.GenerateNonce();

    /// <summary>The token of an answer to <paramref name="nonce"/>, once issuer, audience, times, signature, nonce and the access token's hash have been found right.
    /// A key that is not known yet makes the provider's document be read again, once.</summary>
    /// <exception cref="SignInRefusedException">Something is not right.</exception>
    public async Task<JsonWebToken> ValidateAsync(OidcOptions options, OpenIdConnectMessage answer, string? nonce, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(answer.IdToken))
            throw new SignInRefusedException(SignInRefusal.NoToken, "The token endpoint answered without an ID token");
        var result = await CheckAsync(options, answer.IdToken, ct);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            options.Discovery.RequestRefresh();
            result = await CheckAsync(options, answer.IdToken, ct);
        }
        if (!result.IsValid)
            throw new SignInRefusedException(Meaning(result.Exception), $"The ID token does not hold: {result.Exception.Message}", result.Exception);
        var token = (JsonWebToken)result.SecurityToken;
        CheckProtocol(options, answer, token, nonce);
        return token;
    }

    /// <summary>What the provider tells of the person must be about the person of the token.</summary>
    public void CheckUserInfo(JsonWebToken token, string userInfo)
    {
        var context = new OpenIdConnectProtocolValidationContext { ValidatedIdToken = JwtSecurityTokenConverter.Convert(token), UserInfoEndpointResponse = userInfo };
        Checked(() => _protocol.ValidateUserInfoResponse(context));
    }

    static async Task<TokenValidationResult> CheckAsync(OidcOptions options, string token, CancellationToken ct)
    {
        var provider = await options.Discovery.GetConfigurationAsync(ct);
        return await s_tokens.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = provider.Issuer,
            ValidAudience = options.ClientId,
            IssuerSigningKeys = provider.SigningKeys,
            ValidAlgorithms = s_algorithms,
            ClockSkew = TimeSpan.FromMinutes(1),
            // A key of another id is not tried: it is looked up at the provider.
            TryAllIssuerSigningKeys = false,
        });
    }

    void CheckProtocol(OidcOptions options, OpenIdConnectMessage answer, JsonWebToken token, string? nonce)
    {
        var context = new OpenIdConnectProtocolValidationContext
        {
            ClientId = options.ClientId,
            ProtocolMessage = answer,
            ValidatedIdToken = JwtSecurityTokenConverter.Convert(token),
            Nonce = nonce,
        };
        Checked(() => _protocol.ValidateTokenResponse(context));
    }

    static void Checked(Action check)
    {
        try
        {
            check();
        }
        catch (OpenIdConnectProtocolException e)
        {
            throw new SignInRefusedException(e is OpenIdConnectProtocolInvalidNonceException ? SignInRefusal.Nonce : SignInRefusal.Token, $"The answer breaks the protocol: {e.Message}", e);
        }
    }

    static SignInRefusal Meaning(Exception? e) => e switch
    {
        SecurityTokenInvalidIssuerException => SignInRefusal.Issuer,
        SecurityTokenInvalidAudienceException => SignInRefusal.Audience,
        SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException => SignInRefusal.Expired,
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException => SignInRefusal.Signature,
        _ => SignInRefusal.Token,
    };
}
