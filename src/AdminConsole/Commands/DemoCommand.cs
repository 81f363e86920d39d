using System.CommandLine;
using Agency.Data;
using Agency.Recovery;

namespace AdminConsole.Commands;

/// <summary><c>./console demo incident</c>: the incident and its undoing, on a scratch database of the private cluster. Exit code 0 when 0 rows differ.</summary>
static class DemoCommand
{
    public static Command Create()
    {
        var incident = new Command("incident", "Lose the sample agency the way it was lost, and bring all of it back by request and approval");
        incident.SetAction((_, _) => RunAsync());
        return new Command("demo", "Show what the console is for, on a database that is dropped afterwards") { incident };
    }

    static async Task<int> RunAsync()
    {
        using var stop = new StopSignals();
        var cluster = await PrivatePostgres.StartAsync(ConsoleHome.Find().Postgres, stop.Token);
        try
        {
            var demo = new IncidentDemo(cluster.ConnectionString("postgres", PrivatePostgres.Superuser), name => cluster.ConnectionString(name, "agency_app"), Console.Out);
            return await demo.RunAsync(stop.Token) == 0 ? 0 : 1;
        }
        finally
        {
            if (cluster.StartedHere)
                await cluster.StopAsync();
        }
    }
}
