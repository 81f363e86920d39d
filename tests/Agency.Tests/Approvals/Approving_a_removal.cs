using Agency.Approvals;
using Agency.Deals;
using Agency.History;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

public sealed class Approving_a_removal : RemovalAgency
{
    [Fact]
    public async Task Moves_the_talent_with_all_that_belongs_to_it_to_the_trash_and_nothing_else()
    {
        var (id, hash) = await RequestAsync();

        Done(await As(Cal).ApproveAsync(id, hash));

        Assert.Equal("Bo", Assert.Single((await Agency.ListAsync("talents")).Rows).Name);
        Assert.Equal("Spring campaign", Assert.Single((await Agency.ListAsync("deals")).Rows).Name);
        Assert.NotNull((await Agency.As<TalentService>(Ann).GetAsync(Aria))!.DeletedAt);
        Assert.Equal((0L, 0L), (await LiveAsync("commissions"), await LiveAsync("payouts")));
        Assert.Equal(RequestState.Succeeded, await StateAsync(id));
        Assert.Equal(0, await ClaimsAsync());
    }

    [Fact]
    public async Task Changes_nothing_until_it_is_applied()
    {
        var before = await Database.ImageAsync();
        var id = await ApprovedAsync();
        Assert.Equal(before, await Database.ImageAsync());
        Assert.Equal(5, await ClaimsAsync());
        Assert.Equal(id, (await Agency.As<Inbox>(Max).LiveOnAsync("agency.deals", Summer))!.Id);
    }

    [Fact]
    public async Task Leaves_one_commit_that_carries_the_request_the_reason_and_both_people()
    {
        var (id, hash) = await RequestAsync();
        Done(await As(Cal).ApproveAsync(id, hash));

        var log = await Agency.As<HistoryService>(Max).ChangesAsync((await PageAsync(id))!.CommitId!.Value);

        Assert.Equal(5, log.Changes.Count);
        Assert.All(log.Changes, c => Assert.Equal((id, "Ann", "talent.removed", "They left the agency.", "Cal"), (c.RequestId, c.ActorName, c.Intent, c.Reason, Assert.Single(c.ApprovedBy))));
        Assert.All(log.Changes, c => Assert.Equal("deleted_at", Assert.Single(c.Fields).Field));
        Assert.Equal(1L, await Database.AskAsync<long>($"select count(*) from history.commits where request_id = '{id}'"));
    }

    [Fact]
    public async Task Shows_the_removed_deal_on_no_live_talents_page()
    {
        var (id, hash) = await Agency.RequestAsync(new RemoveDeal(Summer));
        Done(await As(Cal).ApproveAsync(id, hash));

        var aria = (await Agency.As<TalentService>(Ann).GetAsync(Aria))!;
        Assert.Equal(("Winter campaign", 0), (Assert.Single(aria.Deals).Title, aria.Payouts.Count));
        var deals = Agency.As<DealService>(Ann);
        var earnings = await deals.EarningsAsync((await deals.GetAsync(Summer))!);
        Assert.Equal((1, 1), (earnings.Commissions.Count, earnings.Payouts.Count));
    }

    [Fact]
    public async Task Is_refused_to_whoever_asked_even_as_an_approver()
    {
        var id = Done(await As(Bea).PlanAsync(new RemoveTalent(Aria)));
        var hash = (await PageAsync(id))!.PlanHash;
        Assert.IsType<Outcome.AwaitingApproval>(await As(Bea).SubmitAsync(id, hash, "They left."));

        Refused("AG004", await As(Bea).ApproveAsync(id, hash));
        Refused("AG004", await As(Bea).RejectAsync(id, hash, "No."));
        Assert.StartsWith("You asked for this on", (await Agency.As<Inbox>(Bea).GetAsync(id))!.Refusal, StringComparison.Ordinal);
        Assert.Equal((0, 1), (await Agency.As<Inbox>(Bea).WaitingAsync(), await Agency.As<Inbox>(Cal).WaitingAsync()));
        Done(await As(Cal).ApproveAsync(id, hash));
    }

    [Fact]
    public async Task Is_refused_where_another_plan_was_shown()
    {
        var (id, hash) = await RequestAsync();
        Refused("AG007", await As(Cal).ApproveAsync(id, new string('0', hash.Length)));
        Refused("AG007", await As(Cal).RejectAsync(id, "", "No."));
        Assert.Equal(RequestState.Pending, await StateAsync(id));
    }

    [Fact]
    public async Task Is_decided_once()
    {
        var (id, hash) = await RequestAsync();
        Assert.Equal("approved", await VoteAsync(id, Cal, hash));
        Refused("AG005", await As(Cal).ApproveAsync(id, hash));
        Refused("AG005", await As(Bea).ApproveAsync(id, hash));

        Done(await As(Cal).ApplyAsync(id));
        Refused("AG005", await As(Bea).ApproveAsync(id, hash));
        Refused("AG005", await As(Bea).RejectAsync(id, hash, "No."));
        Refused("AG005", await As(Ann).SubmitAsync(id, hash, "Again."));
    }

    [Fact]
    public async Task Ends_for_good_with_a_rejection_which_needs_a_reason()
    {
        var (id, hash) = await RequestAsync();
        Refused("AG009", await As(Cal).RejectAsync(id, hash, "  "));

        Done(await As(Cal).RejectAsync(id, hash, "She stays."));

        Assert.Equal(("Cal", "reject", "She stays."), Assert.Single((await PageAsync(id))!.Votes) switch { var v => (v.PersonName, v.Decision, v.Reason) });
        Assert.Equal(RequestState.Rejected, await StateAsync(id));
        Refused("AG005", await As(Bea).ApproveAsync(id, hash));
        Refused("AG005", await As(Bea).ApplyAsync(id));
        Assert.Equal(0, await ClaimsAsync());
        await RequestAsync();
    }

    [Fact]
    public async Task Applies_once_however_often_it_is_asked_to()
    {
        var id = await ApprovedAsync();
        Assert.Equal("succeeded", await ApplyAsync(id));
        var (image, commits) = (await Database.ImageAsync(), await Database.AskAsync<long>("select count(*) from history.commits"));

        Assert.Equal("succeeded", await ApplyAsync(id));
        Done(await As(Cal).ApplyAsync(id));

        Assert.Equal((image, commits), (await Database.ImageAsync(), await Database.AskAsync<long>("select count(*) from history.commits")));
    }

    [Fact]
    public async Task Takes_only_what_was_approved()
    {
        var (id, _) = await RequestAsync();
        Refused("AG005", await As(Cal).ApplyAsync(id));
        Refused("AG005", await As(Cal).ApplyAsync(Aria));
        Assert.Equal(2, await LiveAsync("talents"));
    }
}
