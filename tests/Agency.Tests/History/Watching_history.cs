using Agency.Approvals;
using Agency.Deals;
using Agency.History;
using Agency.Talents;
using Npgsql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.History;

public sealed class Watching_history : AgencyTest
{
    HistoryFeed _feed = null!;
    Guid _aria;

    protected override async Task ArrangeAsync()
    {
        _aria = await Agency.AddTalentAsync("Aria");
        _feed = (HistoryFeed)Agency.Services.GetService(typeof(HistoryFeed))!;
        var listening = Watch("anything");
        await _feed.StartAsync(CancellationToken.None);
        await listening.ToldAsync();
    }

    public override async Task DisposeAsync()
    {
        await _feed.StopAsync(CancellationToken.None);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Tells_who_watches_the_row_the_table_or_the_requests_that_changed_and_nobody_else()
    {
        var talents = Watch("agency.talents");
        var bo = await Agency.AddTalentAsync("Bo");
        await talents.ToldAsync();
        Watched aria = Watch($"agency.talents/{_aria}"), otherRow = Watch($"agency.talents/{bo}"), deals = Watch("agency.deals"), requests = Watch("requests");

        await EditAsync("Aria Vale");
        await aria.ToldAsync();
        await talents.ToldAsync();
        Assert.Equal((0, 0, 0), (otherRow.Times, deals.Times, requests.Times));

        var (id, hash) = await Agency.RequestAsync(new RemoveTalent(_aria));
        await requests.ToldAsync();
        var request = Watch($"requests/{id}");
        Done(await Agency.As<ApprovalService>(Cal).ApproveAsync(id, hash));
        await request.ToldAsync();
        await aria.ToldAsync();
        Assert.Equal((0, 0), (otherRow.Times, deals.Times));
    }

    [Fact]
    public async Task Tells_who_watches_a_person_that_their_sessions_or_roles_changed()
    {
        Watched ann = Watch($"people/{Ann}"), bea = Watch($"people/{Bea}");

        await Database.AskAsync($"select guard.end_sessions('{Ann}')");

        await ann.ToldAsync();
        Assert.Equal(0, bea.Times);
    }

    [Fact]
    public async Task Tells_every_watcher_of_a_table_of_which_too_many_rows_changed_to_name_them()
    {
        var aria = Watch($"agency.talents/{_aria}");
        var deal = Watch("agency.deals/" + Guid.Empty);

        await Database.AskAsync($"insert into agency.deals (id, title, talent_id) select gen_random_uuid(), 'Deal', '{_aria}' from generate_series(1, 600)");

        await deal.ToldAsync();
        Assert.Equal(0, aria.Times);
    }

    [Fact]
    public async Task Tells_nobody_of_what_was_rolled_back()
    {
        var aria = Watch($"agency.talents/{_aria}");
        await Database.RefusalAsync("update agency.talents set tier = 'A'; select 1 / 0");
        var deals = Watch("agency.deals");
        await Agency.AddDealAsync(_aria, "Summer campaign");
        await deals.ToldAsync();
        Assert.Equal(0, aria.Times);
    }

    [Fact]
    public async Task Tells_everybody_after_the_connection_was_lost_and_goes_on_listening()
    {
        var deals = Watch("agency.deals");

        await KillAsync("application_name = 'AdminConsole feed'");

        await deals.ToldAsync();
        var aria = Watch($"agency.talents/{_aria}");
        await EditAsync("Aria Vale");
        await aria.ToldAsync();
    }

    [Fact]
    public async Task Goes_on_where_the_server_had_no_connection_left_to_read_the_commit()
    {
        await LimitConnectionsAsync(0);
        await KillAsync("application_name <> 'AdminConsole feed'");
        await Database.AskAsync("update agency.talents set tier = 'A'", Sql.Superuser);
        await Eventually.TrueAsync(async () => await Database.AskAsync<bool>("select not exists (select from pg_stat_activity where datname = current_database() and application_name = 'AdminConsole feed')"), "a feed that gave up");
        var aria = Watch($"agency.talents/{_aria}");

        await LimitConnectionsAsync(-1);

        await aria.ToldAsync();
    }

    [Fact]
    public async Task Goes_on_where_a_screen_cannot_be_refreshed()
    {
        using var broken = _feed.Watch("agency.talents", () => throw new InvalidOperationException("gone"));
        var aria = Watch($"agency.talents/{_aria}");
        await EditAsync("Aria Vale");
        await aria.ToldAsync();
        await EditAsync("Aria");
        await aria.ToldAsync();
    }

    [Fact]
    public async Task Tells_nobody_who_has_stopped_watching()
    {
        var gone = Watch("agency.talents");
        var stays = Watch("agency.talents");
        gone.Dispose();
        await EditAsync("Aria Vale");
        await stays.ToldAsync();
        Assert.Equal(0, gone.Times);
    }

    Watched Watch(string subject) => new(_feed, subject);

    async Task EditAsync(string name)
    {
        var form = (await Agency.As<TalentService>(Ann).FormAsync(_aria))!;
        Done(await Agency.As<TalentService>(Ann).EditAsync(_aria, form with { StageName = name }));
    }

    Task<object?> LimitConnectionsAsync(int limit) =>
        Database.AskAsync($"do $$ begin execute format('alter database %I connection limit {limit}', current_database()); end $$", Sql.Superuser);

    async Task KillAsync(string which) => Assert.NotEqual(0L, await Database.AskAsync<long>(
        $"select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename = 'agency_app' and {which}"));

    sealed class Watched : IDisposable
    {
        readonly IDisposable _watching;
        int _times;
        int _seen;

        public Watched(HistoryFeed feed, string subject) => _watching = feed.Watch(subject, () =>
        {
            Interlocked.Increment(ref _times);
            return Task.CompletedTask;
        });

        public int Times => Volatile.Read(ref _times);

        /// <summary>Waits until it has been told again, and forgets what it was told so far.</summary>
        public async Task ToldAsync()
        {
            await Eventually.TrueAsync(() => Task.FromResult(Times > _seen), "a notice");
            _seen = Times;
        }

        public void Dispose() => _watching.Dispose();
    }
}
