using Microsoft.AspNetCore.Components.Server.Circuits;

namespace AdminConsole.Shared;

/// <summary>Whether somebody's browser is there. A circuit outlives a lost connection for some minutes; what it would read then, nobody sees.</summary>
public sealed class CircuitConnection : CircuitHandler
{
    public bool IsUp { get; private set; } = true;

    /// <summary>The browser is there again.</summary>
    public event EventHandler? CameBack;

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsUp = false;
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsUp = true;
        CameBack?.Invoke(this, EventArgs.Empty);
        return Task.CompletedTask;
    }
}
