using Agency.Approvals;
using Agency.Talents;
using Microsoft.Extensions.DependencyInjection;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

public sealed class The_clocks_of_a_request : RemovalAgency
{
    RequestClock Clock => Agency.Services.GetRequiredService<RequestClock>();

    [Fact]
    public async Task Let_it_expire_where_nobody_decided_in_time_and_free_its_rows()
    {
        var (id, hash) = await RequestAsync();
        await Clock.TickAsync(default);
        Assert.Equal(RequestState.Pending, await StateAsync(id));

        await PassAsync(id, "approve_by");
        Assert.StartsWith("Nothing was changed", Assert.IsType<Outcome.Done>(await As(Cal).ApproveAsync(id, hash)).Message, StringComparison.Ordinal);

        Assert.Equal((RequestState.Expired, 0L), (await StateAsync(id), await ClaimsAsync()));
        Refused("AG005", await As(Bea).ApproveAsync(id, hash));
        var again = await PageAsync(Done(await As(Ann).PlanAgainAsync(id)));
        Assert.Equal(id, again!.Supersedes!.Id);
    }

    [Fact]
    public async Task Let_it_expire_by_themselves()
    {
        var (id, _) = await RequestAsync();
        await PassAsync(id, "approve_by");
        await Clock.TickAsync(default);
        Assert.Equal((RequestState.Expired, "Nobody decided in time."), (await StateAsync(id), (await PageAsync(id))!.StaleBecause));
    }

    [Fact]
    public async Task Let_it_expire_where_it_was_approved_and_not_applied_in_time()
    {
        var id = await ApprovedAsync();
        await PassAsync(id, "execute_by");
        Assert.Equal("expired", await ApplyAsync(id));
        Assert.Equal((RequestState.Expired, 2L), (await StateAsync(id), await LiveAsync("talents")));
    }

    [Fact]
    public async Task Are_the_stricter_of_then_and_now()
    {
        var (id, _) = await RequestAsync();
        await Database.AskAsync("update agency.policies set approve_minutes = 1 where operation = '*' and table_name is null");
        await Database.ChangeGuardedAsync($"alter table guard.requests disable trigger planned_once; update guard.requests set submitted_at = now() - interval '2 minutes' where id = '{id}'; alter table guard.requests enable always trigger planned_once");
        await Clock.TickAsync(default);
        Assert.Equal(RequestState.Expired, await StateAsync(id));
    }

    [Fact]
    public async Task Apply_it_at_its_moment_and_not_before()
    {
        var moment = TimeProvider.System.GetUtcNow().AddDays(2);
        var draft = (await PageAsync(Done(await As(Ann).PlanAsync(new RemoveTalent(Aria), new PlanTerms(NotBefore: moment)))))!;
        Assert.IsType<Outcome.AwaitingApproval>(await As(Ann).SubmitAsync(draft.Card.Id, draft.PlanHash, "They leave on Friday."));
        Done(await As(Cal).ApproveAsync(draft.Card.Id, draft.PlanHash));

        await Clock.TickAsync(default);
        Assert.Equal("AG005", await Database.RefusalAsync(Apply(draft.Card.Id)));
        Assert.Equal((RequestState.Approved, 2L), (await StateAsync(draft.Card.Id), await LiveAsync("talents")));
        Assert.Equal(0, await Agency.As<Inbox>(Bea).WaitingAsync());

        await PassAsync(draft.Card.Id, "not_before");
        await Clock.TickAsync(default);
        Assert.Equal((RequestState.Succeeded, 1L), (await StateAsync(draft.Card.Id), await LiveAsync("talents")));
    }

    [Fact]
    public async Task Apply_what_was_interrupted()
    {
        var id = await ApprovedAsync();
        await PassAsync(id, "decided_at");
        await Clock.TickAsync(default);
        Assert.Equal(RequestState.Succeeded, await StateAsync(id));
    }

    [Fact]
    public async Task Try_again_what_failed_five_times_at_most()
    {
        var id = await ApprovedAsync();
        await Database.ForceAsync("""
            create function public.stuck() returns trigger language plpgsql as 'begin raise exception using errcode = ''55000'', message = ''The bank says no.''; end';
            create trigger stuck before update on agency.payouts for each row execute function public.stuck()
            """);
        for (var n = 1; n <= 4; n++)
        {
            Assert.Equal("failed", await ApplyAsync(id));
            Assert.Equal((RequestState.Failed, 5L), (await StateAsync(id), await ClaimsAsync()));
        }
        Assert.Equal("failed_final", await ApplyAsync(id));
        Assert.Equal((RequestState.FailedFinal, "The bank says no.", 0L), (await StateAsync(id), (await PageAsync(id))!.StaleBecause, await ClaimsAsync()));
        Assert.Equal("AG005", await Database.RefusalAsync(Apply(id)));
    }

    [Fact]
    public async Task Apply_what_failed_once_its_cause_is_gone()
    {
        var id = await ApprovedAsync();
        await Database.ForceAsync("create function public.stuck() returns trigger language plpgsql as 'begin raise exception ''Not now.''; end'; create trigger stuck before update on agency.payouts for each row execute function public.stuck()");
        Assert.Equal("failed", await ApplyAsync(id));
        await Clock.TickAsync(default);
        Assert.Equal(RequestState.Failed, await StateAsync(id));

        await Database.ForceAsync("drop trigger stuck on agency.payouts");
        await PassAsync(id, "decided_at");
        await Database.ForceAsync("alter table guard.attempts disable trigger all; update guard.attempts set at = at - interval '1 hour'; alter table guard.attempts enable always trigger never_changed; alter table guard.attempts enable always trigger never_deleted");
        await Clock.TickAsync(default);
        Assert.Equal((RequestState.Succeeded, 1L), (await StateAsync(id), await LiveAsync("talents")));
    }

    /// <summary>Time passes only for a superuser.</summary>
    Task PassAsync(Guid id, string clock) => Database.ChangeGuardedAsync($"alter table guard.requests disable trigger planned_once; update guard.requests set {clock} = now() - interval '1 minute' where id = '{id}'; alter table guard.requests enable always trigger planned_once");
}
