using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AdminConsole.SignIn;

/// <summary>Signing in without a password, by choosing a person: only in Development, only while the server listens on loopback alone, only from this machine.</summary>
sealed class DevelopmentSignIn(IHostEnvironment environment, IServer server)
{
    public bool IsPossible(HttpContext http) =>
        environment.IsDevelopment() && ListensOnLoopbackOnly
        && http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        // A page of another site whose name was made to point here sends that name.
        && IsLoopback(http.Request.Host.Host);

    bool ListensOnLoopbackOnly => server.Features.Get<IServerAddressesFeature>() is { Addresses: { Count: > 0 } addresses }
        && addresses.All(a => IsLoopback(BindingAddress.Parse(a).Host));

    static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
