using System.Collections.Concurrent;
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
    public async Task<IReadOnlyList<Figure>> ScrollingAsync(CancellationToken ct)
    {
        var times = new ConcurrentBag<double>();
        var failures = new ConcurrentBag<string>();
        var opened = 0;
        var busy = TimeSpan.Zero;
        using var all = new SemaphoreSlim(4);
        var everybodyIsThere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(Enumerable.Range(0, Many).Select(async _ =>
        {
            try
            {
                var screen = await OpenAsync();
                if (Interlocked.Increment(ref opened) == Many)
                {
                    busy = Environment.CpuUsage.TotalTime;
                    everybodyIsThere.SetResult();
                }
                await everybodyIsThere.Task;
                var began = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(began) < s_scrolling)
                {
                    await Task.Delay(TimeSpan.FromSeconds(3 + (6 * Random.Shared.NextDouble())), ct);
                    if (screen.More is null)
                    {
                        await screen.DisposeAsync();
                        screen = await OpenAsync();
                    }
                    var asked = Stopwatch.GetTimestamp();
                    await screen.ReadOnAsync(ct);
                    times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                }
                await screen.DisposeAsync();
            }
            catch (Exception e)
            {
                failures.Add(e.Message);
                everybodyIsThere.TrySetException(e);
            }
        }));
        var each = (Environment.CpuUsage.TotalTime - busy).TotalMilliseconds / times.Count;
        foreach (var failure in failures.Distinct(StringComparer.Ordinal))
            Console.WriteLine($"    {failure}");
        return
        [
            new(4, $"{Many} screens scrolling: the next 50 rows, p95", [Figure.ShareOf([.. times], 0.95)], "ms", options.OnTheClock(200), Note: $"median {Figure.MedianOf(times):0} ms of {times.Count:N0}; {each:0.0} ms of processor each, with those who ask and begin anew"),
            new(4, "errors in them", [failures.Count], "", 0),
        ];

        async Task<Circuit> OpenAsync()
        {
            await all.WaitAsync(ct);
            try
            {
                return await console.CircuitAsync("/deals?sort=-signed", ct);
            }
            finally
            {
                all.Release();
            }
        }
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
