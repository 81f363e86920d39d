using Agency.History;
using Npgsql;
using static Agency.Tests.Sql;

namespace Agency.Tests.History;

public sealed class Sealing_history : SealedAgency
{
    [Fact]
    public async Task Happens_by_itself_within_ten_seconds()
    {
        using var sealing = NewSealing();
        await sealing.StartAsync(CancellationToken.None);
        var began = TimeProvider.System.GetTimestamp();
        await Agency.AddTalentAsync("Bo");

        await Eventually.TrueAsync(async () => await UnsealedAsync() == 0, "a time when the commit is sealed");

        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 10);
        await sealing.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Waits_for_a_transaction_that_runs_long_and_seals_it_with_its_commit_time()
    {
        await using var slow = await Database.ConnectAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await slow.RunSqlAsync("update agency.talents set tier = 'A'");
        await Agency.AddTalentAsync("Bo");
        using (var sealing = NewSealing())
            await sealing.SealAsync(CancellationToken.None);
        Assert.Equal(1, await UnsealedAsync());

        var before = await Database.AskAsync<DateTime>("select clock_timestamp()");
        await transaction.CommitAsync();
        await SealAllAsync();

        Assert.Equal(0, await UnsealedAsync());
        Assert.True(await Database.AskAsync<DateTime>("select max(committed_at) from history.sealed") >= before);
        Assert.Null((await VerifyAsync()).First);
    }

    [Fact]
    public async Task Works_in_pieces_where_much_is_waiting()
    {
        await using (var connection = await Database.ConnectAsync())
        {
            for (var i = 0; i < 30; i++)
                await connection.RunSqlAsync("insert into agency.talents (id, stage_name) select gen_random_uuid(), gen_random_uuid()::text from generate_series(1, 10)");
        }
        var blocks = await Database.AskAsync<long>("select max(id) from history.blocks");
        await Eventually.TrueAsync(async () =>
        {
            while (await Database.AskAsync("select history.seal(40)") is not null)
            { }
            return await UnsealedAsync() == 0;
        }, "a time when everything is sealed");

        Assert.True(await Database.AskAsync<long>($"select count(*) from history.blocks where id > {blocks}") >= 7);
        Assert.True(await Database.AskAsync<long>($"select max(changes) from history.blocks where id > {blocks}") <= 40);
        Assert.Null((await VerifyAsync()).First);
    }

    [Fact]
    public async Task Survives_a_database_that_goes_away()
    {
        var gone = NpgsqlDataSource.Create(Database.AppConnectionString + ";Port=1;Timeout=2");
        await using (gone)
        {
            using var sealing = new Sealing(gone, Microsoft.Extensions.Options.Options.Create(new SealOptions()), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<Sealing>.Instance);
            Assert.Equal(0, await sealing.SealAsync(CancellationToken.None));
            Assert.Equal(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded, (await sealing.CheckHealthAsync(new())).Status);
        }
    }

    [Fact]
    public async Task Makes_the_months_ahead_and_leaves_alone_what_went_to_none()
    {
        await TamperAsync("""
            do $$ declare m text; begin
              for m in select relname from pg_class where relname ~ '^changes_\d{4}_\d\d$' and relkind = 'r' loop
                execute format('with gone as (delete from history.%I returning *) select count(*) from gone', m);
              end loop;
            end $$
            """);
        var next = await Database.AskAsync<string>("select to_char(now() at time zone 'UTC' + interval '2 months', '\"changes_\"YYYY_MM')");
        await TamperAsync($"drop table history.{next}");

        await Database.AskAsync("select history.seal()");

        Assert.True(await Database.AskAsync<bool>($"select to_regclass('history.{next}') is not null"));
    }

    [Fact]
    public async Task Is_refused_in_a_database_restored_elsewhere_until_another_life_of_it_begins()
    {
        await Database.ForceAsync("alter table history.incarnations disable trigger append_only; update history.incarnations set system_identifier = 1; alter table history.incarnations enable always trigger append_only");
        Assert.Equal("AG010", await Database.RefusalAsync("select history.seal()"));
        Assert.Contains("another server", await Database.AskAsync<string>("select history.restored()", App));
        Assert.Equal("42501", await Database.RefusalAsync("select history.new_incarnation()"));

        Assert.Equal(2, await Database.AskAsync<int>("select history.new_incarnation()"));

        await Agency.AddTalentAsync("Bo");
        await SealAllAsync();
        Assert.Equal(2, await Database.AskAsync<long>("select max(id) >> 48 from history.commits"));
        Assert.Null((await VerifyAsync(withFile: true)).First);
    }

    Task<long> UnsealedAsync() => Database.AskAsync<long>("select count(*) from history.commits where id >= coalesce((select max(upto) from history.blocks), 0)");
}
