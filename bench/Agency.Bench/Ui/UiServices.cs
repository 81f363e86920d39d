using System.Diagnostics;
using System.Text.Json;
using Agency.Deals;
using Agency.Lists;
using Agency.Search;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Agency.Bench;

/// <summary>What the services take for one interaction, and how much of it is the database's, beside hand-written SQL that fetches the same rows over the same kind of connection.</summary>
sealed class UiServices(IServiceProvider services, UiDatabase database, Guid person, UiOptions options)
{
    const int Warm = 10;
    const string Words = "Launch shoot";

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.App) { NoResetOnClose = true });
        using var time = new DatabaseTime();
        var deals = services.GetRequiredService<ListService>().Of("deals");
        var service = services.GetRequiredService<DealService>();
        var signed = new PageQuery(Sort: "-signed");
        var half = options.Deals / 2;
        var days = await database.PairsAsync<Guid, DateOnly>($"select id, coalesce(signed_on, '-infinity') from agency.deals where deleted_at is null order by coalesce(signed_on, '-infinity') desc, id desc offset {half} limit {options.Rounds + Warm}", ct);
        var some = await database.IdsAsync($"select id from agency.deals where deleted_at is null order by hashtext(id::text) limit {2 * (options.Rounds + Warm)}", ct);
        var deep = days.ConvertAll(d => d.Item1);
        var cursors = days.ConvertAll(d => new Cursor(Backwards: false, d.Item1, "signed " + JsonSerializer.Serialize(d.Item2)).ToString());

        List<Figure> figures = [];
        figures.AddRange(await CompareAsync("the first page by signed date", time, Done(_ => deals.ReadAsync(signed, ct: ct)), By(source, "First.sql", _ => [[]])));
        figures.AddRange(await CompareAsync($"live deals with “{Words}”", time, Done(_ => deals.ReadAsync(signed with { Search = Words, Filter = "stage~live" }, ct: ct)), By(source, "Filtered.sql", _ => [[$"%{Words}%", "live"]])));
        figures.AddRange(await CompareAsync($"a page {half:N0} rows deep", time, Done(n => deals.ReadAsync(signed with { Cursor = cursors[n] }, ct: ct)), By(source, "Deep.sql", n => [[deep[n]]])));
        figures.AddRange(await CompareAsync("opening a deal", time, Done(n => service.GetAsync(some[n], ct: ct)), By(source, "Deal.sql", n => [[some[n]]])));
        var save = By(source, "Save.sql", n => [[person.ToString()], [some[^(n + 1)], $"By hand {Stopwatch.GetTimestamp()}"]]);
        // Both save rows whose pages and index entries are in memory.
        for (var n = 0; n < some.Count; n++)
            await save(n);
        // One after another, so that this side, too, has one connection.
        List<DealForm> forms = [];
        foreach (var id in some)
            forms.Add((await service.FormAsync(id, ct))!);
        figures.AddRange(await CompareAsync("saving an edit", time, async n => Require(await service.EditAsync(some[n], forms[n] with { Notes = $"Measured {Stopwatch.GetTimestamp()}" }, ct)), save));
        var search = services.GetRequiredService<SearchService>();
        foreach (var (what, words) in new[] { ("a name's beginning", "Cleo"), ("a code", "S-0512345"), ("two words", "Winters Q."), ("a mistyped name", "Castelanos Xenai"), ("words of many deals", "launch shoot") })
            figures.Add(await SearchedAsync(search, what, words, ct));
        foreach (var format in Enum.GetValues<FileFormat>())
        {
            var began = Stopwatch.GetTimestamp();
            await services.GetRequiredService<ExportService>().WriteAsync(deals, signed, format, Stream.Null, ct: ct);
            figures.Add(new(1, $"all deals as a file: {format}", [Stopwatch.GetElapsedTime(began).TotalSeconds], "s", null));
        }
        return figures;
    }

    async Task<IEnumerable<Figure>> CompareAsync(string what, DatabaseTime time, Func<int, Task> ours, Func<int, Task> byHand)
    {
        List<double> clocks = [], ratios = [];
        List<(double Ours, double Hand, int Commands)> times = [];
        for (var n = 0; n < options.Rounds + Warm; n++)
        {
            var hand = await time.OfAsync(() => byHand(n));
            var our = await time.OfAsync(() => ours(n));
            if (n < Warm)
                continue;
            clocks.Add(our.Clock);
            times.Add((our.Database, hand.Database, our.Commands));
        }
        var (mine, theirs) = (Figure.MedianOf(times.Select(t => t.Ours)), Figure.MedianOf(times.Select(t => t.Hand)));
        ratios.Add(mine / theirs);
        return
        [
            new(1, what + ": database time, against SQL by hand", ratios, "×", 2, Note: $"medians {mine:0.00} ms in {times[0].Commands} commands, {theirs:0.00} ms"),
            new(1, what + ": server time, p95", [Figure.ShareOf(clocks, 0.95)], "ms", options.OnTheClock(50), Note: $"median {Figure.MedianOf(clocks):0.00} ms of {clocks.Count}"),
        ];
    }

    async Task<Figure> SearchedAsync(SearchService search, string what, string words, CancellationToken ct)
    {
        List<double> times = [];
        var complete = true;
        for (var n = 0; n < options.Rounds + Warm; n++)
        {
            var began = Stopwatch.GetTimestamp();
            complete &= (await search.FindAsync(words, ct: ct)).IsComplete;
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return new(1, $"searching everything for {what}, “{words}”", times[Warm..], "ms", options.OnTheClock(100), Note: complete ? "" : "cut off");
    }

    static Func<int, Task> By(NpgsqlDataSource source, string file, Func<int, object[][]> values)
    {
        var statements = Sql.Read(file).Split(';');
        return async n =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = statements.Length == 2 ? await connection.BeginTransactionAsync() : null;
            foreach (var (statement, parameters) in statements.Zip(values(n)))
            {
                await using var command = new NpgsqlCommand(statement, connection, transaction);
                foreach (var value in parameters)
                    command.Parameters.Add(new() { Value = value });
                await using var reader = await command.ExecuteReaderAsync();
                var row = new object[reader.FieldCount];
                while (await reader.ReadAsync())
                    reader.GetValues(row);
            }
            if (transaction is not null)
                await transaction.CommitAsync();
        };
    }

    static Func<int, Task> Done<T>(Func<int, Task<T>> read) => async n => _ = await read(n) ?? throw new InvalidOperationException("Nothing was read");

    static void Require(Outcome outcome)
    {
        if (outcome is not Outcome.Done)
            throw new InvalidOperationException($"Not saved: {outcome}");
    }
}
