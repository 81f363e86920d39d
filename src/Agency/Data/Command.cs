using System.Diagnostics;

namespace Agency.Data;

/// <summary>Runs one of the machine's programs and waits for what it says.</summary>
static class Command
{
    public static async Task<CommandResult> RunAsync(IReadOnlyList<string> line, CancellationToken ct)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What it says is read below, in English; and the admin's own PGPORT or PGDATA is about another server.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        // A program that Ctrl-C in the terminal has stopped did not fail.
        ct.ThrowIfCancellationRequested();
        return new(process.ExitCode, await output, await error);
    }
}

sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The line that says why: the last one that reports an error, or simply the last one.</summary>
    public string Why => ServerLog.Why(Error.Length > 0 ? Error : Output);
}
