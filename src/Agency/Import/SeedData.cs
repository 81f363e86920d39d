using System.Diagnostics;
using Npgsql;

namespace Agency.Import;

/// <summary>How many rows were made, and how long it took.</summary>
public sealed record SeedReport(int Companies, int Talents, int Deals, TimeSpan Took);

sealed record DataSeeded(IReadOnlyDictionary<string, int> New) : BusinessEvent("data.seeded");

/// <summary>An agency of any size to try things on: the same rows each time, written through the same triggers as everything else, so that history has them.</summary>
/// <param name="appConnectionString">The agency's database, as the console connects to it.</param>
public sealed class SeedData(string appConnectionString)
{
    const int Chunk = 10_000;

    /// <summary>Makes so many talents and deals, and a company for every fifty talents. <paramref name="progress"/> hears how many deals are there.</summary>
    /// <exception cref="ImportException">There are seeded rows already; they can be made once.</exception>
    public async Task<SeedReport> RunAsync(int talents, int deals, IProgress<int>? progress, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var companies = Math.Max(20, talents / 50);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(appConnectionString) { CommandTimeout = 0 }.ConnectionString);
        await using (var there = source.CreateCommand("select exists (select from agency.companies where id = '01940000-0000-7000-8c00-000000000001')"))
        {
            if (await there.ExecuteScalarAsync(ct) is true)
                throw new ImportException("This database was seeded before; the rows are the same each time. Seed another one.");
        }
        await FillAsync(source, "companies", companies, [], null, ct);
        await FillAsync(source, "talents", talents, [], null, ct);
        await FillAsync(source, "deals", deals, [talents, companies, deals], progress, ct);
        return new(companies, talents, deals, clock.Elapsed);
    }

    /// <summary>Lets the planner know what is there now, as autovacuum would in a minute or two. Needs the server's administrator.</summary>
    public static async Task AnalyzeAsync(string adminConnectionString, CancellationToken ct)
    {
        await using var connection = await Database.OpenAsync(adminConnectionString, ct);
        await connection.RunAsync("analyze agency.companies, agency.talents, agency.deals, history.commits, history.changes", ct);
    }

    static async Task FillAsync(NpgsqlDataSource source, string table, int rows, int[] arguments, IProgress<int>? progress, CancellationToken ct)
    {
        var sql = EmbeddedSql.Read($"Import/Seed/{table}.sql");
        var done = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, (rows + Chunk - 1) / Chunk), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = ct }, async (chunk, token) =>
        {
            var (from, to) = ((chunk * Chunk) + 1, Math.Min(rows, (chunk + 1) * Chunk));
            await using var connection = await source.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            await new ImportActor(null, ImportOptions.CommandLineName).SayAsync(connection, new DataSeeded(new Dictionary<string, int>(StringComparer.Ordinal) { [table] = to - from + 1 }), token);
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var argument in new[] { from, to }.Concat(arguments))
                command.Parameters.Add(new() { Value = argument });
            await command.ExecuteNonQueryAsync(token);
            await transaction.CommitAsync(token);
            progress?.Report(Interlocked.Add(ref done, to - from + 1));
        });
    }
}
