using System.Text.Json;
using AdminConsole.Shared;
using Agency.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AdminConsole.SignIn;

/// <summary>What becomes of a provider's word once it holds: a session of the person whose account it is, or a page that says why not.</summary>
sealed class ProviderSignIn(AccountService accounts, SessionService sessions, IOptions<ProviderOptions> provider, IOptions<SessionOptions> lasting, TimeProvider clock, ILogger<ProviderSignIn> log)
{
    public async Task ReceiveAsync(TicketReceivedContext context)
    {
        var who = context.Properties!.GetParameter<ProviderIdentity>(nameof(ProviderIdentity))!;
        var ct = context.HttpContext.RequestAborted;
        var found = await FindAsync(who, ct);
        var endsAt = clock.GetUtcNow() + lasting.Value.EndsAfter;
        var mine = (await context.HttpContext.AuthenticateAsync(SessionPrincipal.Scheme)).Principal.SessionId();
        Guid session;
        if (context.Properties!.Items.TryGetValue(OidcHandler.Again, out var again))
            session = await SignInAgainAsync(mine, again, found, who.AuthenticatedAt!.Value, endsAt, ct);
        else
        {
            if (mine is { } before)
                await sessions.EndAsync(before, ct);
            // Without auth_time the proof may be as old as the provider's session was allowed to be, so that it never counts as fresh.
            session = await sessions.StartAsync(new(found.Person, found.Account, OpenSession.ByProvider, who.AuthenticatedAt ?? clock.GetUtcNow() - lasting.Value.EndsAfter, endsAt,
                lasting.Value.Idle, context.Properties.GetParameter<string>(nameof(OpenIdConnectMessage.IdToken))), ct);
        }
        context.Principal = SessionPrincipal.ForCookie(session, found.Person);
        context.Properties = new AuthenticationProperties { ExpiresUtc = endsAt, RedirectUri = context.ReturnUri };
    }

    /// <summary>Every refusal ends on the sign-in page, which says why; the log keeps the rest. What is no refusal is an accident and goes on as one.</summary>
    public Task RefuseAsync(RemoteFailureContext context)
    {
        if (Meaning(context.Failure!) is not { } refusal)
            return Task.CompletedTask;
        Refuse(context.HttpContext, refusal, context.Failure!, context.Properties?.RedirectUri);
        context.HandleResponse();
        return Task.CompletedTask;
    }

    public void Refuse(HttpContext http, SignInRefusal refusal, Exception because, string? returnUrl)
    {
        log.LogWarning(because, "A sign-in with the provider was refused ({Refusal})", refusal);
        http.Response.Redirect(Urls.SignIn(SignInEndpoints.Local(returnUrl), refusal.ToString()));
    }

    /// <summary>The refusal that an error of the provider, of its answer or of the network stands for; null where it is an accident.</summary>
    public static SignInRefusal? Meaning(Exception? e) => e switch
    {
        SignInRefusedException refused => refused.Refusal,
        HttpRequestException or IOException or JsonException or TaskCanceledException { InnerException: TimeoutException } => SignInRefusal.ProviderDown,
        AuthenticationFailureException { Data: { } data } when data.Contains("error") => SignInRefusal.Denied,
        // What the framework itself refuses: no state, a state that was changed, or one of another browser.
        AuthenticationFailureException { InnerException: null } => SignInRefusal.State,
        AuthenticationFailureException failure => Meaning(failure.InnerException),
        _ => null,
    };

    async Task<AccountFound.Of> FindAsync(ProviderIdentity who, CancellationToken ct) => await accounts.SignInAsync(who, provider.Value.Mapping, ct) switch
    {
        AccountFound.Of found => found,
        AccountFound.Nobody nobody => throw new SignInRefusedException(Enum.Parse<SignInRefusal>(nobody.Because.ToString()), $"{who.Subject} of {who.Issuer} is nobody here: {nobody.Because}"),
        AccountFound.Refused refused => throw new SignInRefusedException(SignInRefusal.RolesRefused, refused.Because),
        _ => throw new InvalidOperationException("An answer nobody has words for"),
    };

    async Task<Guid> SignInAgainAsync(Guid? mine, string? asked, AccountFound.Of found, DateTimeOffset authenticatedAt, DateTimeOffset endsAt, CancellationToken ct)
    {
        if (mine is not { } id || asked != id.ToString() || await sessions.FindAsync(id, ct) is not { } session)
            throw new SignInRefusedException(SignInRefusal.State, "The session that was to be signed in again is not this browser's, or is over");
        if (session.Person.Id != found.Person || session.AccountId != found.Account)
            throw new SignInRefusedException(SignInRefusal.OtherPerson, $"{found.Person} signed in in the session of {session.Person.Id}");
        await sessions.SignInAgainAsync(id, found.Person, authenticatedAt, endsAt, ct);
        return id;
    }
}
