using Agency.Approvals;
using Agency.Data;
using Agency.Deals;
using Agency.Talents;
using Microsoft.Extensions.DependencyInjection;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

/// <summary>The attacks and accidents that a request must hold against, one by one.</summary>
public sealed class An_attack_on_approval : RemovalAgency
{
    [Fact]
    public async Task Approve_A_run_B()
    {
        var (a, _) = await RequestAsync();
        var (b, other) = await Agency.RequestAsync(new RemoveTalent(Bo));
        Refused("AG007", await As(Cal).ApproveAsync(a, other));
        Assert.Equal("AG005", await Database.RefusalAsync(Apply(a)));
        Assert.Equal((RequestState.Pending, RequestState.Pending), (await StateAsync(a), await StateAsync(b)));
    }

    [Theory]
    [InlineData("update agency.deals set gross_minor = 1 where title = 'Summer campaign'", "Summer campaign (deals) is no longer as it was when this was planned.")]
    [InlineData("insert into agency.deals (id, title, talent_id) values (gen_random_uuid(), 'Late campaign', '{0}')", "Aria still has 1 live rows of agency.deals that belong to it.")]
    public async Task A_row_or_a_dependent_changes_in_between_and_the_request_is_stale_at_once(string change, string because)
    {
        var (id, _) = await RequestAsync();
        var (bystander, _) = await Agency.RequestAsync(new RemoveTalent(Bo));
        var before = await Database.AskAsync<long>("select max(id) from history.commits");
        await Database.AskAsync(string.Format(change, Aria));
        await Agency.Services.GetRequiredService<RequestClock>().LookAtAsync([await Database.AskAsync<long>($"select max(id) from history.commits where id > {before}")], default);

        Assert.Equal((RequestState.Stale, because), (await StateAsync(id), (await PageAsync(id))!.StaleBecause));
        Assert.Equal(RequestState.Pending, await StateAsync(bystander));
    }

    [Fact]
    public async Task A_dependent_that_nobody_told_of_is_found_when_somebody_votes()
    {
        var (id, hash) = await RequestAsync();
        await Agency.AddDealAsync(Aria, "Late campaign");
        Assert.StartsWith("Nothing was changed", Assert.IsType<Outcome.Done>(await As(Cal).ApproveAsync(id, hash)).Message, StringComparison.Ordinal);
        Assert.Equal(RequestState.Stale, await StateAsync(id));
    }

    [Fact]
    public async Task Self_approval_by_a_second_account()
    {
        await Database.ChangeGuardedAsync($"update agency.people set emails = '{{ann@x.example}}' where id in ('{Ann}', '{Cal}')");
        var (id, hash) = await RequestAsync();
        Refused("AG004", await As(Cal).ApproveAsync(id, hash));
    }

    [Theory, InlineData("agency_app"), InlineData("agency_owner")]
    public async Task Self_approval_by_editing_roles_first(string role)
    {
        var (id, hash) = await RequestAsync();
        await Database.RefusalAsync($"insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{Max}', 'approver')", role);
        Refused("AG006", await As(Max).ApproveAsync(id, hash));
    }

    [Theory]
    [InlineData("update guard.requests set state = 'approved'"), InlineData("insert into guard.votes (request_id, requested_by, person_id, decision, plan_hash) select id, requested_by, '{0}', 'approve', plan_hash from guard.requests")]
    [InlineData("insert into guard.applying (xid, request_id) select pg_current_xact_id(), id from guard.requests"), InlineData("update guard.sessions set authenticated_at = now()"), InlineData("delete from guard.claims")]
    public async Task A_side_door_as_the_application_or_the_owner(string statement)
    {
        await RequestAsync();
        Assert.Equal("42501", await Database.RefusalAsync(string.Format(statement, Cal)));
        Assert.Equal("42501", await Database.RefusalAsync(string.Format(statement, Cal), Sql.Owner));
    }

    [Fact]
    public async Task A_console_that_says_it_is_the_servers_administrator()
    {
        const string AtTheServer = "select guard.start_session('{0}', null, 'server', now(), now() + interval '1 minute')";
        Assert.Equal("AG006", await Database.RefusalAsync(string.Format(AtTheServer, Cal)));
        Assert.Null(await Database.RefusalAsync(string.Format(AtTheServer, Cal), "agency_admin"));
    }

    [Fact]
    public async Task A_double_click()
    {
        var (id, hash) = await RequestAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => As(Cal).ApproveAsync(id, hash)));
        Assert.Single(outcomes.OfType<Outcome.Done>(), d => d.Message == "Approved and applied.");
        Assert.Equal(1L, await Database.AskAsync<long>($"select count(*) from guard.votes where request_id = '{id}'"));
    }

    [Fact]
    public async Task One_big_removal_cut_into_small_ones_adds_up_over_a_day()
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        await Database.AskAsync("insert into agency.policies (id, operation, min_rows, quorum) values (gen_random_uuid(), 'deal.removed', 2, 2)");
        var winter = await Database.AskAsync<Guid>("select id from agency.deals where title = 'Winter campaign'");
        var spring = await Database.AskAsync<Guid>("select id from agency.deals where title = 'Spring campaign'");
        var (first, hash) = await Agency.RequestAsync(new RemoveDeal(winter));
        Assert.Equal(1, (await PageAsync(first))!.Policy.Quorum);
        Done(await As(Cal).ApproveAsync(first, hash));

        var (second, _) = await Agency.RequestAsync(new RemoveDeal(spring));

        Assert.Equal(2, (await PageAsync(second))!.Policy.Quorum);
    }

    [Fact]
    public async Task Many_drafts_planned_before_the_first_is_submitted_add_up_as_well()
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        await Database.AskAsync("insert into agency.policies (id, operation, min_rows, quorum) values (gen_random_uuid(), 'deal.removed', 2, 2)");
        var drafts = new List<RequestPage>();
        foreach (var title in new[] { "Winter campaign", "Spring campaign" })
            drafts.Add(await PlanAsync(new RemoveDeal(await Database.AskAsync<Guid>($"select id from agency.deals where title = '{title}'"))));
        foreach (var draft in drafts)
            Assert.IsType<Outcome.AwaitingApproval>(await As(Ann).SubmitAsync(draft.Card.Id, draft.PlanHash, "They left."));

        Assert.Equal((1, 2), ((await PageAsync(drafts[0].Card.Id))!.Policy.Quorum, (await PageAsync(drafts[1].Card.Id))!.Policy.Quorum));
        Assert.Equal("pending", await VoteAsync(drafts[1].Card.Id, Cal, drafts[1].PlanHash));
    }

    [Fact]
    public async Task A_plan_that_says_it_touches_less_than_it_does_is_counted_by_the_guard()
    {
        await Database.AskAsync("insert into agency.policies (id, operation, table_name, min_rows, quorum) values (gen_random_uuid(), '*', 'agency.deals', 2, 2)");
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await Database.AskAsync($$"""
            select guard.plan('{{id}}', 'deal.removed', 'Nothing much', '{}', '{"tables": [], "money": []}',
              (select jsonb_agg(jsonb_build_object('table', 'agency.deals', 'row_id', d.id, 'action', 'trash')) from agency.deals d where d.talent_id = '{{Aria}}' and d.title like 'W%' or d.talent_id = '{{Bo}}'), '{{Ann}}')
            """, Sql.App);
        Assert.Equal(2, (await PageAsync(id))!.Policy.Quorum);
    }

    [Fact]
    public async Task Select_all_on_a_filter_that_grows_is_what_the_plan_froze()
    {
        var (id, hash) = await Agency.RequestAsync(new BulkEdit("agency.deals", System.Text.Json.JsonElement.Parse("""{"probability_bps": 4321}"""), Match: System.Text.Json.JsonElement.Parse("""{"stage": "negotiating"}""")));
        await Agency.AddDealAsync(Bo, "Autumn campaign");
        Done(await As(Cal).ApproveAsync(id, hash));
        Assert.Equal(3L, await Database.AskAsync<long>("select count(*) from agency.deals where probability_bps = 4321"));
    }

    [Fact]
    public async Task What_nobody_could_ever_approve_is_refused_at_submit_and_names_what_is_missing()
    {
        await Database.AskAsync("insert into agency.policies (id, operation, also_role) values (gen_random_uuid(), 'talent.removed', 'finance')");
        var draft = await PlanAsync(new RemoveTalent(Aria));
        var refused = Assert.IsType<Outcome.Refused>(await As(Ann).SubmitAsync(draft.Card.Id, draft.PlanHash, "They left."));
        Assert.Equal("Nobody could approve this: it needs 1 other people who approve and hold the role finance, and there is none.", refused.Because);
    }

    [Fact]
    public async Task Rubber_stamping_takes_the_number_of_rows_above_ten_and_is_measured()
    {
        for (var n = 0; n < 10; n++)
            await Agency.AddDealAsync(Aria, $"Deal {n}");
        var (id, hash) = await RequestAsync();
        var rows = (await PageAsync(id))!.Card.RowCount;
        Refused("AG009", await As(Cal).ApproveAsync(id, hash));
        Refused("AG009", await As(Cal).ApproveAsync(id, new Approval(hash, Rows: rows - 1)));
        Done(await As(Cal).ApproveAsync(id, new Approval(hash, Rows: rows, OpenedAt: TimeProvider.System.GetUtcNow().AddSeconds(-40))));
        Assert.InRange(await Database.AskAsync<double>($"select extract(epoch from at - opened_at)::float8 from guard.votes where request_id = '{id}'"), 40, 60);
    }

    [Fact]
    public async Task A_circuit_that_keeps_a_right_which_was_taken_away()
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        var (id, hash) = await RequestAsync();
        var open = As(Cal);
        await Database.AskAsync($"update agency.role_grants set valid_until = now() where person_id = '{Cal}'");
        Refused("AG006", await open.ApproveAsync(id, hash));
        await Database.AskAsync($"select guard.end_sessions('{Bea}')", Sql.App);
        Refused("AG006", await As(Bea).ApproveAsync(id, hash));
    }

    [Fact]
    public async Task A_protected_table_without_its_triggers_stops_the_console()
    {
        await Database.ForceAsync("drop trigger guard_delete on agency.talents");
        var refusal = await Assert.ThrowsAsync<StartUpException>(() => Agency.Services.GetRequiredService<SelfTest>().RequireAsync(default));
        Assert.Contains("agency.talents", refusal.Message, StringComparison.Ordinal);
    }
}
