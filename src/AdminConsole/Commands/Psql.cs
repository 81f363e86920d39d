using System.Diagnostics;
using System.Runtime.InteropServices;
using Agency.Data;

namespace AdminConsole.Commands;

/// <summary>Runs psql in our place at the terminal. How to connect goes through its environment, where no process list shows it.</summary>
static class Psql
{
    public static async Task<int> RunAsync(string connectionString, bool asOwner, string[] arguments)
    {
        var start = new ProcessStartInfo(PostgresBinaries.FindPsql(), arguments) { UseShellExecute = false };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in LibpqEnvironment.Of(connectionString, asOwner))
            start.Environment[name] = value;

        // Ctrl-C is psql's: it cancels a statement there. Only a kill meant for us ends psql too.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        using var psql = Process.Start(start)!;
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            psql.Kill();
        });
        await psql.WaitForExitAsync();
        return psql.ExitCode;
    }
}
