using System.CommandLine;
using System.Data.Common;
using Agency.Bench;

var only = new Option<int[]>("--only") { Description = "Which groups of figures, such as 1,2", CustomParser = r => [.. r.Tokens.SelectMany(t => t.Value.Split(',')).Select(int.Parse)] };
var rows = new Option<int>("--rows") { Description = "How many rows the largest table has", DefaultValueFactory = _ => BenchOptions.DefaultRows };
var rounds = new Option<int>("--rounds") { Description = "How often everything is measured", DefaultValueFactory = _ => 5 };
rows.Validators.Add(r => { if (r.GetValueOrDefault<int>() < 1000) r.AddError("--rows: at least 1000"); });
rounds.Validators.Add(r => { if (r.GetValueOrDefault<int>() < 1) r.AddError("--rounds: at least 1"); });
var guard = new System.CommandLine.Command("guard", "What history and guard cost, against the figures they are to reach") { only, rows, rounds };
guard.SetAction(parsed => GuardBench.RunAsync(parsed.GetValue(only) ?? [], new BenchOptions(parsed.GetValue(rows), parsed.GetValue(rounds))));
var requests = new System.CommandLine.Command("requests", "From vote to applied, and the inbox beside many old requests") { rounds };
requests.SetAction(parsed => RequestsBench.RunAsync(Math.Max(parsed.GetValue(rounds), 30)));

try
{
    var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
    return await new RootCommand("The benchmarks of AdminConsole") { guard, requests }.Parse(args).InvokeAsync(settings);
}
catch (OperationCanceledException)
{
    return 130;
}
catch (Exception ex) when (ex is StartUpException or DbException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync(ex.Message);
    return 1;
}
