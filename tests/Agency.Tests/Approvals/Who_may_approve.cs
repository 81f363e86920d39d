using Agency.Approvals;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

public sealed class Who_may_approve : RemovalAgency
{
    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        await Agency.AddApproverAsync(Dot, "Dot");
    }

    [Fact]
    public async Task Only_approvers()
    {
        var (id, hash) = await RequestAsync();
        Refused("AG006", await As(Max).ApproveAsync(id, hash));
        Refused("AG004", await As(Ann).ApproveAsync(id, hash));
        Assert.Equal("AG006", await VoteRefusalAsync(id, Max, hash));
        Assert.Equal("AG004", await VoteRefusalAsync(id, Ann, hash));
        Assert.Equal("AG006", await VoteRefusalAsync(id, Guid.AllBitsSet, hash));
    }

    [Theory]
    [InlineData("insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{0}', 'approver')")]
    [InlineData("insert into agency.role_grants (id, person_id, role, created_at, valid_from) values (gen_random_uuid(), '{0}', 'approver', '2020-01-01', '2020-01-01')")]
    [InlineData("update agency.role_grants set role = 'approver' where person_id = '{0}'")]
    public async Task Nobody_who_was_made_an_approver_after_the_request_whatever_the_grant_says(string grant)
    {
        var (id, hash) = await RequestAsync();
        await Database.ChangeGuardedAsync(string.Format(grant, Max));

        Refused("AG006", await As(Max).ApproveAsync(id, hash));
        Assert.Equal("Only someone who was an approver before this was asked may decide.", (await Agency.As<Inbox>(Max).GetAsync(id))!.Refusal);
        var (later, laterHash) = await Agency.RequestAsync(new RemoveTalent(Bo));
        Done(await As(Max).ApproveAsync(later, laterHash));
    }

    [Fact]
    public async Task Nobody_whose_expired_role_was_prolonged_after_the_request()
    {
        await Database.ChangeGuardedAsync($"insert into agency.role_grants (id, person_id, role, valid_from, valid_until) values (gen_random_uuid(), '{Max}', 'approver', '2020-01-01', '2021-01-01')");
        var (id, hash) = await RequestAsync();
        Assert.Equal(0, await Agency.As<Inbox>(Max).WaitingAsync());

        await Database.ChangeGuardedAsync($"update agency.role_grants set valid_until = null where person_id = '{Max}' and role = 'approver'");

        Refused("AG006", await As(Max).ApproveAsync(id, hash));
    }

    [Fact]
    public async Task Nobody_to_whom_the_requester_gave_the_role()
    {
        await Database.ChangeGuardedAsync($"insert into agency.role_grants (id, person_id, role, granted_by) values (gen_random_uuid(), '{Max}', 'approver', '{Ann}')");
        var (id, hash) = await RequestAsync();

        Refused("AG006", await As(Max).ApproveAsync(id, hash));
        Done(await As(Cal).ApproveAsync(id, hash));
    }

    [Fact]
    public async Task Nobody_who_was_deactivated_or_lost_the_role()
    {
        var (id, hash) = await RequestAsync();
        await DeactivateAsync(Cal);
        Refused("AG006", await As(Cal).ApproveAsync(id, hash));
        await Database.ChangeGuardedAsync($"update agency.role_grants set valid_until = now() where person_id = '{Bea}' and role = 'approver'");
        Refused("AG006", await As(Bea).ApproveAsync(id, hash));
        Assert.Equal("AG006", await VoteRefusalAsync(id, Cal, hash));
        Assert.Equal("AG006", await VoteRefusalAsync(id, Bea, hash));
    }

    [Fact]
    public async Task Nobody_whose_vote_stopped_counting_before_it_was_applied_but_somebody_else_still_can()
    {
        var (id, hash) = await RequestAsync();
        Assert.Equal("approved", await VoteAsync(id, Cal, hash));
        await DeactivateAsync(Cal);

        Assert.Equal("AG006", await Database.RefusalAsync(Apply(id)));
        Refused("AG006", await As(Bea).ApplyAsync(id));
        Assert.Equal((RequestState.Approved, 2L), (await StateAsync(id), await LiveAsync("talents")));

        Done(await As(Bea).ApproveAsync(id, hash));
        Assert.Equal((RequestState.Succeeded, 1L), (await StateAsync(id), await LiveAsync("talents")));
    }

    [Fact]
    public async Task Somebody_else_may_finish_what_only_a_former_approver_approved_by_approving_it()
    {
        var (id, hash) = await RequestAsync();
        await VoteAsync(id, Cal, hash);
        await DeactivateAsync(Cal);

        Refused("AG007", await As(Bea).FinishAsync(id, new Approval("another plan")));
        Done(await As(Bea).FinishAsync(id, new Approval(hash)));

        Assert.Equal(RequestState.Succeeded, await StateAsync(id));
    }

    [Fact]
    public async Task Somebody_else_may_reject_what_only_a_former_approver_approved()
    {
        var (id, hash) = await RequestAsync();
        await VoteAsync(id, Cal, hash);
        await DeactivateAsync(Cal);

        Done(await As(Bea).RejectAsync(id, hash, "She stays."));

        Assert.Equal((RequestState.Rejected, 0L), (await StateAsync(id), await ClaimsAsync()));
    }

    Task DeactivateAsync(Guid person) => Database.ChangeGuardedAsync($"update agency.people set status = 'deactivated' where id = '{person}'");

    Task<string?> VoteRefusalAsync(Guid id, Guid person, string hash) => Database.RefusalAsync($"select guard.vote('{id}', '{person}', 'approve', '{hash}')");
}
