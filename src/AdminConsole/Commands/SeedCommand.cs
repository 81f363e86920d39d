using System.CommandLine;
using Agency.Import;

namespace AdminConsole.Commands;

/// <summary><c>./console seed</c>: an agency of any size, to try things on. Never in production.</summary>
static class SeedCommand
{
    public static Command Create()
    {
        var talents = new Option<int>("--talents") { Description = "how many talents", DefaultValueFactory = _ => 1_000 };
        var deals = new Option<int>("--deals") { Description = "how many deals", DefaultValueFactory = _ => 10_000 };
        var command = new Command("seed", "Fill the database with talents and deals, the same ones each time, with history") { talents, deals };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(talents), parsed.GetValue(deals)));
        return command;
    }

    static async Task<int> RunAsync(int talents, int deals)
    {
        if (talents < 1 || deals < 0)
            throw new ImportException("At least one talent, and no fewer than no deals.");
        if (Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") == "Production")
            throw new ImportException("This is production: an agency's own database is never filled with made-up rows.");
        using var stop = new StopSignals();
        var database = await AgencyDatabase.OpenAsync(ConsoleHome.Find(), withSample: true, stop.Token);
        try
        {
            var report = await new SeedData(database.App).RunAsync(talents, deals, new DealsLine(), stop.Token);
            if (database.Admin is { } admin)
                await SeedData.AnalyzeAsync(admin, stop.Token);
            await Console.Out.WriteLineAsync($"{report.Companies:N0} companies, {report.Talents:N0} talents and {report.Deals:N0} deals in {report.Took.TotalSeconds:N0} s.");
            return 0;
        }
        finally
        {
            if (database.StartedHere)
                await database.StopAsync();
        }
    }

    sealed class DealsLine : IProgress<int>
    {
        public void Report(int value)
        {
            if (value % 100_000 == 0)
                Console.Error.WriteLine($"{value:N0} deals");
        }
    }
}
