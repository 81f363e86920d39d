using System.Globalization;
using System.Runtime.CompilerServices;

namespace Agency.Bench;

/// <summary>Sealing and verifying many changes, a hundred to a commit.</summary>
static class Verifying
{
    const double Target = 100_000;

    public static async IAsyncEnumerable<Figure> MeasureAsync(BenchServer server, BenchOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var database = await server.CreateDatabaseAsync(ct);
        await DealsTable.CreateAsync(database, "sealed", options.Rows, Indexes.One, Shape.Bare, ct);
        await DealsTable.CreateAsync(database, "guarded", 0, Indexes.One, Shape.Statement, ct);
        await database.RunAsync(Sql.Read("ManyCommits.sql").Replace(":rows", options.Rows.ToString(CultureInfo.InvariantCulture)), ct);
        foreach (var changed in new[] { "history.changes", "history.commits", "guarded.deals" })
            await database.RunAsync($"vacuum analyze {changed}", ct);
        var changes = await database.AskAsync<long>("select count(*) from history.changes", ct);

        var blocks = 0;
        var seal = await database.MeasureAsync(
            async () =>
            {
                while (await database.AskAsync<bool>("select history.seal() is not null", ct))
                    blocks++;
            },
            ct);
        await database.RunAsync("vacuum analyze history.sealed", ct);
        yield return new(6, $"sealing of {changes:N0} changes: CPU of each", [seal.Cpu / changes * 1e6], "µs", null, Note: $"{blocks} blocks");

        var verify = new List<Cost>();
        for (var round = 0; round < options.Rounds; round++)
        {
            verify.Add(await database.MeasureAsync(async () =>
            {
                var wrong = await database.AskAsync<long>("select count(*) from history.verify() f where f.severity = 'tampered'", ct);
                if (wrong > 0)
                    throw new InvalidOperationException($"{wrong} findings in a history that nobody touched");
            }, ct));
        }

        yield return new(6, $"verify of {changes:N0} changes and their {options.Rows:N0} live rows: changes per second of CPU", [.. verify.Select(v => changes / v.Cpu)], "/s", Target, AtLeast: true,
            Note: $"on the clock {Figure.MedianOf(verify.Select(v => changes / v.Elapsed)):N0}");
    }
}
