using System.Collections.Concurrent;
using Agency.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agency.Tests.Data;

public sealed class The_watchdog : IAsyncLifetime, IDisposable
{
    readonly CriticalLines _log = new();
    TestDatabase _database = null!;
    NpgsqlDataSource _source = null!;
    Watchdog _watchdog = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _source = NpgsqlDataSource.Create(_database.AppConnectionString);
        _watchdog = new(_source, new WatchdogOptions { IntervalSeconds = 1, ChangesPerTenMinutes = 5, ChangesPerDay = 5 }, _log);
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    public void Dispose() => _watchdog.Dispose();

    [Fact]
    public async Task Finds_within_its_interval_what_a_superuser_did_and_says_it_once_until_it_is_put_right()
    {
        await _watchdog.StartAsync(CancellationToken.None);
        await _database.ForceAsync("alter table agency.deals disable trigger guard_delete");

        await Eventually.TrueAsync(async () => (await _watchdog.OpenAsync()).Any(a => a is { Kind: "guard", Subject: "trigger agency.deals guard_delete" }), "an alarm");
        await _watchdog.StopAsync(CancellationToken.None);
        await _watchdog.LookAsync();
        Assert.Equal(1, _log.Critical.Count(l => l.Contains("trigger agency.deals guard_delete was changed", StringComparison.Ordinal)));

        await _database.ForceAsync("alter table agency.deals enable always trigger guard_delete");
        await _watchdog.LookAsync();
        Assert.Empty(await _watchdog.OpenAsync());
        Assert.Equal("True False", string.Join(' ', await _database.AskAsync<bool[]>("select array_agg(raised order by id) from guard.alarms where subject = 'trigger agency.deals guard_delete'")));
    }

    [Fact]
    public async Task Counts_what_one_person_changes_row_by_row()
    {
        await _database.AskAsync("insert into agency.talents (id, stage_name) values (gen_random_uuid(), 'Ada')");
        for (var n = 1; n <= 6; n++)
            await _database.AskAsync($"update agency.talents set bio = '{n}'");

        await Eventually.TrueAsync(async () =>
        {
            await _database.AskAsync("select history.seal()");
            await _watchdog.LookAsync();
            return (await _watchdog.OpenAsync()).Any(a => a is { Kind: "loop", Subject: "agency_app" });
        }, "an alarm about a loop");

        await _watchdog.LookAsync();
        Assert.Equal("ALARM: agency_app changed 6 rows within 10 minutes and 6 within a day, without a request", Assert.Single(_log.Critical));
    }

    [Fact]
    public async Task Finds_nothing_where_nothing_is_wrong()
    {
        await _watchdog.LookAsync();
        Assert.Empty(await _watchdog.OpenAsync());
        Assert.Empty(_log.Critical);
    }

    sealed class CriticalLines : ILogger<Watchdog>
    {
        public ConcurrentQueue<string> Critical { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Critical)
                Critical.Enqueue(formatter(state, exception));
        }
    }
}
