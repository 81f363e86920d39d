using System.Net;
using System.Net.Sockets;
using Agency.Data;

namespace AdminConsole.Commands;

/// <summary>Where the console serves, checked before anything is started for it.</summary>
static class Address
{
    const int DefaultPort = 5080;

    public static string Choose(int? port) =>
        port is null && Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is { Length: > 0 } urls ? urls : $"http://localhost:{port ?? DefaultPort}";

    public static void RequireFree(string urls, ConsoleHome home)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(url);
            if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0 || Hosts(address.Host).All(h => IsFree(h, address.Port)))
                continue;
            using var ours = RunningConsole.Find(home);
            throw new StartUpException(ours is null
                ? $"Port {address.Port} is in use by another program; stop that, or choose another port: ./console up --port {address.Port + 1}"
                : $"Port {address.Port} is in use: this console is already running (process {ours.Id}); stop it with: ./console down");
        }
    }

    static IPAddress[] Hosts(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : IPAddress.TryParse(host.Trim('[', ']'), out var one) ? [one]
        : [IPAddress.Any, IPAddress.IPv6Any];

    static bool IsFree(IPAddress host, int port)
    {
        try
        {
            using var listener = new TcpListener(host, port);
            listener.Start();
            return true;
        }
        catch (SocketException ex)
        {
            // No IPv6 on this machine, or not this address: the web server will say so better than we can.
            return ex.SocketErrorCode is not (SocketError.AddressAlreadyInUse or SocketError.AccessDenied);
        }
    }
}
