using System.CommandLine;
using System.Globalization;
using AdminConsole.Shared;
using Agency;
using Agency.Approvals;
using Agency.Data;
using Agency.Recovery;

namespace AdminConsole.Commands;

/// <summary><c>./console rewind</c>: tables back to a moment, also when the web console does not run. Exit code 0 when it was asked for (or, with
/// <c>--approve-as</c>, done), 1 when not, 3 when rows stand in the way.</summary>
static class RewindCommand
{
    const int Blocked = 3;

    public static Command Create()
    {
        var to = new Option<string>("--to") { Description = "the moment, such as 2026-01-11T09:30:00Z, or now: the last state that history knows", Required = true };
        var tables = new Option<string?>("--tables") { Description = "which, such as agency.deals,agency.commissions; every protected table unless said" };
        var requester = new Option<string>("--as") { Description = "the admin who asks: name or e-mail address", Required = true };
        var approver = new Option<string?>("--approve-as") { Description = "the approver who is here as well and approves on the spot: name or e-mail address (docs/runbooks/rewind.md)" };
        var dryRun = new Option<bool>("--dry-run") { Description = "plan and show it; ask for nothing" };
        var reason = new Option<string>("--reason") { Description = "why, for the approver and the history", DefaultValueFactory = _ => "Rewound at the server" };
        var command = new Command("rewind", "Plan tables back to a moment, and ask for it (exit code 3: rows stand in the way)") { to, tables, requester, approver, dryRun, reason };
        command.SetAction((parsed, _) => RunAsync(Moment(parsed.GetValue(to)!), parsed.GetValue(tables), parsed.GetValue(requester)!, parsed.GetValue(approver), parsed.GetValue(dryRun), parsed.GetValue(reason)!));
        return command;
    }

    static DateTimeOffset? Moment(string to) => to == "now" ? null
        : DateTimeOffset.TryParse(to, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : throw new StartUpException($"{to} is not a moment; write it like 2026-01-11T09:30:00Z");

    static async Task<int> RunAsync(DateTimeOffset? to, string? tables, string requester, string? approver, bool dryRun, string reason)
    {
        using var stop = new StopSignals();
        var home = ConsoleHome.Find();
        var database = await AgencyDatabase.OpenAsync(home, withSample: false, stop.Token);
        try
        {
            await using var person = await ActingPerson.FindAsync(database.App, requester, stop.Token);
            await using var second = approver is null ? null : await ActingPerson.FindAsync(database.App, approver, stop.Token);
            if (second is not null)
                await second.SignInAsync(database.Admin ?? throw new StartUpException("Approving on the spot takes the server's administrator: set ConnectionStrings__AgencyAdmin, or let the approver decide in the console"), stop.Token);
            var names = tables?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(t => t.Contains('.', StringComparison.Ordinal) ? t : "agency." + t).ToArray();
            return await RunAsync(new RewindTables(names ?? await person.ProtectedTablesAsync(stop.Token), to), person, second, dryRun, reason, stop.Token);
        }
        finally
        {
            if (database.StartedHere)
                await database.StopAsync();
        }
    }

    static async Task<int> RunAsync(RewindTables rewind, ActingPerson person, ActingPerson? second, bool dryRun, string reason, CancellationToken ct)
    {
        var planned = await person.Approvals.PlanAsync(rewind, ct);
        if (planned is not Outcome.Done { Id: { } id })
            return await SayAsync(1, (planned as Outcome.Refused)?.Because ?? "Nothing was planned.");
        var plan = (await person.Inbox.GetAsync(id, ct))!;
        await RewindSheet.WriteAsync(Console.Out, plan);
        if (plan.Impact.Blocked > 0)
            return Blocked;
        if (dryRun)
            return await SayAsync(0, $"Nothing was asked for. The plan is kept as a draft: {Urls.Request(id)}");
        if (!await ConfirmAsync($"{person.Name}, type the number of rows ({plan.Card.RowCount}) to ask for this: ", plan.Card.RowCount.ToString(CultureInfo.InvariantCulture)))
            return await SayAsync(1, "Nothing was asked for.");
        if (await person.Approvals.SubmitAsync(id, plan.PlanHash, reason, ct) is var submitted and not Outcome.AwaitingApproval)
            return await SayAsync(1, (submitted as Outcome.Refused)?.Because ?? "The rows changed meanwhile: plan it again.");
        if (second is null)
            return await SayAsync(0, $"Asked for. {string.Join(" or ", plan.Approvers)} must approve it in the console, at {Urls.Request(id)}; or, where it cannot run, run this again with --approve-as.");
        if (!await ConfirmAsync($"{second.Name}, type the number of rows to approve this and apply it now: ", plan.Card.RowCount.ToString(CultureInfo.InvariantCulture)))
            return await SayAsync(1, $"Not approved; the request waits at {Urls.Request(id)}");
        var applied = await second.Approvals.ApproveAsync(id, new Approval(plan.PlanHash, "Approved at the server, by ./console rewind --approve-as", Rows: plan.Card.RowCount), ct);
        return applied is Outcome.Done done && (await person.Inbox.GetAsync(id, ct))!.Card.State == RequestState.Succeeded ? await SayAsync(0, done.Message)
            : await SayAsync(1, $"Not applied: {(applied as Outcome.Refused)?.Because ?? "the rows changed meanwhile"}");
    }

    static async Task<bool> ConfirmAsync(string question, string answer)
    {
        await Console.Out.WriteAsync(question);
        return string.Equals((await Console.In.ReadLineAsync())?.Trim(), answer, StringComparison.OrdinalIgnoreCase);
    }

    static async Task<int> SayAsync(int code, string sentence)
    {
        await (code == 0 ? Console.Out : Console.Error).WriteLineAsync(sentence);
        return code;
    }
}
