using System.Globalization;
using System.Runtime.CompilerServices;

namespace Agency.Bench;

/// <summary>A page of a large table as of a year ago: in the order of its key, and of a list of the console.</summary>
static class ReadsAsOf
{
    const double Target = 100;

    static readonly (string Name, string Sql)[] s_pages =
    [
        ("by key", "select * from past.deals where id > '00000000-0000-4000-8000-100000000300' order by id limit 50"),
        ("by title", "select * from past.all_deals order by title, id limit 50"),
    ];

    public static async IAsyncEnumerable<Figure> MeasureAsync(BenchServer server, BenchOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var database = await server.CreateDatabaseAsync(ct);
        var table = await DealsTable.CreateAsync(database, "large", options.Rows, Indexes.One, Shape.Bare, ct);
        await database.RunAsync($"create index on {table.Name} (title, id)", ct);
        await database.RunAsync(Sql.Read("OldHistory.sql").Replace(":schema", "large").Replace(":rows", options.Rows.ToString(CultureInfo.InvariantCulture)), ct);
        foreach (var changed in new[] { "history.changes", "history.commits", "history.sealed", table.Name })
            await database.RunAsync($"vacuum analyze {changed}", ct);
        // As the console reads the past.
        await database.RunAsync("select set_config('history.moment', (now() - interval '1 year')::text, false), set_config('jit', 'off', false), set_config('work_mem', '64MB', false)", ct);
        foreach (var (name, sql) in s_pages)
        {
            var costs = new List<Cost>();
            for (var round = 0; round < options.Rounds; round++)
                costs.Add(await database.MeasureAsync(sql, ct));
            yield return new(5, $"50 rows of {options.Rows:N0} as of a year ago, {name}, on the clock", [.. costs.Select(c => c.Elapsed * 1000)], "ms", options.OnTheClock(Target));
        }
    }
}
