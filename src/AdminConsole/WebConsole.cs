namespace AdminConsole;

/// <summary>The web server of the console.</summary>
internal static class WebConsole
{
    /// <summary>Serves until the token is cancelled or the process is asked to stop; <paramref name="served"/> runs when the address answers.</summary>
    public static async Task RunAsync(WebApplicationOptions options, string urls, string connectionString, Func<Task> served, CancellationToken ct)
    {
        var builder = WebApplication.CreateBuilder(options);
        builder.WebHost.UseUrls(urls);
        builder.Configuration["ConnectionStrings:Agency"] = connectionString;
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        app.MapGet("/", () => "AdminConsole");
        await app.StartAsync(ct);
        await served();
        await app.WaitForShutdownAsync(ct);
    }
}
