using System.CommandLine;
using System.Diagnostics;
using Agency.Data;

namespace AdminConsole.Commands;

/// <summary><c>./console down</c>: stops what <c>up</c> started, also when that was killed and left it behind.</summary>
static class DownCommand
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var command = new Command("down", "Stop the console and its database");
        command.SetAction((_, ct) => RunAsync(ct));
        return command;
    }

    static async Task<int> RunAsync(CancellationToken ct)
    {
        var home = ConsoleHome.Find();
        using var server = RunningConsole.Find(home);
        if (server is not null)
            await StopAsync(server, ct);
        var cluster = await PrivatePostgres.FindRunningAsync(home.Postgres, ct);
        if (cluster is not null)
        {
            await cluster.StopAsync();
            await Console.Out.WriteLineAsync($"Stopped the database in {cluster.DataDirectory}.");
        }

        if (server is null && cluster is null)
            await Console.Out.WriteLineAsync("Nothing is running.");
        return 0;
    }

    static async Task StopAsync(Process server, CancellationToken ct)
    {
        var (id, exit) = (server.Id, server.WaitForExitAsync(ct));
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {id}"]);
        await kill.WaitForExitAsync(ct);
        if (kill.ExitCode != 0)
            throw new StartUpException($"The console (process {id}) belongs to another account; stop it from there");
        if (await Task.WhenAny(exit, Task.Delay(s_patience, ct)) != exit)
            throw new StartUpException($"The console (process {id}) has not stopped within {s_patience.TotalSeconds} seconds; end it with: kill -9 {id}");
        await exit;
        await Console.Out.WriteLineAsync($"Stopped the console (process {id}).");
    }
}
