using System.Diagnostics;
using System.Globalization;
using Agency.Approvals;
using Agency.People;
using Agency.Talents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agency.Bench;

/// <summary><c>./console bench requests</c>: from the last vote to applied, for a plan of 25 rows, and the inbox beside 10,000 old requests. Times are of the service on this machine, warm,
/// the database's included. Exit code 0 whether they are met or not.</summary>
static class RequestsBench
{
    const int Talents = 60, Old = 10_000, Warm = 8;
    static readonly Guid s_ann = new("0197f000-0000-7000-8000-00000000000a");
    static readonly Guid[] s_approvers = [.. Enumerable.Range(1, 4).Select(n => new Guid($"0197f000-0000-7000-8000-0000000000c{n}"))];

    public static async Task<int> RunAsync(int rounds)
    {
        await using var server = await BenchServer.StartAsync(Path.Combine(Environment.GetEnvironmentVariable("ADMINCONSOLE_HOME") ?? Environment.CurrentDirectory, ".console", "bench"), CancellationToken.None);
        await using var database = await server.CreateDatabaseAsync(CancellationToken.None);
        await database.RunAsync(Sql.Read("RequestsBench.sql").Replace(":talents", Talents.ToString(CultureInfo.InvariantCulture)).Replace(":old", Old.ToString(CultureInfo.InvariantCulture)), CancellationToken.None);
        await using var services = new ServiceCollection().AddLogging(log => log.SetMinimumLevel(LogLevel.Error)).AddSingleton(TimeProvider.System)
            .AddScoped<Somebody>().AddScoped<CurrentPerson>(p => p.GetRequiredService<Somebody>()).AddAgency(database.App).BuildServiceProvider();

        Console.WriteLine(Figure.Header);
        Console.WriteLine(new Figure(1, "vote to applied, a plan of 25 rows, on the clock", await VotesAsync(services, rounds), "ms", 150));
        foreach (var view in Enum.GetValues<InboxView>())
        {
            await using var scope = As(services, view == InboxView.Mine ? s_ann : s_approvers[0]);
            var inbox = scope.ServiceProvider.GetRequiredService<Inbox>();
            Console.WriteLine(new Figure(2, $"the inbox with {Old:N0} old requests: {view}", await TimesAsync(rounds, _ => inbox.ListAsync(view)), "ms", 50));
        }
        await using (var scope = As(services, s_approvers[0]))
        {
            var inbox = scope.ServiceProvider.GetRequiredService<Inbox>();
            Console.WriteLine(new Figure(2, "the badge", await TimesAsync(rounds, _ => inbox.WaitingAsync()), "ms", 50));
        }
        return 0;
    }

    /// <summary>Each round asks for the removal of another talent with 24 rows that belong to it; only the vote and what follows it is timed.</summary>
    static async Task<IReadOnlyList<double>> VotesAsync(ServiceProvider services, int rounds)
    {
        List<(Guid Id, string Hash, int Rows)> asked = [];
        for (var n = 1; n <= Math.Min(rounds + Warm, Talents); n++)
        {
            await using var scope = As(services, s_ann);
            var approvals = scope.ServiceProvider.GetRequiredService<ApprovalService>();
            var id = Done(await approvals.PlanAsync(new RemoveTalent(new Guid($"0197f000-0000-7000-8000-1000000000{n:x2}"))));
            var page = (await scope.ServiceProvider.GetRequiredService<Inbox>().GetAsync(id))!;
            if (await approvals.SubmitAsync(id, page.PlanHash, "Measured") is not Outcome.AwaitingApproval)
                throw new InvalidOperationException("A request was not accepted");
            asked.Add((id, page.PlanHash, page.Card.RowCount));
        }
        return await TimesAsync(asked.Count - Warm, async n =>
        {
            var (id, hash, rows) = asked[n];
            await using var scope = As(services, s_approvers[n % s_approvers.Length]);
            var applied = await scope.ServiceProvider.GetRequiredService<ApprovalService>().ApproveAsync(id, new Approval(hash, Rows: rows));
            if (applied is not Outcome.Done { Message: "Approved and applied." })
                throw new InvalidOperationException($"A request was not applied: {applied}");
        });
    }

    static async Task<IReadOnlyList<double>> TimesAsync(int rounds, Func<int, Task> work)
    {
        List<double> times = [];
        for (var n = 0; n < rounds + Warm; n++)
        {
            var began = Stopwatch.GetTimestamp();
            await work(n);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return times[Warm..];
    }

    static AsyncServiceScope As(ServiceProvider services, Guid person)
    {
        var scope = services.CreateAsyncScope();
        // A person's session has their own id.
        var somebody = scope.ServiceProvider.GetRequiredService<Somebody>();
        (somebody.Id, somebody.Session) = (person, person);
        return scope;
    }

    static Guid Done(Outcome outcome) => outcome is Outcome.Done { Id: { } id } ? id : throw new InvalidOperationException($"Not planned: {outcome}");
}
