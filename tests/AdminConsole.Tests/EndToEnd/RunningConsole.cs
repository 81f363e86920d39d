using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace AdminConsole.EndToEnd;

/// <summary>The console on a free port, and a real Chromium to look at it with. One of each serves a whole test class.</summary>
public sealed class RunningConsole : IAsyncLifetime
{
    WebApplication? _console;
    IPlaywright? _playwright;
    IBrowser? _chromium;

    public async Task InitializeAsync()
    {
        _console = WebConsole.Build(["--environment", "Development", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning"]);
        await _console.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        });
    }

    public async Task<IPage> OpenAsync(string path)
    {
        var context = await _chromium!.NewContextAsync(new() { BaseURL = _console!.Urls.Single() });
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    public async Task DisposeAsync()
    {
        if (_chromium is not null) await _chromium.DisposeAsync();
        _playwright?.Dispose();
        if (_console is not null) await _console.DisposeAsync();
    }
}
