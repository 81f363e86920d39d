using System.Text.Json;
using Npgsql;

namespace Agency.Import;

/// <summary>Once through the other database, table by table. A rehearsal finds out everything and writes nothing; history wants to know what comes before it comes.</summary>
sealed class Pass(Source source, NpgsqlConnection connection, ImportOptions options, DateTimeOffset now, bool write)
{
    const int BatchSize = 5_000, LongestId = 200;

    readonly Destination _here = new(connection, source.Name, now);
    readonly List<ImportedTable> _tables = [];
    readonly List<ImportProblem> _problems = [];
    readonly List<ChangedThere> _changes = [];
    readonly List<RoundingDifference> _roundings = [];

    /// <summary>Whether there is anything to write, be it only that a row is here already by its name.</summary>
    public bool Brings => _here.Landing.Added > 0;

    public async Task<ImportReport> RunAsync(CancellationToken ct)
    {
        await _here.LoadNamesAsync(ct);
        foreach (var route in Route.All)
            _tables.Add(await TakeAsync(route, ct));
        return new(source.Name, options.DryRun, _tables, _problems, _changes, _roundings, _here.Notes);
    }

    async Task<ImportedTable> TakeAsync(Route route, CancellationToken ct)
    {
        var tally = new Tally();
        var known = await _here.LoadAsync(route, ct);
        await foreach (var batch in source.ReadAsync(route.From, BatchSize, ct))
        {
            await _here.FoldAsync(batch.SelectMany(route.Names), ct);
            List<SourceRow> differing = [];
            foreach (var row in batch)
            {
                if (known.GetValueOrDefault(row.Id) is { Hash: { } hash } earlier)
                    CountEarlier(row, earlier, row.Hash().AsSpan().SequenceEqual(hash), differing, tally);
                else
                    Take(route, row, known, tally);
            }

            await CompareAsync(route, differing, tally, ct);
            if (write)
                await _here.Landing.WriteAsync(connection, ct);
            else
                _here.Landing.Clear();
            tally.Read += batch.Count;
            options.Progress?.Report(new(write, route.From, tally.Read));
        }

        if (tally.Gone > 0)
            _here.Notes.Add($"{tally.Gone} of {route.From} came earlier and are in the trash here, or were purged; they stay there.");
        return new(route.From, route.Into.Name, tally.Read, tally.New, tally.AlreadyHere, tally.ChangedThere, tally.CannotCome);
    }

    void Take(Route route, SourceRow row, Dictionary<string, Arrived?> known, Tally tally)
    {
        if (row.Id.Length is 0 or > LongestId)
            row.CannotCome(row.Id.Length == 0 ? "id is empty" : $"id has more than {LongestId} characters");
        else if (known.ContainsKey(row.Id))
            row.CannotCome("another row of this table has the same id");
        if (row.CanCome && route.Take(row, _here) is { } arrived)
        {
            known[row.Id] = arrived;
            _here.Remember(row, route, arrived);
            _roundings.AddRange(row.Roundings);
            tally.New += arrived.WasHere ? 0 : 1;
            tally.AlreadyHere += arrived.WasHere ? 1 : 0;
            return;
        }

        known.TryAdd(row.Id, null);
        tally.CannotCome++;
        _problems.Add(new(row.Table, row.Id.Length <= LongestId ? row.Id : SourceRow.Short(row.Id), row.Why));
    }

    static void CountEarlier(SourceRow row, Arrived earlier, bool same, List<SourceRow> differing, Tally tally)
    {
        tally.Gone += earlier.Gone ? 1 : 0;
        if (same)
            tally.AlreadyHere++;
        else
            differing.Add(row);
    }

    async Task CompareAsync(Route route, List<SourceRow> differing, Tally tally, CancellationToken ct)
    {
        if (differing.Count == 0)
            return;
        var stored = await _here.StoredAsync(route.From, [.. differing.Select(r => r.Id)], ct);
        foreach (var row in differing)
        {
            var what = Differences(JsonElement.Parse(stored[row.Id]), JsonElement.Parse(row.Json));
            if (what.Length == 0)
            {
                tally.AlreadyHere++;
                continue;
            }

            tally.ChangedThere++;
            _changes.Add(new(row.Table, row.Id, what));
        }
    }

    // A column that the other application has gained since says nothing about the row.
    static string Differences(JsonElement then, JsonElement now) => string.Join("; ", then.EnumerateObject()
        .Where(p => now.TryGetProperty(p.Name, out var value) && !JsonElement.DeepEquals(p.Value, value))
        .Select(p => $"{p.Name}: {SourceRow.Short(p.Value.ToString())} → {SourceRow.Short(now.GetProperty(p.Name).ToString())}"));

    sealed class Tally
    {
        public int Read, New, AlreadyHere, ChangedThere, CannotCome, Gone;
    }
}
