using System.Diagnostics;
using Agency.Data;
using static Agency.Tests.Data.TemporaryHome;

namespace Agency.Tests.Data;

public sealed class Starting_a_private_PostgreSQL
{
    [Fact]
    public async Task Makes_it_starts_it_and_stops_it()
    {
        await using var home = new TemporaryHome();
        var cluster = await home.StartAsync();

        Assert.True(cluster.StartedHere);
        Assert.Equal("|UTF8|on|logical|on|UTC", await AskAsync(cluster, """
            select concat_ws('|', current_setting('listen_addresses'), current_setting('server_encoding'), current_setting('data_checksums'),
              current_setting('wal_level'), current_setting('track_commit_timestamp'), current_setting('timezone'))
            """));

        await cluster.StopAsync();
        Assert.Null(await PrivatePostgres.FindRunningAsync(home.Options, CancellationToken.None));
    }

    [Fact]
    public async Task Adopts_one_that_is_running()
    {
        await using var home = new TemporaryHome();
        var first = await home.StartAsync();
        var second = await home.StartAsync();

        Assert.False(second.StartedHere);
        Assert.Equal(PostmasterOf(first), PostmasterOf(second));
        await second.StopAsync();
        await first.StopAsync();
    }

    [Fact]
    public async Task Lets_only_one_of_two_consoles_at_once_start_it()
    {
        await using var home = new TemporaryHome();
        var both = await Task.WhenAll(home.StartAsync(), home.StartAsync());
        Assert.Single(both, c => c.StartedHere);
    }

    [Fact]
    public async Task Survives_kill_9_of_the_postmaster()
    {
        await using var home = new TemporaryHome();
        var killed = await home.StartAsync();
        await AskAsync(killed, "create table kept as select 42 as answer");
        await AskAsync(killed, "checkpoint");
        Kill(PostmasterOf(killed));

        var again = await home.StartAsync();
        Assert.True(again.StartedHere);
        Assert.Equal("42", await AskAsync(again, "select answer from kept"));
    }

    [Fact]
    public async Task Survives_kill_9_of_the_postmaster_under_a_statement_that_does_not_notice()
    {
        await using var home = new TemporaryHome();
        var killed = await home.StartAsync();
        var busy = AskAsync(killed, "select count(*) from generate_series(1, 20000000000)");
        while (await AskAsync(killed, "select count(*) from pg_stat_activity where query like '%20000000000%' and pid <> pg_backend_pid()") == "0")
            await Task.Delay(50);
        Kill(PostmasterOf(killed));

        var again = await home.StartAsync();
        Assert.Equal("1", await AskAsync(again, "select 1"));
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => busy);
    }

    [Fact]
    public async Task Is_not_fooled_by_a_pid_file_whose_number_another_program_has_now()
    {
        await using var home = new TemporaryHome();
        var cluster = await home.StartAsync();
        var pidFile = Path.Combine(cluster.DataDirectory, "postmaster.pid");
        var lines = await File.ReadAllLinesAsync(pidFile);
        await cluster.StopAsync();
        using var other = Process.Start("sleep", "60");
        lines[0] = other.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(pidFile, lines);
        await File.WriteAllLinesAsync(Path.Combine(home.Home, "postgres", "socket", ".s.PGSQL.5432.lock"), lines);

        Assert.Null(await PrivatePostgres.FindRunningAsync(home.Options, CancellationToken.None));
        Assert.True((await home.StartAsync()).StartedHere);
        Assert.False(other.HasExited);
        other.Kill();
    }

    [Fact]
    public async Task Begins_anew_where_making_it_was_killed()
    {
        await using var home = new TemporaryHome();
        var half = Path.Combine(home.Home, "postgres", "data.new", "base");
        Directory.CreateDirectory(half);
        await File.WriteAllTextAsync(Path.Combine(half, "..", "PG_VERSION"), "15");

        var cluster = await home.StartAsync();
        Assert.Equal("1", await AskAsync(cluster, "select 1"));
        Assert.False(Directory.Exists(cluster.DataDirectory + ".new"));
    }

    [Fact]
    public async Task Leaves_nothing_half_done_when_it_is_cancelled()
    {
        await using var home = new TemporaryHome();
        using var soon = new CancellationTokenSource();
        var starting = PrivatePostgres.StartAsync(home.Options, soon.Token);
        while (!Directory.Exists(home.Data + ".new") && !starting.IsCompleted)
            await Task.Delay(5);
        await soon.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        Assert.False(Directory.Exists(home.Data + ".new"));
        Assert.False(PrivatePostgres.Exists(home.Options));
    }
}
