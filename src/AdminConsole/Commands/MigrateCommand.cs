using System.CommandLine;

namespace AdminConsole.Commands;

/// <summary><c>./console migrate</c>: what <c>up</c> does to the database, without serving it.</summary>
static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Bring the database to the schema of this version");
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    static async Task<int> RunAsync()
    {
        using var stop = new StopSignals();
        var database = await AgencyDatabase.OpenAsync(ConsoleHome.Find(), withSample: true, stop.Token);
        if (database.StartedHere)
            await database.StopAsync();
        await Console.Out.WriteLineAsync(database.Migrated == 0 ? "The database is up to date." : $"Applied {database.Migrated} migrations.");
        return 0;
    }
}
