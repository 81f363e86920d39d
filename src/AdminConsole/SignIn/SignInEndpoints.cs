using Agency.People;
using AdminConsole.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AdminConsole.SignIn;

static class SignInEndpoints
{
    public const string Provider = "/sign-in/provider";
    public const string Again = "/sign-in/again";
    public const string Confirm = "/sign-in/confirm";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in", SignInAsync).AllowAnonymous();
        routes.MapGet(Provider, ChallengeAsync).AllowAnonymous();
        routes.MapGet(Again, AgainAsync).RequireAuthorization();
        routes.MapPost(Confirm, ConfirmAsync).RequireAuthorization();
        routes.MapPost(Urls.SignOut, SignOutAsync).AllowAnonymous();
        routes.MapPost(Urls.SignOutEverywhere, SignOutEverywhereAsync).RequireAuthorization();
    }

    /// <summary>The address where it is one of the console's own; null otherwise.</summary>
    public static string? Local(string? returnUrl) => RedirectHttpResult.IsLocalUrl(returnUrl) ? returnUrl : null;

    /// <summary>Each request asks for the session again: one that was ended anywhere is over, a role taken away is gone with the next page.</summary>
    public static async Task ReadSessionAsync(CookieValidatePrincipalContext context)
    {
        // The page that says the database is away must not ask it who looks.
        if (context.HttpContext.Features.Get<IExceptionHandlerFeature>() is { } broken && Error.IsAway(broken.Error))
        {
            context.RejectPrincipal();
            return;
        }
        var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionService>();
        if (context.Principal.SessionId() is { } id && await sessions.UseAsync(id, context.HttpContext.RequestAborted) is { } session && session.Person.Id == context.Principal.PersonId())
            context.ReplacePrincipal(SessionPrincipal.Of(session));
        else
            context.RejectPrincipal();
    }

    static async Task<IResult> SignInAsync([FromForm] Guid person, [FromForm] string? returnUrl,
        HttpContext http, DevelopmentSignIn development, PeopleService people, SessionService sessions, IOptions<SessionOptions> lasting, TimeProvider clock, CancellationToken ct)
    {
        if (!development.IsPossible(http) || await people.FindAsync(person, at: null, ct) is not { Roles.Count: > 0 } found)
            return TypedResults.NotFound();
        var now = clock.GetUtcNow();
        if (http.User.SessionId() is { } before)
            await sessions.EndAsync(before, ct);
        var session = await sessions.StartAsync(new(found.Id, null, OpenSession.InDevelopment, now, now + lasting.Value.EndsAfter, lasting.Value.Idle), ct);
        await http.SignInAsync(SessionPrincipal.Scheme, SessionPrincipal.ForCookie(session, found.Id), new AuthenticationProperties { ExpiresUtc = now + lasting.Value.EndsAfter });
        return TypedResults.LocalRedirect(Local(returnUrl) ?? Urls.Home());
    }

    static Task<IResult> ChallengeAsync(string? returnUrl, HttpContext http) => GoToProviderAsync(http, new AuthenticationProperties { RedirectUri = Local(returnUrl) ?? Urls.Home() });

    static async Task<IResult> AgainAsync(string? returnUrl, HttpContext http, SessionService sessions, CancellationToken ct)
    {
        if (http.User.SessionId() is not { } id || await sessions.FindAsync(id, ct) is not { } session)
            return TypedResults.LocalRedirect(Urls.SignIn(Local(returnUrl)));
        if (session.Method == OpenSession.InDevelopment)
            return TypedResults.LocalRedirect(Urls.ConfirmSignIn(Local(returnUrl)));
        return await GoToProviderAsync(http, new AuthenticationProperties { RedirectUri = Local(returnUrl) ?? Urls.Home(), Items = { [OidcHandler.Again] = id.ToString() } });
    }

    static async Task<IResult> GoToProviderAsync(HttpContext http, AuthenticationProperties properties)
    {
        if (http.RequestServices.GetService<ProviderSignIn>() is not { } provider)
            return TypedResults.NotFound();
        try
        {
            await http.ChallengeAsync(OidcOptions.Scheme, properties);
        }
        catch (SignInRefusedException e)
        {
            provider.Refuse(http, e.Refusal, e, properties.RedirectUri);
        }
        return TypedResults.Empty;
    }

    static async Task<IResult> ConfirmAsync([FromForm] string? returnUrl, HttpContext http, DevelopmentSignIn development, SessionService sessions, IOptions<SessionOptions> lasting, TimeProvider clock, CancellationToken ct)
    {
        if (!development.IsPossible(http) || http.User.SessionId() is not { } id || await sessions.FindAsync(id, ct) is not { Method: OpenSession.InDevelopment } session)
            return TypedResults.NotFound();
        var endsAt = clock.GetUtcNow() + lasting.Value.EndsAfter;
        await sessions.SignInAgainAsync(id, session.Person.Id, clock.GetUtcNow(), endsAt, ct);
        await http.SignInAsync(SessionPrincipal.Scheme, SessionPrincipal.ForCookie(id, session.Person.Id), new AuthenticationProperties { ExpiresUtc = endsAt });
        return TypedResults.LocalRedirect(Local(returnUrl) ?? Urls.Home());
    }

    // Reading the form is what makes the framework check its antiforgery token.
    static async Task<IResult> SignOutAsync([FromForm] string? _, HttpContext http, SessionService sessions, CancellationToken ct)
    {
        var idToken = http.User.SessionId() is { } id ? await sessions.EndAsync(id, ct) : null;
        await http.SignOutAsync(SessionPrincipal.Scheme);
        var elsewhere = idToken is not null && http.RequestServices.GetService<ProviderSignOut>() is { } provider
            ? await provider.AddressAsync(idToken, $"{http.Request.Scheme}://{http.Request.Host}{Urls.SignIn()}", ct) : null;
        return elsewhere is null ? TypedResults.LocalRedirect(Urls.SignIn()) : TypedResults.Redirect(elsewhere);
    }

    static async Task<IResult> SignOutEverywhereAsync([FromForm] string? _, HttpContext http, SessionService sessions, CancellationToken ct)
    {
        await sessions.EndAllAsync(http.User.PersonId()!.Value, ct);
        return await SignOutAsync(_, http, sessions, ct);
    }
}
