using Agency.People;
using Microsoft.AspNetCore.Components.Authorization;

namespace AdminConsole.SignIn;

/// <summary>The person of this circuit or page, from the sign-in's cookie.</summary>
sealed class ConsolePerson(AuthenticationStateProvider authentication) : CurrentPerson
{
    public const string PersonClaim = "person";

    public override async ValueTask<Guid?> IdAsync(CancellationToken ct = default)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return Guid.TryParse(state.User.FindFirst(PersonClaim)?.Value, out var id) ? id : null;
    }
}
