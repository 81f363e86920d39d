using System.Diagnostics;
using Microsoft.Playwright;

namespace Agency.Bench;

/// <summary>What open screens cost the server while nobody touches them, and how long each waits when many scroll at once.</summary>
sealed class UiScreens(UiConsole console, UiOptions options)
{
    const int Idle = 20, Many = 200;
    static readonly TimeSpan s_scrolling = TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<Figure>> MemoryAsync()
    {
        await using var window = await console.WindowAsync();
        await OpenAsync(window, 3);
        var (heap, set) = Now();
        await OpenAsync(window, Idle);
        await Task.Delay(TimeSpan.FromSeconds(5));
        var (heapAfter, setAfter) = Now();
        return
        [
            new(3, $"memory of an idle deals list, of {Idle}", [(heapAfter - heap) / 1e6 / Idle], "MB", 1, Note: "managed heap after collection"),
            new(3, "the same in the process's working set", [(setAfter - set) / 1e6 / Idle], "MB", null, Note: "with what drives the browser"),
        ];
    }

    /// <summary>Each screen reads on every three to nine seconds, as somebody who scrolls does, and begins anew at the list's end.</summary>
    public async Task<IReadOnlyList<Figure>> ScrollingAsync()
    {
        console.Failures.Clear();
        await using var window = await console.WindowAsync();
        var pages = await OpenAsync(window, Many);
        var times = await Task.WhenAll(pages.Select(page => page.EvaluateAsync<double[]>("""
            async milliseconds => {
              const times = [], until = performance.now() + milliseconds, rows = () => document.querySelectorAll("table.list tbody tr").length;
              while (performance.now() < until) {
                await new Promise(go => setTimeout(go, 3000 + Math.random() * 6000));
                const more = document.querySelector("[data-more='by itself']"), before = rows();
                if (!more) break;
                times.push(await measured(() => more.click(), () => rows() > before));
              }
              return times;
            }
            """, s_scrolling.TotalMilliseconds)));
        var all = times.SelectMany(t => t).ToList();
        var lost = 0;
        foreach (var page in pages)
            lost += await page.Locator(".live").CountAsync() == 1 ? 0 : 1;
        return
        [
            new(4, $"{Many} screens scrolling: the next 50 rows, p95", [Figure.ShareOf(all, 0.95)], "ms", options.OnTheClock(200), Note: $"median {Figure.MedianOf(all):0} ms of {all.Count:N0}; browser and server share this machine"),
            new(4, "errors in them", [console.Failures.Count + lost], "", 0),
        ];
    }

    static async Task<List<IPage>> OpenAsync(IBrowserContext window, int count)
    {
        List<IPage> pages = [];
        for (var n = 0; n < count; n++)
        {
            var page = await window.NewPageAsync();
            await page.GotoAsync("/deals?sort=-signed");
            await page.WaitForSelectorAsync(".live");
            pages.Add(page);
        }
        return pages;
    }

    static (long Heap, long WorkingSet) Now()
    {
        for (var n = 0; n < 3; n++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
    }
}
