using Agency.Alerts;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Alerts;

public sealed class A_spike : MessagesAgency
{
    [Fact]
    public async Task Of_attempts_alerts_everyone_at_once_and_only_once_in_its_time()
    {
        using var dispatcher = Dispatcher(new SpikeOptions { Attempts = 2, Rows = 1_000_000, Minutes = 10 });
        await Agency.RequestAsync(new RemoveTalent(Bo));
        await Database.RefusalAsync("delete from agency.deals", Sql.Owner);
        await LookAsync(dispatcher);
        Assert.Equal("", await ToldAsync("guard.spike"));

        await Database.RefusalAsync("delete from agency.deals", Sql.Owner);
        await LookAsync(dispatcher);
        Assert.Equal("Ann Bea Cal Max", await ToldAsync("guard.spike"));
        var told = Assert.Single(await Centre(Max).ListAsync());
        Assert.Equal("3 destructive attempts on 2 rows within 10 minutes", told.Text.Title);
        Assert.Equal(["1 request, 2 refused statements.", "Asked by Ann."], told.Text.Lines);

        await Database.RefusalAsync("delete from agency.deals", Sql.Owner);
        await LookAsync(dispatcher);
        Assert.Single(await Centre(Max).ListAsync());
    }

    [Fact]
    public async Task Of_rows_alerts_too()
    {
        using var dispatcher = Dispatcher(new SpikeOptions { Attempts = 100, Rows = 3, Minutes = 10 });
        await Agency.RequestAsync(new RemoveTalent(Bo));
        await LookAsync(dispatcher);
        Assert.Equal("", await ToldAsync("guard.spike"));

        await RequestAsync();
        await LookAsync(dispatcher);
        Assert.Equal("Ann Bea Cal Max", await ToldAsync("guard.spike"));
    }

    [Fact]
    public async Task Of_earlier_attempts_is_none()
    {
        using var dispatcher = Dispatcher(new SpikeOptions { Attempts = 1, Rows = 1_000_000, Minutes = 1 });
        for (var n = 0; n < 5; n++)
            await Database.RefusalAsync("delete from agency.deals", Sql.Owner);
        await Outbox.LookForRefusalsAsync(default);
        await Database.AskAsync("update console.outbox set at = at - interval '2 minutes'", Sql.Superuser);

        await LookAsync(dispatcher);

        Assert.Equal("", await ToldAsync("guard.spike"));
    }

    static async Task LookAsync(Dispatcher dispatcher)
    {
        await dispatcher.LookAsync(default);
        await dispatcher.FanOutAsync(default);
    }
}
