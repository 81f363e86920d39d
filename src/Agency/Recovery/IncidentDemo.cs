using System.Globalization;
using Agency.Approvals;
using Agency.Import;
using Npgsql;

namespace Agency.Recovery;

/// <summary>The day the agency lost its data, once more and undone: on a scratch database that is dropped afterwards, never on the agency's own.</summary>
/// <param name="superuser">Connects to any database of a private cluster, as its superuser.</param>
/// <param name="app">How the console logs in to the database of this name on that cluster.</param>
/// <param name="output">Reads each step as it happens.</param>
public sealed class IncidentDemo(string superuser, Func<string, string> app, TextWriter output)
{
    const string Requester = "operations.admin@agency.example", Approver = "priya.raman@agency.example";

    readonly string _database = $"incident_demo_{Environment.ProcessId}_{Environment.TickCount64}";

    /// <summary>Runs it, and answers how many rows differ from before: 0.</summary>
    /// <exception cref="StartUpException">A step is refused; what the server said is in it.</exception>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        try
        {
            await Migrator.PrepareAsync(superuser, _database, ct);
            await new Migrator().MigrateAsync(Scratch, ct);
            await SampleData.ImportAsync(superuser, app(_database), ct);
            await using var scratch = await Database.OpenAsync(Scratch, ct);
            await scratch.RunAsync(EmbeddedSql.Read("Recovery/IncidentBefore.sql"), ct);
            await TellAsync("1. The agency as it was", await CountsAsync(scratch, ct));

            await scratch.RunAsync(EmbeddedSql.Read("Recovery/Incident.sql"), ct);
            await TellAsync("2. A superuser switches every trigger off and deletes the users; everything goes with them. History does not know", await CountsAsync(scratch, ct));

            await UndoAsync(ct);
            await TellAsync("5. The agency now", await CountsAsync(scratch, ct));
            await using var compare = new NpgsqlCommand(EmbeddedSql.Read("Recovery/IncidentAfter.sql"), scratch);
            var differ = Convert.ToInt32(await compare.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
            await TellAsync($"6. Compared row by row: {differ} rows differ from before.", "");
            return differ;
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await Database.DropAsync(superuser, _database, CancellationToken.None);
        }
    }

    string Scratch => new NpgsqlConnectionStringBuilder(superuser) { Database = _database }.ConnectionString;

    async Task UndoAsync(CancellationToken ct)
    {
        await using var one = await ActingPerson.FindAsync(app(_database), Requester, ct);
        await using var other = await ActingPerson.FindAsync(app(_database), Approver, ct);
        var id = Done(await one.Approvals.PlanAsync(new RewindTables(await one.ProtectedTablesAsync(ct), To: null), ct));
        var plan = (await one.Inbox.GetAsync(id, ct))!;
        await TellAsync($"3. {one.Name} plans: {plan.Card.Title}. {plan.Impact.Blocked} rows stand in the way", string.Join(", ", plan.Impact.Tables.Select(t => $"{t.Table} {t.Rows} ({t.Verb})")));
        if (await one.Approvals.SubmitAsync(id, plan.PlanHash, "Everything was deleted.", ct) is not Outcome.AwaitingApproval)
            throw new StartUpException("The request was not accepted");
        await other.SignInAsync(Scratch, ct);
        Done(await other.Approvals.ApproveAsync(id, new Approval(plan.PlanHash, "Yes, all of it.", Rows: plan.Card.RowCount), ct));
        await TellAsync($"4. {other.Name} approves it, and it is applied in one transaction", "");
    }

    static Guid Done(Outcome outcome) => outcome is Outcome.Done { Id: { } id } ? id : throw new StartUpException($"The demo stops: {(outcome as Outcome.Refused)?.Because ?? outcome.ToString()}");

    static async Task<string> CountsAsync(NpgsqlConnection scratch, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Recovery/IncidentCounts.sql"), scratch);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    async Task TellAsync(string step, string details)
    {
        await output.WriteLineAsync(step);
        if (details.Length > 0)
            await output.WriteLineAsync("   " + details);
    }
}
