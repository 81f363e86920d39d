using Agency.Approvals;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

public sealed class Taking_a_request_back : RemovalAgency
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Withdraws_it_pending_or_approved_and_only_by_who_asked(bool approved)
    {
        var (id, hash) = await RequestAsync();
        if (approved)
            await VoteAsync(id, Cal, hash);
        Refused("AG006", await As(Bea).WithdrawAsync(id));

        Done(await As(Ann).WithdrawAsync(id));

        Assert.Equal((RequestState.Withdrawn, 0L, 2L), (await StateAsync(id), await ClaimsAsync(), await LiveAsync("talents")));
        Refused("AG005", await As(Cal).ApproveAsync(id, hash));
        Refused("AG005", await As(Ann).WithdrawAsync(id));
    }

    [Fact]
    public async Task Retracts_ones_own_approval_and_lets_one_give_it_again()
    {
        var (id, hash) = await RequestAsync();
        Refused("AG005", await As(Cal).RetractAsync(id));
        await VoteAsync(id, Cal, hash);
        Assert.True((await Agency.As<Inbox>(Cal).GetAsync(id))!.MayRetract);
        Refused("AG005", await As(Bea).RetractAsync(id));

        Done(await As(Cal).RetractAsync(id));
        Assert.Equal("AG005", await Database.RefusalAsync(Apply(id)));
        Assert.Equal((RequestState.Pending, 0), ((await PageAsync(id))!.Card.State, (await PageAsync(id))!.Card.Approvals));

        Done(await As(Cal).ApproveAsync(id, hash));
        Assert.Equal(RequestState.Succeeded, await StateAsync(id));
    }

    [Fact]
    public async Task Vetoes_what_others_approved()
    {
        var (id, hash) = await RequestAsync();
        await VoteAsync(id, Cal, hash);
        Refused("AG009", await As(Bea).RejectAsync(id, hash, " "));

        Done(await As(Bea).RejectAsync(id, hash, "Wait for the lawyer."));

        var page = (await PageAsync(id))!;
        Assert.Equal((RequestState.Rejected, "veto"), (page.Card.State, page.Votes[^1].Decision));
        Assert.Equal(["Draft>Pending", "Pending>Approved", "Approved>Rejected"], page.Steps.Select(s => $"{s.From}>{s.To}"));
    }

    [Fact]
    public async Task Leaves_the_first_of_two_at_the_same_instant_the_winner()
    {
        var (id, hash) = await RequestAsync();
        await VoteAsync(id, Cal, hash);
        await Task.WhenAll(As(Ann).WithdrawAsync(id), As(Cal).ApplyAsync(id), As(Bea).RejectAsync(id, hash, "No."), As(Cal).RetractAsync(id));
        var (state, talents) = (await StateAsync(id), await LiveAsync("talents"));
        Assert.Contains(state, new[] { RequestState.Withdrawn, RequestState.Succeeded, RequestState.Rejected });
        Assert.Equal(state == RequestState.Succeeded ? 1 : 2, talents);
    }
}
