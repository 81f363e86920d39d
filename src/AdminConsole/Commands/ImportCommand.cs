using System.CommandLine;
using Agency.Import;

namespace AdminConsole.Commands;

/// <summary><c>./console import</c>: another application's database into this one. Exit code 0 when every row came or was here already,
/// 3 when some cannot come, 1 when nothing could be imported.</summary>
static class ImportCommand
{
    const int SomeCannotCome = 3;

    public static Command Create()
    {
        var source = new Argument<string>("connection string") { Description = "the other database: Host=...;Database=... or postgres://user:password@host:5432/database" };
        var dryRun = new Option<bool>("--dry-run") { Description = "say what would come, and what cannot; write nothing" };
        var name = new Option<string>("--source")
        {
            Description = "the name to remember the other application by; needed when you import from more than one",
            DefaultValueFactory = _ => ImportOptions.UsualSource,
        };
        var command = new Command("import", "Bring another application's users, talents, brands, deals, commissions and payouts in (exit code 3: some rows cannot come)")
        {
            source, dryRun, name,
        };
        command.SetAction((parsed, _) => RunAsync(new(parsed.GetValue(source)!, parsed.GetValue(name)!, parsed.GetValue(dryRun)) { Progress = new ImportProgressLine() }));
        return command;
    }

    static async Task<int> RunAsync(ImportOptions options)
    {
        using var stop = new StopSignals();
        var database = await AgencyDatabase.OpenAsync(ConsoleHome.Find(), withSample: false, stop.Token);
        try
        {
            var report = await new ImportService(database.App, TimeProvider.System).RunAsync(options, stop.Token);
            await ImportSheet.WriteAsync(Console.Out, report);
            return report.IsComplete ? 0 : SomeCannotCome;
        }
        finally
        {
            if (database.StartedHere)
                await database.StopAsync();
        }
    }

    sealed class ImportProgressLine : IProgress<ImportProgress>
    {
        int _said;

        // Small tables are over before anybody could read about them.
        public void Report(ImportProgress value)
        {
            if (value.Rows < 5_000 && _said == 0)
                return;
            _said++;
            Console.Error.WriteLine($"{(value.Writing ? "Writing" : "Reading")} {value.Table}: {value.Rows:N0} rows");
        }
    }
}
