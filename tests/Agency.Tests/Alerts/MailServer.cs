using System.Diagnostics;
using System.Net.Sockets;
using Agency.Alerts;

namespace Agency.Tests.Alerts;

/// <summary>A real mail server, Debian's aiosmtpd, which puts each message into a folder. <c>./console test</c> installs it.</summary>
sealed class MailServer : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("mail").FullName;
    readonly int _port = HttpSink.FreePort();
    readonly Process _process;

    MailServer()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{_port}", "-c", "aiosmtpd.handlers.Mailbox", Path.Combine(_folder, "box")])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    public SmtpOptions Options => new() { Host = "127.0.0.1", Port = _port, From = "console@agency.example", Security = SmtpSecurity.None };

    public static async Task<MailServer> StartAsync()
    {
        var server = new MailServer();
        await Eventually.TrueAsync(server.AnswersAsync, "a mail server that answers");
        return server;
    }

    /// <summary>The messages so far, as they came over the wire.</summary>
    public IReadOnlyList<string> Messages()
    {
        var box = Path.Combine(_folder, "box", "new");
        return Directory.Exists(box) ? [.. Directory.GetFiles(box).Order(StringComparer.Ordinal).Select(File.ReadAllText)] : [];
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    async Task<bool> AnswersAsync()
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"The mail server ended: {await _process.StandardError.ReadToEndAsync()}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
