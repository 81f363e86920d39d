using Agency.Approvals;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

public sealed class Planning_again : AgencyTest
{
    Guid _talent, _deal;

    [Fact]
    public async Task Says_which_rows_came_in_went_out_and_changed()
    {
        var (id, _) = await Agency.RequestAsync(new RemoveTalent(_talent));
        await Agency.AddDealAsync(_talent, "Autumn campaign");
        await Database.AskAsync($"update agency.talents set pronouns = 'she/her' where id = '{_talent}'");
        await Database.AskAsync($"update agency.deals set talent_id = '{await Agency.AddTalentAsync("Leo Marsh")}' where id = '{_deal}'");
        await Database.AskAsync("select guard.look_at(array(select id from history.commits))");
        Assert.Equal(RequestState.Stale, (await Agency.As<Inbox>(Ann).GetAsync(id))!.Card.State);

        var again = Done(await Agency.As<ApprovalService>(Ann).PlanAgainAsync(id));
        var found = await Agency.As<Inbox>(Ann).CompareAsync(id, again);

        Assert.Equal((1, 1, 1), (found.Added, found.Gone, found.Changed));
        Assert.Equal("Autumn campaign", found.Rows.Single(r => r.Kind == "added").Label);
        Assert.Equal("Launch film", found.Rows.Single(r => r.Kind == "gone").Label);
        var field = Assert.Single(found.Rows.Single(r => r.Kind == "changed").Fields);
        Assert.Equal(("pronouns", null, "she/her"), (field.Field, field.Before, field.After));
    }

    [Fact]
    public async Task Says_that_nothing_differs_where_nothing_does()
    {
        var (id, _) = await Agency.RequestAsync(new RemoveTalent(_talent));
        Done(await Agency.As<ApprovalService>(Ann).WithdrawAsync(id));

        var again = Done(await Agency.As<ApprovalService>(Ann).PlanAgainAsync(id));

        var found = await Agency.As<Inbox>(Ann).CompareAsync(id, again);
        Assert.Equal((0, 0, 0), (found.Added, found.Gone, found.Changed));
        Assert.Empty(found.Rows);
    }

    protected override async Task ArrangeAsync()
    {
        _talent = await Agency.AddTalentAsync("Aria Voss");
        _deal = await Agency.AddDealAsync(_talent, "Launch film");
        await Agency.AddDealAsync(_talent, "Podcast");
    }
}
