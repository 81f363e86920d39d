using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Agency.Import;
using Agency.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace AdminConsole.EndToEnd;

/// <summary>The console on a free port over the sample agency, and a real Chromium to look at it with. One of each serves a whole test class.</summary>
public class RunningConsole : IAsyncLifetime
{
    readonly ConcurrentQueue<string> _failures = [];
    WebApplication? _console;
    IPlaywright? _playwright;
    IBrowser? _chromium;

    public TestDatabase Database { get; private set; } = null!;

    /// <summary>What the pages complained of in the browser's console.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Where it serves.</summary>
    public string Address => _console!.Urls.Single();

    /// <summary>Configuration that these tests need, as on the command line.</summary>
    protected virtual IReadOnlyList<string> Settings => [];

    public virtual async Task InitializeAsync()
    {
        // A machine with other work must not fail a test.
        Assertions.SetDefaultExpectTimeout(15_000);
        Database = await TestDatabase.CreateAsync();
        await SampleData.ImportAsync(Database.SuperuserConnectionString, Database.AppConnectionString, CancellationToken.None);
        _console = await ServeAsync("http://127.0.0.1:0");
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        });
    }

    async Task<WebApplication> ServeAsync(string address)
    {
        var console = WebConsole.Build(new WebApplicationOptions
        {
            Args = ["--Logging:LogLevel:Default", "Warning", "--Sessions:AttemptsPerMinute", "1000", .. Settings],
            EnvironmentName = "Development",
            ContentRootPath = TestDatabase.Checkout,
        }, Database.AppConnectionString, address);
        await console.StartAsync();
        return console;
    }

    /// <summary>Stops the server and starts another at the same address: it knows none of the open pages.</summary>
    public async Task RestartAsync(Func<Task> whileItIsGone)
    {
        var address = Address;
        await _console!.StopAsync();
        await _console.DisposeAsync();
        await whileItIsGone();
        _console = await ServeAsync(address);
    }

    /// <summary>A browser of its own, signed in as the person where one is named.</summary>
    public async Task<IBrowserContext> BrowserAsync(string? person = null, int width = 1440, ColorScheme colors = ColorScheme.Light, bool touch = false)
    {
        var context = await _chromium!.NewContextAsync(new() { BaseURL = Address, HasTouch = touch, ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = colors });
        context.SetDefaultTimeout(30_000);
        context.Console += (_, message) => { if (message.Type == "error") _failures.Enqueue(message.Text); };
        if (person is not null)
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync("/");
            await page.GetByRole(AriaRole.Button, new() { Name = person }).ClickAsync();
            await page.WaitForSelectorAsync(".live");
            await page.CloseAsync();
        }
        return context;
    }

    /// <summary>Opens a page and waits until it is live.</summary>
    public async Task<IPage> OpenAsync(string path, string? person = null, int width = 1440)
    {
        var page = await (await BrowserAsync(person, width)).NewPageAsync();
        return await GoAsync(page, path, live: person is not null);
    }

    public static async Task<IPage> GoAsync(IPage page, string path, bool live = true)
    {
        await page.GotoAsync(path);
        if (live)
            await page.WaitForSelectorAsync(".live");
        return page;
    }

    /// <summary>Waits until this is part of the page's address.</summary>
    public static Task ReachAsync(IPage page, string part) => Assertions.Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(part), RegexOptions.None, TimeSpan.FromSeconds(1)));

    /// <summary>Keeps a picture for the README where SCREENSHOTS names a folder.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = false });
    }

    public virtual async Task DisposeAsync()
    {
        if (_chromium is not null) await _chromium.DisposeAsync();
        _playwright?.Dispose();
        if (_console is not null)
        {
            await _console.StopAsync();
            await _console.DisposeAsync();
        }
        await Database.DisposeAsync();
    }
}
