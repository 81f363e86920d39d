using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class A_page(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task That_does_not_exist_says_so_inside_the_console()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery");
        await page.GotoAsync("/no/such/page");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nothing at this address");
    }

    [Fact]
    public async Task Has_the_chosen_colours_from_its_first_byte()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery");
        var toggle = page.GetByRole(AriaRole.Button, new() { Name = "Change colours" });

        await toggle.ClickAsync();
        await toggle.ClickAsync();
        var again = await page.Context.APIRequest.GetAsync("/talents");

        Assert.Contains("data-theme=\"dark\"", await again.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signs_out_and_asks_who_is_next()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery");

        await page.GetByText("Tom Ellery").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Who is signing in?");
        await page.GotoAsync("/talents");
        await RunningConsole.ReachAsync(page, "/sign-in?");
    }

    [Fact]
    public async Task Loads_nothing_from_elsewhere()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery");
        var requested = new ConcurrentQueue<string>();
        page.Request += (_, request) => requested.Enqueue(new Uri(request.Url).Host);

        await page.ReloadAsync();

        Assert.Equal(["127.0.0.1"], requested.Distinct());
    }

    [Fact]
    public async Task Sends_itself_and_what_it_is_drawn_with_compressed()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery");
        var sizes = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var wire = await page.Context.NewCDPSessionAsync(page);
        await wire.SendAsync("Network.enable");
        await wire.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = true });
        var names = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        wire.Event("Network.responseReceived").OnEvent += (_, e) => names[e!.Value.GetProperty("requestId").GetString()!] = new Uri(e.Value.GetProperty("response").GetProperty("url").GetString()!).AbsolutePath;
        wire.Event("Network.loadingFinished").OnEvent += (_, e) => sizes[names[e!.Value.GetProperty("requestId").GetString()!]] = (long)e.Value.GetProperty("encodedDataLength").GetDouble();

        await RunningConsole.GoAsync(page, "/deals");

        Assert.InRange(sizes["/deals"], 1, 60_000);
        Assert.InRange(sizes.Single(file => file.Key.Contains("css/console", StringComparison.Ordinal)).Value, 1, 30_000);
        Assert.InRange(sizes.Values.Sum(), 1, 500_000);
    }

    [Fact]
    public async Task Goes_live_with_the_rows_it_was_drawn_with()
    {
        var page = await (await console.BrowserAsync("Tom Ellery")).NewPageAsync();
        await page.AddInitScriptAsync("""
            window.seen = 0; window.lost = 0;
            new MutationObserver(() => {
              const rows = document.querySelectorAll("table.list tbody tr").length;
              if (rows < window.seen) window.lost++;
              window.seen = Math.max(window.seen, rows);
            }).observe(document, { subtree: true, childList: true });
            """);

        await RunningConsole.GoAsync(page, "/deals");
        await Expect(page.GetByRole(AriaRole.Grid).GetByRole(AriaRole.Row)).Not.ToHaveCountAsync(0);

        Assert.True(await page.EvaluateAsync<int>("window.seen") > 10);
        Assert.Equal(0, await page.EvaluateAsync<int>("window.lost"));
    }
}
