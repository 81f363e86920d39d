using Microsoft.AspNetCore.Components.Server.Circuits;

namespace AdminConsole.SignIn;

/// <summary>An open page belongs to a session: it follows it, and what the person does there uses it, though no request is made.</summary>
sealed class CircuitUse(CircuitAuthentication authentication, TimeProvider clock) : CircuitHandler
{
    static readonly TimeSpan s_often = TimeSpan.FromSeconds(30);

    DateTimeOffset _used;

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _used = clock.GetUtcNow();
        return authentication.FollowAsync();
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async activity =>
    {
        if (clock.GetUtcNow() - _used > s_often)
        {
            _used = clock.GetUtcNow();
            await authentication.UseAsync(CancellationToken.None);
        }
        await next(activity);
    };
}
