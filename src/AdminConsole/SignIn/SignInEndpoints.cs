using System.Security.Claims;
using Agency.People;
using AdminConsole.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AdminConsole.SignIn;

static class SignInEndpoints
{
    const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public static IServiceCollection AddConsoleSignIn(this IServiceCollection services)
    {
        services.AddScoped<CurrentPerson, ConsolePerson>();
        services.AddSingleton<DevelopmentSignIn>();
        services.AddAuthentication(Scheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "adminconsole";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.LoginPath = "/sign-in";
            cookie.AccessDeniedPath = "/not-found";
            cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
            cookie.Events.OnValidatePrincipal = RenewAsync;
        });
        return services;
    }

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in", SignInAsync).AllowAnonymous();
        routes.MapPost(Urls.SignOut, SignOutAsync);
    }

    static async Task<IResult> SignInAsync([FromForm] Guid person, [FromForm] string? returnUrl,
        HttpContext http, DevelopmentSignIn development, PeopleService people, CancellationToken ct)
    {
        if (!development.IsPossible(http) || await people.FindAsync(person, at: null, ct) is not { } found)
            return TypedResults.NotFound();
        await http.SignInAsync(Scheme, PrincipalOf(found));
        return TypedResults.LocalRedirect(RedirectHttpResult.IsLocalUrl(returnUrl) ? returnUrl : Urls.Home);
    }

    // Reading the form is what makes the framework check its antiforgery token.
    static async Task<RedirectHttpResult> SignOutAsync([FromForm] string? _, HttpContext http)
    {
        await http.SignOutAsync(Scheme);
        return TypedResults.LocalRedirect(Urls.Home);
    }

    /// <summary>Each request reads the person again: a role taken away is gone with the next page, a deactivated person is signed out.</summary>
    static async Task RenewAsync(CookieValidatePrincipalContext context)
    {
        var people = context.HttpContext.RequestServices.GetRequiredService<PeopleService>();
        if (Guid.TryParse(context.Principal?.FindFirst(ConsolePerson.PersonClaim)?.Value, out var id) && await people.FindAsync(id, at: null, context.HttpContext.RequestAborted) is { } person)
            context.ReplacePrincipal(PrincipalOf(person));
        else
            context.RejectPrincipal();
    }

    static ClaimsPrincipal PrincipalOf(SignedIn person) => new(new ClaimsIdentity(
        [
            new(ConsolePerson.PersonClaim, person.Id.ToString()),
            new(ClaimTypes.Name, person.Name),
            .. person.Roles.Select(role => new Claim(ClaimTypes.Role, role.ToString().ToLowerInvariant())),
        ], Scheme));
}
