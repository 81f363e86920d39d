using System.CommandLine;
using Agency.Data;

namespace AdminConsole.Commands;

/// <summary><c>./console protect</c>: another application's tables under history and guard, where they are. Exit code 0 when all of them are,
/// 3 when some cannot be, 1 when it failed.</summary>
static class ProtectCommand
{
    const int SomeCannotBe = 3;

    public static Command Create()
    {
        var connection = new Option<string>("--connection") { Description = "the database, as a superuser: Host=...;Database=... or postgres://user:password@host:5432/database", Required = true };
        var schema = new Option<string>("--schema") { Description = "whose tables", DefaultValueFactory = _ => "public" };
        var limit = new Option<int>("--limit") { Description = "how many rows one UPDATE may change without a second person", DefaultValueFactory = _ => 100 };
        var plan = new Option<bool>("--plan") { Description = "print the SQL for review; change nothing" };
        var command = new Command("protect", "Put another application's tables under history and guard (exit code 3: some cannot be)") { connection, schema, limit, plan };
        command.SetAction((parsed, _) => RunAsync(new(new(parsed.GetValue(connection)!, parsed.GetValue(schema)!, parsed.GetValue(limit))), parsed.GetValue(plan)));
        return command;
    }

    static async Task<int> RunAsync(Protection protection, bool onlyPlan)
    {
        using var stop = new StopSignals();
        if (onlyPlan)
        {
            await Console.Out.WriteLineAsync(await protection.PlanAsync(stop.Token));
            return 0;
        }

        var report = await protection.RunAsync(stop.Token);
        foreach (var line in report.Done)
            await Console.Out.WriteLineAsync(line);
        if (report.Done.Count == 0)
            await Console.Out.WriteLineAsync("Nothing new: what can be protected is protected already.");
        foreach (var (table, why) in report.Refused)
            await Console.Out.WriteLineAsync($"Cannot be protected: {table}: {why}");
        return report.Refused.Count == 0 ? 0 : SomeCannotBe;
    }
}
