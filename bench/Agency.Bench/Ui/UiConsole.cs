using AdminConsole;
using AdminConsole.SignIn;
using Agency.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Microsoft.Playwright;

namespace Agency.Bench;

/// <summary>The console as it runs in production, over the agency, with somebody signed in; and a Chromium to look at it with.</summary>
sealed class UiConsole : IAsyncDisposable
{
    readonly WebApplication _console;
    readonly IPlaywright _playwright;
    readonly IBrowser _chromium;
    readonly Microsoft.Playwright.Cookie _session;

    UiConsole(WebApplication console, IPlaywright playwright, IBrowser chromium, Microsoft.Playwright.Cookie session) => (_console, _playwright, _chromium, _session) = (console, playwright, chromium, session);

    /// <summary>What pages complained of in the browser's console.</summary>
    public List<string> Failures { get; } = [];

    public IServiceProvider Services => _console.Services;

    /// <summary>An open screen without a browser.</summary>
    public Task<Circuit> CircuitAsync(string path, CancellationToken ct) => Circuit.OpenAsync(new Uri(_console.Urls.Single()), path, new(_session.Name, _session.Value, "/", "127.0.0.1"), ct);

    public static async Task<UiConsole> StartAsync(string connectionString, Guid person)
    {
        var console = WebConsole.Build(new WebApplicationOptions
        {
            Args = ["--Logging:LogLevel:Default", "Error", "--Sessions:AttemptsPerMinute", "10000"],
            EnvironmentName = "Production",
            ContentRootPath = AppContext.BaseDirectory,
        }, connectionString, "http://127.0.0.1:0");
        await console.StartAsync();
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            // Many screens of one site share a process, as the tabs of one window do.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--process-per-site"],
        });
        return new UiConsole(console, playwright, chromium, await SignInAsync(console, person));
    }

    /// <summary>A window that was never here before, but is signed in.</summary>
    public async Task<IBrowserContext> WindowAsync()
    {
        var window = await _chromium.NewContextAsync(new() { BaseURL = _console.Urls.Single(), ViewportSize = new() { Width = 1440, Height = 900 } });
        window.SetDefaultTimeout(60_000);
        window.Console += (_, message) => { if (message.Type == "error") lock (Failures) Failures.Add(message.Text); };
        await window.AddCookiesAsync([_session]);
        await window.AddInitScriptAsync(Sql.Read("measure.js"));
        return window;
    }

    static async Task<Microsoft.Playwright.Cookie> SignInAsync(WebApplication console, Guid person)
    {
        await using var scope = console.Services.CreateAsyncScope();
        var now = TimeProvider.System.GetUtcNow();
        var session = await scope.ServiceProvider.GetRequiredService<SessionService>().StartAsync(new(person, null, OpenSession.InDevelopment, now, now.AddHours(8), TimeSpan.FromHours(8)));
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (http.Request.Scheme, http.Request.Host) = ("https", new HostString(new Uri(console.Urls.Single()).Authority));
        await http.SignInAsync(SessionPrincipal.Scheme, SessionPrincipal.ForCookie(session, person), new AuthenticationProperties { ExpiresUtc = now.AddHours(8) });
        var cookie = SetCookieHeaderValue.Parse(http.Response.Headers.SetCookie.Single());
        return new() { Name = cookie.Name.ToString(), Value = cookie.Value.ToString(), Url = console.Urls.Single().Replace("http:", "https:", StringComparison.Ordinal), Secure = true, HttpOnly = true };
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
        await _console.StopAsync();
        await _console.DisposeAsync();
    }
}
