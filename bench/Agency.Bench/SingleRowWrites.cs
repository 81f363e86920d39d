using System.Runtime.CompilerServices;

namespace Agency.Bench;

/// <summary>What one insert and one update of one deal cost with history and guard, against the same table bare.</summary>
static class SingleRowWrites
{
    const int Transactions = 500;
    const double CpuTarget = 2.2, LogTarget = 2.5;

    static readonly string[] s_writes = ["insert", "update"];
    static readonly Shape[] s_shapes = [Shape.Bare, Shape.Statement, Shape.Row];

    public static async IAsyncEnumerable<Figure> MeasureAsync(BenchServer server, BenchOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var database = await server.CreateDatabaseAsync(ct);
        foreach (var indexes in Enum.GetValues<Indexes>())
        {
            var tables = new Dictionary<Shape, DealsTable>();
            foreach (var shape in s_shapes)
                tables[shape] = await DealsTable.CreateAsync(database, $"{shape}_{indexes}".ToLowerInvariant(), options.BulkRows, indexes, shape, ct);
            var costs = new Dictionary<(string, Shape), List<Cost>>();
            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var write in s_writes)
                {
                    foreach (var shape in s_shapes)
                    {
                        var script = write == "insert" ? tables[shape].Insert(options.BulkRows) : tables[shape].Update(options.BulkRows);
                        var all = costs.TryGetValue((write, shape), out var before) ? before : costs[(write, shape)] = [];
                        all.Add(await database.PgbenchAsync(script, Transactions, ct));
                    }
                }
            }

            foreach (var figure in Figures(indexes, costs))
                yield return figure;
        }
    }

    static IEnumerable<Figure> Figures(Indexes indexes, Dictionary<(string Write, Shape Shape), List<Cost>> costs) =>
        from write in s_writes
        from shape in s_shapes
        where shape != Shape.Bare
        let bare = costs[(write, Shape.Bare)]
        let guarded = costs[(write, shape)]
        let ratios = guarded.Zip(bare, (g, b) => g / b).ToList()
        let name = $"one {write}, {DealsTable.Describe(indexes)}, {(shape == Shape.Statement ? "once per statement" : "once per row")}"
        let chosen = shape == Shape.Statement
        from figure in new[]
        {
            new Figure(1, name + ": CPU", [.. ratios.Select(r => r.Cpu)], "×", chosen ? CpuTarget : null,
                Note: $"{Figure.MedianOf(bare.Select(b => b.Cpu * 1e6)):0} → {Figure.MedianOf(guarded.Select(g => g.Cpu * 1e6)):0} µs"),
            new Figure(1, name + ": log", [.. ratios.Select(r => r.Log)], "×", chosen ? LogTarget : null,
                Note: $"{Figure.MedianOf(bare.Select(b => b.Log)):0} → {Figure.MedianOf(guarded.Select(g => g.Log)):0} bytes"),
        }
        select figure;
}
