using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Agency.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AdminConsole.Api;

/// <summary><c>Authorization: Bearer ack_…</c>: a machine's key. It opens the API and nothing else of the console.</summary>
sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, KeyService keys, CallingMachine machine)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "ApiKey";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header) || header is not { Scheme: "Bearer", Parameter: { } secret })
            return AuthenticateResult.NoResult();
        if (await keys.FindAsync(secret, Context.RequestAborted) is not { } key)
            return AuthenticateResult.Fail("This key is unknown, or has ended.");
        machine.Key = key;
        return AuthenticateResult.Success(new(new(new ClaimsIdentity([new Claim("key", key.Id.ToString())], Scheme.Name)), Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        await Problems.Of(StatusCodes.Status401Unauthorized, "A key is needed: Authorization: Bearer ack_…. This one is missing, unknown, or has ended.").ExecuteAsync(Context);
    }
}
