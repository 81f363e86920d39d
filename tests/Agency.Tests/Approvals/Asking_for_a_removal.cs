using Agency.Approvals;
using Agency.Deals;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

public sealed class Asking_for_a_removal : RemovalAgency
{
    [Fact]
    public async Task Plans_every_row_with_its_money_and_writes_nothing()
    {
        var before = await Database.ImageAsync();

        var draft = await PlanAsync(new RemoveTalent(Aria));

        Assert.Equal(before, await Database.ImageAsync());
        Assert.Equal(("Move Aria and 2 deals to the trash", RequestState.Draft, 5), (draft.Card.Title, draft.Card.State, draft.Card.RowCount));
        Assert.Equal([("agency.talents", 1), ("agency.deals", 2), ("agency.payouts", 1), ("agency.commissions", 1)], draft.Impact.Tables.Select(t => (t.Table, t.Rows)));
        Assert.Equal([("open deals", 200000), ("commissions", 20000), ("payouts", 80000)], draft.Impact.Money.Select(m => (m.Kind, m.Minor)));
        Assert.Equal(0, await ClaimsAsync());
    }

    [Fact]
    public async Task Needs_a_reason_and_the_plan_that_was_shown()
    {
        var draft = await PlanAsync(new RemoveTalent(Aria));
        Refused("AG009", await As(Ann).SubmitAsync(draft.Card.Id, draft.PlanHash, " "));
        Refused("AG007", await As(Ann).SubmitAsync(draft.Card.Id, "another", "They left."));
        Assert.Equal(RequestState.Draft, await StateAsync(draft.Card.Id));
    }

    [Theory]
    [InlineData("update agency.talents set legal_hold = true where stage_name = 'Aria'", "agency.talents", "is under legal hold")]
    [InlineData("update agency.deals set legal_hold = true where title = 'Winter campaign'", "agency.deals", "is under legal hold")]
    [InlineData("update agency.commissions set legal_hold = true", "agency.commissions", "is under legal hold")]
    [InlineData("update agency.payouts set legal_hold = true", "agency.payouts", "is under legal hold")]
    [InlineData("update agency.payouts set state = 'sent'", "agency.payouts", "is on its way to the bank")]
    public async Task Is_refused_while_something_stands_in_the_way(string obstacle, string table, string because)
    {
        await Database.ChangeGuardedAsync($"{obstacle}; set constraints all immediate");
        var draft = await PlanAsync(new RemoveTalent(Aria));

        Assert.Equal((table, because), Assert.Single(draft.Impact.Blockers) switch { var b => (b.Table, b.Because) });
        Refused("AG009", await As(Ann).SubmitAsync(draft.Card.Id, draft.PlanHash, "They left."));
    }

    [Fact]
    public async Task Is_refused_where_nobody_else_could_approve()
    {
        await Database.AskAsync("update agency.policies set quorum = 2 where operation = '*'");
        var (hers, anns) = (await PlanAsAsync(Bea), await PlanAsAsync(Ann));
        Assert.Equal("Nobody could approve this: it needs 2 other people who approve, and there is 1.", Because(await As(Bea).SubmitAsync(hers.Card.Id, hers.PlanHash, "They left.")));
        Assert.Equal("Nobody could approve this once somebody is away: it needs 2, and there are only 2 approvers. Name one more first.",
            Because(await As(Ann).SubmitAsync(anns.Card.Id, anns.PlanHash, "They left.")));

        await Agency.AddApproverAsync(Dot, "Dot");
        Assert.IsType<Outcome.AwaitingApproval>(await As(Ann).SubmitAsync(anns.Card.Id, anns.PlanHash, "They left."));

        async Task<RequestPage> PlanAsAsync(Guid person) => (await PageAsync(Done(await As(person).PlanAsync(new RemoveTalent(Aria)))))!;

        static string Because(Outcome outcome) => Assert.IsType<Outcome.Refused>(outcome).Because;
    }

    [Fact]
    public async Task Is_refused_while_another_request_holds_a_row()
    {
        var draft = await PlanAsync(new RemoveDeal(Summer));
        await RequestAsync();
        Refused("AG008", await As(Ann).SubmitAsync(draft.Card.Id, draft.PlanHash, "They left."));
        await Agency.RequestAsync(new RemoveTalent(Bo));
    }

    [Fact]
    public async Task Lets_one_of_two_at_the_same_instant_hold_the_row()
    {
        var (one, two) = (await PlanAsync(new RemoveDeal(Summer)), await PlanAsync(new RemoveTalent(Aria)));
        await using var first = await InTransactionAsync($"select guard.submit('{one.Card.Id}', '{Ann}', 'Because.', '{one.PlanHash}')");
        await using var second = await Database.ConnectAsync();
        var waiting = second.RefusalAsync($"select guard.submit('{two.Card.Id}', '{Ann}', 'Because.', '{two.PlanHash}')");
        await Database.BlockedAsync(second.ProcessID);

        await first.RunSqlAsync("commit");

        Assert.Equal("AG008", await waiting);
    }

    [Fact]
    public async Task Tells_the_same_row_under_another_spelling()
    {
        await RequestAsync();
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var hash = await Database.AskAsync<string>($$"""
            select guard.plan('{{id}}', 'talent.removed', 'Sneak', '{}', '{}', jsonb_build_array(jsonb_build_object('table', 'agency.deals', 'row_id', upper('{{Summer}}'), 'action', 'trash')), '{{Ann}}')
            """, Sql.App);
        Refused("AG008", await As(Ann).SubmitAsync(id, hash, "They left."));
    }

    [Fact]
    public async Task Cannot_leave_out_a_legal_hold_or_name_a_column_that_is_not_there()
    {
        await Database.AskAsync($"update agency.deals set legal_hold = true where id = '{Summer}'");
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var hash = await Database.AskAsync<string>(Plan(id, "'trash'", "{}"), Sql.App);
        Refused("AG009", await As(Ann).SubmitAsync(id, hash, "They left."));

        Assert.Equal("AG009", await Database.RefusalAsync(Plan(Guid.AllBitsSet, "'update'", """{"colour": "red"}""")));

        string Plan(Guid request, string action, string patch) => $$"""
            select guard.plan('{{request}}', 'talent.removed', 'Sneak', '{}', '{}',
              jsonb_build_array(jsonb_build_object('table', 'agency.deals', 'row_id', '{{Summer}}', 'action', {{action}}, 'patch', '{{patch}}'::jsonb)), '{{Ann}}')
            """;
    }

    [Fact]
    public async Task Is_for_admins_and_for_what_is_there()
    {
        Refused("AG006", await As(Cal).PlanAsync(new RemoveTalent(Aria)));
        Refused("AG006", await As(Max).PlanAsync(new RemoveTalent(Aria)));
        Assert.IsType<Outcome.Refused>(await As(Ann).PlanAsync(new RemoveTalent(Summer)));
        var draft = await PlanAsync(new RemoveTalent(Aria));
        Refused("AG006", await As(Bea).SubmitAsync(draft.Card.Id, draft.PlanHash, "Not hers to submit."));
        Assert.Equal("AG006", await Database.RefusalAsync($"select guard.plan('{Guid.AllBitsSet}', 'x', 'x', '{{}}', '{{}}', '[]', '{Max}')"));
        Assert.Equal("AG009", await Database.RefusalAsync($"select guard.plan('{Guid.AllBitsSet}', 'x', 'x', '{{}}', '{{}}', '[]', '{Ann}')"));
        Assert.Equal("AG009", await Database.RefusalAsync($$"""
            select guard.plan('{{Guid.AllBitsSet}}', 'x', 'x', '{}', '{}', '[{"table": "history.commits", "row_id": "1", "action": "delete"}]', '{{Ann}}')
            """));
    }

    [Fact]
    public async Task Is_altered_and_deleted_by_nobody()
    {
        await ApprovedAsync();
        foreach (var statement in new[]
        {
            "update guard.plan_rows set action = 'delete'",
            "delete from guard.plan_rows",
            "truncate guard.requests cascade",
            "insert into guard.plan_rows select request_id, 99, 'agency.talents', 'x', 'trash' from guard.plan_rows limit 1",
            "update guard.requests set params = '{}'",
            "update guard.requests set plan_hash = ''",
            "update guard.requests set reason = 'Another.'",
            "update guard.requests set requested_by = gen_random_uuid()",
            "delete from guard.requests",
            "update guard.votes set decision = 'approve'",
            "delete from guard.votes",
            "delete from guard.attempts",
            "update guard.attempts set detail = ''",
        })
        {
            Assert.Equal((statement, "42501"), (statement, await Database.RefusalAsync(statement)));
            Assert.Equal((statement, "42501"), (statement, await Database.RefusalAsync(statement, Sql.Owner)));
            Assert.Equal((statement, "AG001"), (statement, await Database.RefusalAsync("set session_replication_role = replica; " + statement, Sql.Superuser)));
        }
    }
}
