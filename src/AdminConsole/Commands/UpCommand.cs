using System.CommandLine;
using Agency.Data;

namespace AdminConsole.Commands;

/// <summary><c>./console up</c>: the database, then the web server, until Ctrl-C; then both stop, in the other order.</summary>
static class UpCommand
{
    public static Command Create()
    {
        var port = new Option<int?>("--port") { Description = "the port to serve on; 5080 unless ASPNETCORE_URLS says otherwise" };
        var command = new Command("up", "Start the console (and its own database, unless ConnectionStrings__Agency names one)") { port };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(port)));
        return command;
    }

    static async Task<int> RunAsync(int? port)
    {
        using var stop = new StopSignals();
        var home = ConsoleHome.Find();
        var urls = Address.Choose(port);
        Address.RequireFree(urls, home);
        using var running = RunningConsole.Begin(home);
        AgencyDatabase? database = null;
        try
        {
            database = await AgencyDatabase.OpenAsync(home, withSample: true, stop.Token);
            await ServeAsync(home, urls, database, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Asked to stop before there was anything to serve.
        }
        finally
        {
            if (database is not null)
                await database.StopAsync();
        }

        return 0;
    }

    static async Task ServeAsync(ConsoleHome home, string urls, AgencyDatabase database, CancellationToken ct)
    {
        try
        {
            await WebConsole.RunAsync(new WebApplicationOptions { ContentRootPath = home.Root }, urls, database.App, ServedAsync, ct);
        }
        catch (IOException ex) when (ex.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new StartUpException($"The console cannot serve on {urls}: {ex.InnerException.Message}", ex);
        }

        async Task ServedAsync(IServiceProvider services)
        {
            await Console.Out.WriteLineAsync($"AdminConsole is at {urls}");
            await SignInHint.WriteAsync(Console.Out, services, ct);
            await Console.Out.WriteLineAsync("Ctrl-C stops it.");
        }
    }
}
