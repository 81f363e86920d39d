using Agency.People;
using Microsoft.AspNetCore.Components.Authorization;

namespace AdminConsole.SignIn;

/// <summary>The person of this circuit or page, and their session, from the sign-in's cookie.</summary>
sealed class ConsolePerson(AuthenticationStateProvider authentication) : CurrentPerson
{
    public override async ValueTask<Guid?> IdAsync(CancellationToken ct = default) => (await authentication.GetAuthenticationStateAsync()).User.PersonId();

    public override async ValueTask<Guid?> SessionAsync(CancellationToken ct = default) => (await authentication.GetAuthenticationStateAsync()).User.SessionId();
}
