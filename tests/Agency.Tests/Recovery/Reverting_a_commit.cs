using Agency.Approvals;
using Agency.Recovery;
using Agency.Tests.Approvals;

namespace Agency.Tests.Recovery;

public sealed class Reverting_a_commit : RemovalAgency
{
    [Fact]
    public async Task Undoes_the_net_of_what_somebody_did_by_SQL()
    {
        var before = await Database.ImageAsync();
        await Database.AskAsync($"""
            update agency.deals set notes = 'One' where id = '{Summer}';
            update agency.deals set notes = 'Two', stage = 'live' where id = '{Summer}';
            insert into agency.deals (id, title, talent_id) values (gen_random_uuid(), 'Sneaked in', '{Bo}')
            """);

        await AppliedAsync(new RevertCommit(await LastAsync()));

        Assert.Equal(before, await Database.ImageAsync());
    }

    [Fact]
    public async Task Is_refused_where_a_row_changed_since()
    {
        await Database.AskAsync($"update agency.deals set notes = 'One' where id = '{Summer}'");
        var commit = await LastAsync();
        await Database.AskAsync($"update agency.deals set notes = 'Two' where id = '{Summer}'");

        Assert.Equal(["agency.deals Summer campaign has changed since"], await BlockersAsync(new RevertCommit(commit)));
    }

    [Fact]
    public async Task Can_be_reverted_again()
    {
        await Database.AskAsync($"update agency.deals set notes = 'One' where id = '{Summer}'");
        var edited = await Database.ImageAsync();
        await AppliedAsync(new RevertCommit(await LastAsync()));

        await AppliedAsync(new RevertCommit(await LastAsync()));

        Assert.Equal(edited, await Database.ImageAsync());
    }

    [Fact]
    public async Task Has_nothing_to_do_for_a_commit_that_never_was() => Assert.IsType<Outcome.Refused>(await As(TestAgency.Ann).PlanAsync(new RevertCommit(1)));

    Task<long> LastAsync() => Database.AskAsync<long>("select commit_id from history.changes order by seq desc limit 1");
}
