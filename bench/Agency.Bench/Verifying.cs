using System.Globalization;
using System.Runtime.CompilerServices;

namespace Agency.Bench;

/// <summary>Sealing and verifying many changes, five of each row, a hundred to a commit.</summary>
static class Verifying
{
    const double Target = 100_000;
    const string EveryBlock = "history.verify(1, (select max(b.id) from history.blocks b))", Everything = "history.verify()";

    public static async IAsyncEnumerable<Figure> MeasureAsync(BenchServer server, BenchOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var database = await server.CreateDatabaseAsync(ct);
        await DealsTable.CreateAsync(database, "given", options.TableRows, Indexes.One, Shape.Bare, ct);
        await DealsTable.CreateAsync(database, "guarded", 0, Indexes.One, Shape.Statement, ct);
        await database.RunAsync(Sql.Read("ManyCommits.sql").Replace(":rows", options.TableRows.ToString(CultureInfo.InvariantCulture)), ct);
        await TidyAsync(database, ct);
        var changes = await database.AskAsync<long>("select count(*) from history.changes", ct);

        var blocks = 0;
        var seal = await database.MeasureAsync(
            async () =>
            {
                while (await database.AskAsync<bool>("select history.seal() is not null", ct))
                    blocks++;
            },
            ct);
        await TidyAsync(database, ct);
        yield return new(6, $"sealing of {changes:N0} changes: CPU of each", [seal.Cpu / changes * 1e6], "µs", null, Note: $"{blocks} blocks");
        yield return await VerifyAsync(EveryBlock, $"verify of {changes:N0} changes, without live rows: changes per s of CPU", null);
        yield return await VerifyAsync(Everything, $"verify of {changes:N0} changes and {options.TableRows:N0} live rows: changes per s of CPU", Target);

        async Task<Figure> VerifyAsync(string verify, string name, double? target)
        {
            var costs = new List<Cost>();
            for (var round = 0; round < options.Rounds; round++)
                costs.Add(await database.MeasureAsync(() => RequireIntactAsync(database, verify, ct), ct));
            return new(6, name, [.. costs.Select(c => changes / c.Cpu)], "/s", target, AtLeast: true, Note: $"on the clock {Figure.MedianOf(costs.Select(c => changes / c.Elapsed)):N0}");
        }
    }

    static async Task RequireIntactAsync(BenchDatabase database, string verify, CancellationToken ct)
    {
        var wrong = await database.AskAsync<long>($"select count(*) from {verify} f where f.severity = 'tampered'", ct);
        if (wrong > 0)
            throw new InvalidOperationException($"{wrong} findings in a history that nobody touched");
    }

    static async Task TidyAsync(BenchDatabase database, CancellationToken ct)
    {
        foreach (var table in new[] { "history.changes", "history.commits", "history.sealed", "guarded.deals" })
            await database.RunAsync($"vacuum analyze {table}", ct);
    }
}
