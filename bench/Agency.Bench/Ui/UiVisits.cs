using System.IO.Compression;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Agency.Bench;

/// <summary>What somebody waits for in a browser, from the act until the frame that shows it. In brackets of the notes: a bare Blazor page over the same SQL.</summary>
sealed class UiVisits(UiConsole console, UiDatabase database, UiOptions options)
{
    const int Warm = 30;
    const string Deals = "/deals?sort=-signed";

    public async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var rounds = options.Rounds;
        var some = await database.PairsAsync<Guid, string>($"select id, code from agency.deals where deleted_at is null and code like 'S-%' order by hashtext(code) limit {rounds + Warm}", ct);
        List<double> rows = [], live = [];
        for (var n = 0; n < rounds + Warm; n++)
        {
            var (rowsAt, liveAt) = await FirstVisitAsync();
            rows.Add(rowsAt);
            live.Add(liveAt);
        }
        yield return Of("first visit: rows visible", rows, 400, "166");
        yield return Of("first visit: live", live, 800, "633");
        yield return new(2, "first visit: transferred", [await TransferredAsync()], "kB", 500);

        await using var window = await console.WindowAsync();
        var page = await window.NewPageAsync();
        yield return Of("the next 50 rows", await TimesAsync(rounds, async _ =>
        {
            await OpenAsync(page, Deals);
            return await page.EvaluateAsync<double>("measured(() => document.querySelector('[data-more]').click(), () => document.querySelectorAll('table.list tbody tr').length === 100)");
        }), 100, "71");
        await OpenAsync(page, Deals);
        yield return Of("a rare search, from its last letter", await TimesAsync(rounds, n => SearchAsync(page, some[n].Item2)), 130, "90");
        yield return Of("opening a deal", await TimesAsync(rounds, async n =>
        {
            await OpenAsync(page, Deals + "&q=" + some[n].Item2);
            return await page.EvaluateAsync<double>("measured(() => document.querySelector('table.list tbody th a').click(), () => document.querySelector('main dl.figures') !== null)");
        }), 70, "41");
        yield return Of("saving an edit", await TimesAsync(rounds, async n =>
        {
            await OpenAsync(page, $"/deals/{some[n % Warm].Item1}/edit");
            await page.GetByLabel("Notes").FillAsync($"Measured {TimeProvider.System.GetTimestamp()}");
            await page.GetByLabel("Notes").BlurAsync();
            return await page.EvaluateAsync<double>("measured(() => document.querySelector('main form.form button[type=submit]').click(), () => document.querySelector('main dl.figures') !== null)");
        }), 75, "40");
    }

    Figure Of(string what, List<double> times, double target, string bare) => new(2, what, times[Warm..], "ms", options.OnTheClock(target), Note: $"[{bare}]");

    async Task<(double Rows, double Live)> FirstVisitAsync()
    {
        await using var window = await console.WindowAsync();
        var page = await window.NewPageAsync();
        await page.GotoAsync(Deals);
        var times = await page.EvaluateAsync<double[]>("visit");
        return (times[0], times[1]);
    }

    /// <summary>kB as they came over the wire, of a visit with nothing kept from before, until it is live and quiet.</summary>
    async Task<double> TransferredAsync()
    {
        await using var window = await console.WindowAsync();
        var page = await window.NewPageAsync();
        var wire = await window.NewCDPSessionAsync(page);
        await wire.SendAsync("Network.enable");
        double bytes = 0;
        wire.Event("Network.loadingFinished").OnEvent += (_, e) => bytes += e!.Value.GetProperty("encodedDataLength").GetDouble();
        wire.Event("Network.webSocketFrameReceived").OnEvent += (_, e) => bytes += Deflated(Convert.FromBase64String(e!.Value.GetProperty("response").GetProperty("payloadData").GetString()!));
        await OpenAsync(page, Deals);
        await page.WaitForTimeoutAsync(1500);
        return bytes / 1000;
    }

    // The browser tells a frame's size as it is unpacked; on the wire it is compressed.
    static long Deflated(byte[] frame)
    {
        using var wire = new MemoryStream();
        using (var deflate = new DeflateStream(wire, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(frame);
        return wire.Length;
    }

    static async Task<double> SearchAsync(IPage page, string words)
    {
        var took = await page.EvaluateAsync<double>("""
            words => measured(
              () => { const box = document.querySelector("[data-search]"); box.value = words; box.dispatchEvent(new Event("input", { bubbles: true })); },
              () => document.querySelectorAll("table.list tbody tr").length === 1)
            """, words);
        await page.EvaluateAsync("measured(() => { const box = document.querySelector('[data-search]'); box.value = ''; box.dispatchEvent(new Event('input', { bubbles: true })); }, () => document.querySelectorAll('table.list tbody tr').length >= 50)");
        return took;
    }

    static async Task<List<double>> TimesAsync(int rounds, Func<int, Task<double>> measure)
    {
        List<double> times = [];
        for (var n = 0; n < rounds + Warm; n++)
            times.Add(await measure(n));
        return times;
    }

    static async Task OpenAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.WaitForSelectorAsync(".live");
        await page.WaitForSelectorAsync("table.list tbody tr, form.form, main .tabs");
        // Nobody acts in the instant in which a page appears.
        await page.WaitForTimeoutAsync(300);
    }
}
