using System.Runtime.CompilerServices;

namespace Agency.Bench;

/// <summary>What a change takes on disk, against the row's own jsonb.</summary>
static class DiskPerChange
{
    const int Transactions = 1000;
    const double Target = 1.2;

    const string Sizes = """
        select array[
          (select sum(pg_relation_size(i.inhrelid)) from pg_inherits i where i.inhparent = 'history.changes'::regclass),
          (select sum(pg_indexes_size(i.inhrelid)) from pg_inherits i where i.inhparent = 'history.changes'::regclass),
          pg_total_relation_size('history.commits'),
          (select count(*) from history.changes)]::float8[]
        """;

    // Of the rows just written. An image is the row's jsonb as it was.
    const string OwnJson = "select avg(pg_column_size(c.image || '{}'))::float8 from (select * from history.changes order by seq desc limit 1000) c";

    public static async IAsyncEnumerable<Figure> MeasureAsync(BenchServer server, BenchOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var database = await server.CreateDatabaseAsync(ct);
        var table = await DealsTable.CreateAsync(database, "disk", options.BulkRows, Indexes.One, Shape.Statement, ct);
        var row = 0d;
        var (heap, index, commit) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            var before = await database.AskAsync<double[]>(Sizes, ct);
            await database.PgbenchAsync(table.Insert(options.BulkRows), Transactions, ct);
            await database.PgbenchAsync(table.Update(options.BulkRows), Transactions, ct);
            var after = await database.AskAsync<double[]>(Sizes, ct);
            row = await database.AskAsync<double>(OwnJson, ct);
            var grown = after.Zip(before, (a, b) => (a - b) / (after[3] - before[3]) / row).ToArray();
            heap.Add(grown[0]);
            index.Add(grown[0] + grown[1]);
            commit.Add(grown.Take(3).Sum());
        }

        yield return new(2, "disk per change: the change itself", heap, "×", Target, Note: $"the row's jsonb is {row:0} bytes");
        yield return new(2, "disk per change: with its indexes", index, "×", Target);
        yield return new(2, "disk per change: with its indexes and a commit of its own", commit, "×", null);
    }
}
