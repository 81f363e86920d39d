using AdminConsole.Alerts;
using AdminConsole.Api;
using AdminConsole.Commands;
using AdminConsole.Documents;
using AdminConsole.Lists;
using AdminConsole.Shared;
using AdminConsole.SignIn;
using Agency.Data;
using Agency.History;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Radzen;

namespace AdminConsole;

/// <summary>The console as a web application: Blazor Server on one host, with its static assets and the headers every answer carries.</summary>
static class WebConsole
{
    /// <summary>Serves until the token is cancelled or the process is asked to stop; <paramref name="served"/> runs when the address answers.</summary>
    /// <exception cref="StartUpException">Something that must hold before the console may serve does not: see <see cref="SelfTest"/>.</exception>
    public static async Task RunAsync(WebApplicationOptions options, string urls, string connectionString, Func<IServiceProvider, Task> served, CancellationToken ct)
    {
        await using var app = Build(options, connectionString, urls);
        await app.Services.GetRequiredService<SelfTest>().RequireAsync(ct);
        await app.StartAsync(ct);
        await served(app.Services);
        await app.WaitForShutdownAsync(ct);
    }

    public static WebApplication Build(WebApplicationOptions options, string connectionString, string urls)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = options.Args,
            ApplicationName = typeof(WebConsole).Assembly.GetName().Name,
            EnvironmentName = options.EnvironmentName,
            ContentRootPath = options.ContentRootPath,
        });
        // Also outside Development, so that a build that was not published finds wwwroot; a published one has no manifest to load.
        builder.WebHost.UseStaticWebAssets();
        // A build's compressed assets are those of its files, as ./console builds what has changed; looked at anew each time, they would be sent as large as they are.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = SecurityHeaders.LargestBody;
        });

        // An open screen must not hold up Ctrl-C.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddAgency(connectionString);
        builder.Services.AddOptions<WatchdogOptions>().BindConfiguration("Watchdog").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddAlertSettings();
        builder.Services.AddOptions<SealOptions>().BindConfiguration("Seals").PostConfigure(seals =>
        {
            if (builder.Environment.IsDevelopment() && string.IsNullOrEmpty(seals.File))
                seals.File = new ConsoleHome(builder.Environment.ContentRootPath).SealFile();
        });
        // What a page says of its reader that others could guess at, its antiforgery tokens, is other bytes in each answer; so compressing it tells nothing.
        builder.Services.AddResponseCompression(compression => compression.EnableForHttps = true);
        builder.Services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddConsoleSignIn(builder.Configuration, builder.Environment);
        builder.Services.AddRateLimiter(limits => limits.AddPolicy<string, FileLimit>(FileLimit.Name));
        builder.Services.AddConsoleApi();
        builder.Services.AddAuthorization();
        builder.Services.AddRadzenComponents();
        builder.Services.AddScoped<Feedback>();
        builder.Services.AddScoped<Prerender>();
        builder.Services.AddScoped<CircuitConnection>().AddScoped<CircuitHandler>(p => p.GetRequiredService<CircuitConnection>());
        builder.Services.AddScoped<Selections>();

        var app = builder.Build();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            CreateScopeForErrors = true,
            StatusCodeSelector = e => Error.IsAway(e) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
        });
        if (!app.Environment.IsDevelopment())
            app.UseHsts();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseResponseCompression();
        app.UseSecurityHeaders();
        // Scripts, styles and fonts are answered here: nobody's session is asked for them.
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteHealthAsync }).AllowAnonymous();
        app.MapSignIn();
        app.MapConsoleApi();
        app.MapDocuments();
        app.MapListFiles();
        app.MapStaticAssets().AllowAnonymous().ShortCircuit();
        // frame-ancestors is set for every answer below, not only for pages.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    static Task WriteHealthAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        var checks = report.Entries.Select(check => $"{check.Key}: {check.Value.Description ?? check.Value.Status.ToString()}");
        return http.Response.WriteAsync($"{report.Status}\n{string.Join('\n', checks)}\n");
    }
}
