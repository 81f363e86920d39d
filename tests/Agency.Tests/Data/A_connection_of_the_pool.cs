using Agency.Deals;
using Agency.Talents;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Data;

public sealed class A_connection_of_the_pool : AgencyTest
{
    Guid _talent;

    protected override async Task ArrangeAsync() => _talent = await Agency.AddTalentAsync("Iris Vale");

    [Fact]
    public async Task Remembers_nobody_and_nothing_of_what_was_done_on_it()
    {
        await Agency.AddDealAsync(_talent, "Launch shoot");
        Assert.IsType<Outcome.Refused>(await Agency.As<TalentService>(Cal).AddAsync(new TalentForm { StageName = "Not by an approver" }));
        Assert.NotNull(await Agency.As<DealService>(Ann).GetAsync(await Agency.AddDealAsync(_talent, "Cover"), TimeProvider.System.GetUtcNow()));

        var source = Agency.Services.GetRequiredService<NpgsqlDataSource>();
        List<NpgsqlConnection> all = [];
        for (var n = 0; n < 8; n++)
            all.Add(await source.OpenConnectionAsync());
        foreach (var connection in all)
        {
            await using var kept = new NpgsqlCommand("""
                select array(select s from unnest(array['history.actor_id', 'history.actor_name', 'history.source', 'history.intent', 'history.detail', 'history.moment']) s where coalesce(current_setting(s, true), '') <> '')
                       || array(select name from pg_settings where source = 'session') || array(select pg_listening_channels()) || array(select mode from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())
                """, connection);
            Assert.Empty((string[])(await kept.ExecuteScalarAsync())!);
            await connection.DisposeAsync();
        }
    }
}
