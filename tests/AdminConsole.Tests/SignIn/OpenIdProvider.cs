using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Agency.Tests;

namespace AdminConsole.SignIn;

/// <summary>The certified provider of <c>SignIn/provider</c> as a process of its own, which can be stopped and started again, with the same signing key's name or another.</summary>
sealed class OpenIdProvider : IAsyncDisposable
{
    static readonly string s_folder = Path.Combine(TestDatabase.Checkout, "tests", "AdminConsole.Tests", "SignIn", "provider");

    readonly HttpClient _control = new();
    readonly int _port = FreePort();
    Process? _process;

    public string Authority => $"http://127.0.0.1:{_port}";

    /// <param name="console">The console's address, where answers go.</param>
    /// <param name="people">What the provider says of whom, by the name they sign in with.</param>
    /// <param name="keyId">The name of the key it signs with; a start makes a new key.</param>
    public async Task StartAsync(string console, IReadOnlyDictionary<string, object> people, string keyId = "first")
    {
        _process = Process.Start(new ProcessStartInfo(Node(), ["provider.mjs"])
        {
            WorkingDirectory = s_folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PORT"] = $"{_port}", ["CONSOLE"] = console, ["KEY_ID"] = keyId, ["PEOPLE"] = JsonSerializer.Serialize(people) },
        })!;
        var complaints = _process.StandardError.ReadToEndAsync();
        if (await _process.StandardOutput.ReadLineAsync() != "listening")
            throw new InvalidOperationException($"The provider does not start: {await complaints}");
    }

    public async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>What is wrong in the ID tokens from now on; nothing, where it is null.</summary>
    public async Task BreakAsync(string? fault) => (await _control.GetAsync($"{Authority}/test/fault?is={fault}")).EnsureSuccessStatusCode();

    /// <summary>The code it gave out last.</summary>
    public Task<string> LastCodeAsync() => _control.GetStringAsync($"{Authority}/test/code");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _control.Dispose();
    }

    static string Node() => Directory.GetFiles(Path.Combine(s_folder, "node_modules"), "node", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 })
        .FirstOrDefault(file => file.EndsWith("/bin/node", StringComparison.Ordinal)) ?? throw new InvalidOperationException($"Run ./console test, or npm ci in {s_folder}");

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
