using System.Runtime.CompilerServices;

namespace Agency.Bench;

/// <summary>A change of many rows by request (plan, its rows, submit, vote, apply), against the update alone on the same table bare.</summary>
static class BulkEdits
{
    const double Target = 4;

    public static async IAsyncEnumerable<Figure> MeasureAsync(BenchServer server, BenchOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var indexes in Enum.GetValues<Indexes>())
        {
            await using var database = await server.CreateDatabaseAsync(ct);
            await Request.HireAsync(database, ct);
            var bare = await DealsTable.CreateAsync(database, "bare", options.BulkRows, indexes, Shape.Bare, ct);
            var guarded = await DealsTable.CreateAsync(database, "guarded", options.BulkRows, indexes, Shape.Statement, ct);
            var (bareCosts, requestCosts) = (new List<Cost>(), new List<Cost>());
            for (var round = 1; round <= options.Rounds; round++)
            {
                bareCosts.Add(await database.MeasureAsync($"update {bare.Name} set commission_bps = {round}, updated_at = now()", ct));
                var moment = await database.AskAsync<string>("select to_jsonb(now())::text", ct);
                var sets = $$"""[{"set": "edit", "table": "{{guarded.Name}}", "patch": {"commission_bps": {{round}}, "updated_at": {{moment}} } }]""";
                requestCosts.Add(await database.MeasureAsync(() => Request.CarryOutAsync(database, sets, ct), ct));
                await Request.TidyAsync(database, guarded.Name, ct);
                await database.RunAsync($"vacuum {bare.Name}", ct);
            }

            yield return new(3, $"edit of {options.BulkRows:N0} rows by request, {DealsTable.Describe(indexes)}: CPU", [.. requestCosts.Zip(bareCosts, (r, b) => r.Cpu / b.Cpu)], "×", Target,
                Note: $"{Figure.MedianOf(bareCosts.Select(c => c.Cpu)):0.0} → {Figure.MedianOf(requestCosts.Select(c => c.Cpu)):0.0} s");
        }
    }
}
