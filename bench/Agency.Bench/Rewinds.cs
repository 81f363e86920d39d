using System.Runtime.CompilerServices;

namespace Agency.Bench;

/// <summary>A wiped table brought back by request: from one change per row, against inserting the same rows; and from five changes per row, on the clock.</summary>
static class Rewinds
{
    const double RatioTarget = 5, SecondsTarget = 15;
    const int UpdatesPerRow = 4;

    public static async IAsyncEnumerable<Figure> MeasureAsync(BenchServer server, BenchOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return await RewindAsync(server, options, ct);
        yield return await RebuildAsync(server, options, ct);
    }

    static async Task<Figure> RewindAsync(BenchServer server, BenchOptions options, CancellationToken ct)
    {
        await using var database = await server.CreateDatabaseAsync(ct);
        await Request.HireAsync(database, ct);
        var bare = await DealsTable.CreateAsync(database, "bare", options.TableRows, Indexes.Agency, Shape.Bare, ct);
        await database.RunAsync($"create table bare.rows as select * from {bare.Name}", ct);
        await database.RunAsync($"truncate {bare.Name}", ct);
        var sets = await LoseAsync(database, await DealsTable.CreateAsync(database, "lost", options.TableRows, Indexes.Agency, Shape.Statement, ct), ct);
        var (inserts, rewinds) = (new List<Cost>(), new List<Cost>());
        for (var round = 0; round < options.Rounds; round++)
        {
            inserts.Add(await database.MeasureAsync($"insert into {bare.Name} select * from bare.rows", ct));
            await database.RunAsync($"truncate {bare.Name}", ct);
            rewinds.Add(await TryAsync(database, sets, options.TableRows, ct));
        }

        return new(4, $"rewind of {options.TableRows:N0} rows by request, against insert … select: CPU", [.. rewinds.Zip(inserts, (r, i) => r.Cpu / i.Cpu)], "×", RatioTarget,
            Note: $"{Figure.MedianOf(inserts.Select(c => c.Cpu)):0.0} → {Figure.MedianOf(rewinds.Select(c => c.Cpu)):0.0} s");
    }

    static async Task<Figure> RebuildAsync(BenchServer server, BenchOptions options, CancellationToken ct)
    {
        await using var database = await server.CreateDatabaseAsync(ct);
        await Request.HireAsync(database, ct);
        var table = await DealsTable.CreateAsync(database, "lost", options.TableRows, Indexes.One, Shape.Statement, ct);
        for (var update = 1; update <= UpdatesPerRow; update++)
        {
            await Request.ForceAsync(database, $"update {table.Name} set commission_bps = {update}", ct);
            await database.RunAsync($"vacuum {table.Name}", ct);
        }

        var sets = await LoseAsync(database, table, ct);
        var rebuilds = new List<Cost>();
        for (var round = 0; round < options.Rounds; round++)
            rebuilds.Add(await TryAsync(database, sets, options.TableRows, ct));
        return new(4, $"rebuild of {options.TableRows:N0} rows from {options.TableRows * (UpdatesPerRow + 1):N0} changes, on the clock", [.. rebuilds.Select(r => r.Elapsed)], "s", options.OnTheClock(SecondsTarget),
            Note: $"{Figure.MedianOf(rebuilds.Select(c => c.Cpu)):0.0} s of CPU");
    }

    /// <summary>Empties the table, and answers what to plan to have it back.</summary>
    static async Task<string> LoseAsync(BenchDatabase database, DealsTable table, CancellationToken ct)
    {
        var moment = await database.AskAsync<string>("select to_jsonb(clock_timestamp())::text", ct);
        await Request.ForceAsync(database, $"truncate {table.Name}", ct);
        await database.RunAsync("vacuum analyze history.changes", ct);
        return $$"""[{"set": "rewind", "table": "{{table.Name}}", "to": {{moment}} }]""";
    }

    /// <summary>Has it back, and takes that back again, so that every round finds the same history.</summary>
    static async Task<Cost> TryAsync(BenchDatabase database, string sets, int rows, CancellationToken ct)
    {
        await database.RunAsync("begin", ct);
        var cost = await database.MeasureAsync(() => Request.CarryOutAsync(database, sets, ct), ct);
        var back = await database.AskAsync<long>("select count(*) from lost.deals", ct);
        await database.RunAsync("rollback", ct);
        if (back != rows)
            throw new InvalidOperationException($"{back} of {rows} rows came back");
        await Request.TidyAsync(database, "lost.deals", ct);
        return cost;
    }
}
