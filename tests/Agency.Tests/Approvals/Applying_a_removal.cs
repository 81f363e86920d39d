using Agency.Approvals;
using Agency.Talents;
using Npgsql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

/// <summary>What happens between the plan and the rows: drift, races, a process that dies.</summary>
public sealed class Applying_a_removal : RemovalAgency
{
    string AddDeal => $"insert into agency.deals (id, title, talent_id) values (gen_random_uuid(), 'Late campaign', '{Aria}')";

    [Theory]
    [InlineData("update agency.deals set title = 'Summer special' where title = 'Summer campaign'", "Summer campaign (deals)")]
    [InlineData("update agency.talents set bio = 'New.' where stage_name = 'Aria'", "Aria (talents)")]
    [InlineData("update agency.payouts set amount_minor = amount_minor + 1", "(payouts)")]
    public async Task Does_nothing_where_a_planned_row_changed(string change, string row)
    {
        var (voted, (late, hash)) = (await PlanAsync(new RemoveTalent(Aria)), await RequestAsync());
        await Database.AskAsync(change);
        Assert.Contains((await PageAsync(late))!.Rows, r => r.ChangedSince);

        Assert.StartsWith("Nothing was changed", Assert.IsType<Outcome.Done>(await As(Cal).ApproveAsync(late, hash)).Message, StringComparison.Ordinal);
        Assert.IsType<Outcome.Done>(await As(Ann).SubmitAsync(voted.Card.Id, voted.PlanHash, "They left."));

        Assert.Equal((RequestState.Stale, RequestState.Stale), (await StateAsync(late), await StateAsync(voted.Card.Id)));
        Assert.EndsWith($"{row} is no longer as it was when this was planned.", (await PageAsync(late))!.StaleBecause, StringComparison.Ordinal);
        Assert.Equal((2L, 3L, 0L), (await LiveAsync("talents"), await LiveAsync("deals"), await ClaimsAsync()));
    }

    [Fact]
    public async Task Does_nothing_where_a_planned_row_changed_after_the_vote()
    {
        var id = await ApprovedAsync();
        await Database.AskAsync("update agency.deals set notes = 'New.' where title = 'Summer campaign'");
        var image = await Database.ImageAsync();

        Assert.Equal("stale", await ApplyAsync(id));

        Assert.Equal(image, await Database.ImageAsync());
        Assert.Equal("AG003", await Database.AskAsync<string>($"select sqlstate from guard.attempts where request_id = '{id}' and to_state = 'stale'"));
        Assert.Equal("AG005", await Database.RefusalAsync(Apply(id)));
        Assert.Equal(0, await ClaimsAsync());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Does_nothing_where_the_talent_got_another_deal(bool afterTheVote)
    {
        var (id, hash) = await RequestAsync();
        if (afterTheVote)
            await VoteAsync(id, Cal, hash);
        await Agency.AddDealAsync(Aria, "Late campaign");
        var image = await Database.ImageAsync();

        Done(afterTheVote ? await As(Bea).ApplyAsync(id) : await As(Cal).ApproveAsync(id, hash));

        Assert.Equal(RequestState.Stale, await StateAsync(id));
        Assert.Equal(image, await Database.ImageAsync());
        await RequestAsync();
    }

    [Fact]
    public async Task Waits_for_a_deal_that_is_being_added_and_then_does_nothing()
    {
        var id = await ApprovedAsync();
        await using var adding = await InTransactionAsync(AddDeal);
        await using var applying = await Database.ConnectAsync();
        var applied = applying.AskSqlAsync(Apply(id));
        await Database.BlockedAsync(applying.ProcessID);

        await adding.RunSqlAsync("commit");

        Assert.Equal("stale", await applied);
        Assert.Equal((2L, 4L), (await LiveAsync("talents"), await LiveAsync("deals")));
    }

    [Theory, InlineData("read committed", "AG002"), InlineData("repeatable read", "40001"), InlineData("serializable", "40001")]
    public async Task Makes_a_deal_wait_that_is_being_added_and_refuses_it(string isolation, string refusal)
    {
        var id = await ApprovedAsync();
        await using var adding = await InTransactionAsync($"set transaction isolation level {isolation}; select count(*) from agency.deals");
        await using var applying = await InTransactionAsync(Apply(id));
        var added = adding.RefusalAsync(AddDeal);
        await Database.BlockedAsync(adding.ProcessID);

        await applying.RunSqlAsync("commit");

        Assert.Equal(refusal, await added);
        Assert.Equal((1L, 1L), (await LiveAsync("talents"), await LiveAsync("deals")));
    }

    [Theory, InlineData("repeatable read"), InlineData("serializable")]
    public async Task Refuses_a_snapshot_that_could_not_see_a_deal_added_meanwhile(string isolation)
    {
        var id = await ApprovedAsync();
        Assert.Equal("AG005", await Database.RefusalAsync($"set transaction isolation level {isolation}; {Apply(id)}"));
        Assert.Equal("succeeded", await ApplyAsync(id));
    }

    [Fact]
    public async Task Is_done_once_where_two_approvers_race()
    {
        var (id, hash) = await RequestAsync();
        await using var hold = await InTransactionAsync($"select guard.vote('{id}', '{Cal}', 'approve', '{hash}')");
        await using var other = await Database.ConnectAsync();
        var late = other.RefusalAsync($"select guard.vote('{id}', '{Bea}', 'approve', '{hash}')");
        await Database.BlockedAsync(other.ProcessID);
        await hold.RunSqlAsync($"{Apply(id)}; commit");

        Assert.Equal("AG005", await late);
        Assert.Equal("Cal", Assert.Single((await PageAsync(id))!.Votes).PersonName);
    }

    [Fact]
    public async Task Is_done_once_where_two_people_click_at_once()
    {
        var (id, hash) = await RequestAsync();

        var outcomes = await Task.WhenAll(As(Cal).ApproveAsync(id, hash), As(Bea).ApproveAsync(id, hash), As(Cal).ApproveAsync(id, hash));

        Assert.Single(outcomes, o => o is Outcome.Done);
        Assert.Equal(2, outcomes.Count(o => o is Outcome.Refused { SqlState: "AG005" }));
        Assert.Equal((RequestState.Succeeded, 1L), (await StateAsync(id), await Database.AskAsync<long>($"select count(*) from history.commits where request_id = '{id}'")));
    }

    [Fact]
    public async Task Leaves_the_request_approved_where_the_process_dies_and_can_be_repeated()
    {
        var id = await ApprovedAsync();
        var image = await Database.ImageAsync();
        var applying = await InTransactionAsync(Apply(id));
        await Database.AskAsync($"select pg_terminate_backend({applying.ProcessID}, 5000)", Sql.Superuser);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => applying.RunSqlAsync("commit"));

        Assert.Equal((RequestState.Approved, image, 5L), (await StateAsync(id), await Database.ImageAsync(), await ClaimsAsync()));
        Assert.Equal("succeeded", await ApplyAsync(id));
        Assert.Equal(1, await LiveAsync("talents"));
    }

    [Theory]
    [InlineData("{1}; update agency.deals set gross_minor = 1 where talent_id = '{0}'")]
    [InlineData("{1}; update agency.deals set deleted_at = now() where talent_id = '{0}'")]
    [InlineData("update agency.talents set bio = 'x' where id = '{0}'; {1}")]
    [InlineData("{1}; insert into agency.companies (id, trade_name, kind) values (gen_random_uuid(), 'Rider', 'brand')")]
    public async Task Lets_nothing_else_ride_along_in_its_transaction(string statements)
    {
        var id = await ApprovedAsync();
        var image = await Database.ImageAsync();

        Assert.Equal("AG001", await Database.RefusalAsync(string.Format(statements, Bo, Apply(id))));

        Assert.Equal((RequestState.Approved, image), (await StateAsync(id), await Database.ImageAsync()));
    }
}
