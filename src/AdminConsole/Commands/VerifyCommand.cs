using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Agency.Data;
using Agency.History;

namespace AdminConsole.Commands;

/// <summary><c>./console verify</c>: whether history, the live tables and the digests outside the database still fit each other.
/// Exit code 0 when they do, 1 when somebody tampered with them, 2 when it could not be found out.</summary>
static class VerifyCommand
{
    const int Tampered = 1, NotChecked = 2;

    public static Command Create()
    {
        var from = new Option<long>("--from") { Description = "the first block to recompute; live rows are always compared", DefaultValueFactory = _ => 1 };
        from.Validators.Add(parsed =>
        {
            if (parsed.Tokens is [var token] && long.TryParse(token.Value, CultureInfo.InvariantCulture, out var block) && block < 1)
                parsed.AddError("Blocks are numbered from 1.");
        });
        var command = new Command("verify", "Find out whether anybody tampered with history (exit code 1: somebody did; 2: it could not be checked)") { from };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(from)));
        return command;
    }

    static async Task<int> RunAsync(long from)
    {
        using var stop = new StopSignals();
        var home = ConsoleHome.Find();
        AgencyDatabase? database = null;
        try
        {
            database = await AgencyDatabase.OpenAsync(home, withSample: false, stop.Token);
            var report = await SealVerification.RunAsync(database.App, home.SealFile(), from, stop.Token);
            await WriteAsync(Console.Out, report);
            return report.First is null ? 0 : Tampered;
        }
        catch (Exception ex) when (ex is StartUpException or DbException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"Not verified: {ex.Message}");
            return NotChecked;
        }
        finally
        {
            if (database is { StartedHere: true })
                await database.StopAsync();
        }
    }

    static async Task WriteAsync(TextWriter output, VerifyReport report)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{report.Blocks:N0} blocks, {report.Commits:N0} commits, {report.Changes:N0} changes and {report.Rows:N0} live rows in {report.Took.TotalSeconds:0.0} s"));
        await output.WriteLineAsync(report.Digests is { } digests
            ? string.Create(CultureInfo.InvariantCulture, $"{digests:N0} digests compared with {report.File}")
            : "No digests outside the database: Seals:File is not set, so a chain that was rewritten as a whole would not show");
        foreach (var note in report.Findings.Where(f => !f.Tampered))
            await output.WriteLineAsync($"Note: {Line(note)}");
        if (report.First is not { } first)
        {
            await output.WriteLineAsync("Everything is as it was sealed.");
            return;
        }
        await output.WriteLineAsync($"TAMPERED. The first: {Line(first)}");
        foreach (var other in report.Findings.Where(f => f.Tampered).Skip(1).Take(20))
            await output.WriteLineAsync($"  also: {Line(other)}");
    }

    static string Line(Finding f) => string.Join(", ", new[]
    {
        f.What, Named("block", f.Block), Named("commit", f.Commit), Named("change", f.Seq), f.Table is null ? null : $"{f.Table} {f.RowId}".TrimEnd(),
    }.OfType<string>());

    static string? Named(string what, long? number) => number is null ? null : string.Create(CultureInfo.InvariantCulture, $"{what} {number}");
}
