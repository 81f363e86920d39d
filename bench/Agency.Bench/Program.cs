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
var talents = new Option<int>("--talents") { Description = "How many talents the agency has", DefaultValueFactory = _ => UiOptions.DefaultTalents };
var deals = new Option<int>("--deals") { Description = "How many deals the agency has", DefaultValueFactory = _ => UiOptions.DefaultDeals };
var often = new Option<int>("--rounds") { Description = "How often everything is measured", DefaultValueFactory = _ => 30 };
var keep = new Option<bool>("--keep") { Description = "Keep the agency, and use it again the next time" };
var ui = new System.CommandLine.Command("ui", "How fast lists and pages are on a large agency: 1 services, 2 in a browser, 3 memory, 4 many screens") { only, often, talents, deals, keep };
ui.SetAction(parsed => UiBench.RunAsync(parsed.GetValue(only) ?? [], new UiOptions(parsed.GetValue(talents), parsed.GetValue(deals), parsed.GetValue(often), parsed.GetValue(keep))));

try
{
    var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
    return await new RootCommand("The benchmarks of AdminConsole") { guard, requests, ui }.Parse(args).InvokeAsync(settings);
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
