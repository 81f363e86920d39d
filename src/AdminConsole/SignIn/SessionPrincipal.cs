using System.Security.Claims;
using Agency.People;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace AdminConsole.SignIn;

/// <summary>The signed-in person as the framework knows them. The cookie holds the session and the person; name and roles are read each time.</summary>
static class SessionPrincipal
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string Person = "person", Session = "session";

    public static ClaimsPrincipal ForCookie(Guid session, Guid person) => new(new ClaimsIdentity([new(Session, session.ToString()), new(Person, person.ToString())], Scheme));

    public static ClaimsPrincipal Of(OpenSession session) => new(new ClaimsIdentity(
        [
            new(Session, session.Id.ToString()),
            new(Person, session.Person.Id.ToString()),
            new(ClaimTypes.Name, session.Person.Name),
            .. session.Person.Roles.Select(role => new Claim(ClaimTypes.Role, role.ToString().ToLowerInvariant())),
        ], Scheme));

    public static Guid? SessionId(this ClaimsPrincipal? principal) => Guid.TryParse(principal?.FindFirst(Session)?.Value, out var id) ? id : null;

    public static Guid? PersonId(this ClaimsPrincipal? principal) => Guid.TryParse(principal?.FindFirst(Person)?.Value, out var id) ? id : null;
}
