using Radzen;

namespace AdminConsole;

/// <summary>The console as a web application: Blazor Server on one host, with its static assets and the headers every answer carries.</summary>
internal static class WebConsole
{
    public static WebApplication Build(string[] args) => Build(new WebApplicationOptions { Args = args });

    public static WebApplication Build(WebApplicationOptions options)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = options.Args,
            ApplicationName = typeof(WebConsole).Assembly.GetName().Name,
            EnvironmentName = options.EnvironmentName,
            ContentRootPath = options.ContentRootPath ?? ContentRoot(),
        });
        // Also outside Development, so that a build that was not published finds wwwroot; a published one has no manifest to load.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAuthorization();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddRadzenComponents();
        builder.Services.AddSingleton(TimeProvider.System);

        var app = builder.Build();
        if (!app.Environment.IsDevelopment())
            app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(AddSecurityHeaders);
        app.UseAntiforgery();
        app.MapStaticAssets();
        // frame-ancestors is set for every answer below, not only for pages.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    static Task AddSecurityHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = "frame-ancestors 'none'";
        return next(context);
    }

    static string ContentRoot()
    {
        var here = Directory.GetCurrentDirectory();
        return File.Exists(Path.Combine(here, "appsettings.json")) ? here : AppContext.BaseDirectory;
    }
}
