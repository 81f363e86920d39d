using Agency.People;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agency.Bench;

/// <summary><c>./console bench ui</c>: how fast lists and pages are on a large agency. Exit code 0 whether the targets are met or not.</summary>
static class UiBench
{
    static readonly TimeSpan s_seeding = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(int[] only, UiOptions options)
    {
        var home = Path.Combine(Environment.GetEnvironmentVariable("ADMINCONSOLE_HOME") ?? Environment.CurrentDirectory, ".console", "bench-ui");
        await using var database = await UiDatabase.OpenAsync(home, options, CancellationToken.None);
        var person = (await database.IdsAsync("select p.id from agency.people p join agency.role_grants g on g.person_id = p.id and g.role = 'admin' and g.deleted_at is null where p.status = 'active' order by p.id limit 1", CancellationToken.None))[0];

        Console.WriteLine(Figure.Header);
        if (database.Seeded is { } seeded)
            Console.WriteLine(new Figure(0, $"seeding {options.Talents:N0} talents and {options.Deals:N0} deals", [seeded.TotalSeconds], "s", options.OnTheClock(s_seeding.TotalSeconds)));
        if (Wanted(only, 1))
        {
            await using var services = new ServiceCollection().AddLogging(log => log.SetMinimumLevel(LogLevel.Error)).AddSingleton(TimeProvider.System)
                .AddScoped<CurrentPerson>(_ => new Somebody { Id = person }).AddAgency(database.App).BuildServiceProvider();
            await using var scope = services.CreateAsyncScope();
            Print(await new UiServices(scope.ServiceProvider, database, person, options).MeasureAsync(CancellationToken.None));
        }
        if (only.Length > 0 && !only.Any(n => n > 1))
            return 0;
        await using var console = await UiConsole.StartAsync(database.App, person);
        if (Wanted(only, 2))
        {
            await foreach (var figure in new UiVisits(console, database, options).MeasureAsync(CancellationToken.None))
                Console.WriteLine(figure);
        }
        if (Wanted(only, 3))
            Print(await new UiScreens(console, options).MemoryAsync());
        if (Wanted(only, 4))
            Print(await new UiScreens(console, options).ScrollingAsync(CancellationToken.None));
        return 0;
    }

    static bool Wanted(int[] only, int group) => only.Length == 0 || only.Contains(group);

    static void Print(IEnumerable<Figure> figures)
    {
        foreach (var figure in figures)
            Console.WriteLine(figure);
    }
}
