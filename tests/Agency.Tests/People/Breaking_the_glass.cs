using System.Text.Json;
using Agency.Approvals;
using Agency.Data;
using Agency.Deals;
using Agency.People;
using Agency.Recovery;
using Agency.Talents;
using static Agency.Tests.Sql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

public sealed class Breaking_the_glass : GlassAgency
{
    [Fact]
    public async Task Lets_a_holder_move_to_the_trash_and_restore_alone()
    {
        var glass = await BreakAsync();

        var removal = await AloneAsync(new RemoveTalent(Aria));
        Assert.Equal((1L, glass), (await LiveAsync("talents"), await Database.AskAsync($"select break_glass from guard.requests where id = '{removal}'")));
        Assert.Equal($"Ann talent.removed {glass}", await Database.AskAsync("select actor_name || ' ' || intent || ' ' || (detail ->> 'break_glass') from history.commits where request_id is not null order by id desc limit 1"));
        await AloneAsync(new RestoreFromTrash("agency.talents", Aria, "Aria"));
        await AloneAsync(new RemoveDeal(Summer));

        Assert.Equal((2L, 2L), (await LiveAsync("talents"), await LiveAsync("deals")));
        Assert.Equal(3, (await Glass(Cal).OfAsync(Ann)).Single().AppliedRequests);
        Assert.Equal(0L, await ClaimsAsync());
    }

    [Fact]
    public async Task Carries_what_waits_for_somebody_else_already()
    {
        var (id, _) = await RequestAsync();
        await BreakAsync();

        Done(await Glass(Ann).ApplyAloneAsync(id));

        Assert.Equal((RequestState.Succeeded, 1L), (await StateAsync(id), await LiveAsync("talents")));
    }

    [Fact]
    public async Task Never_purges()
    {
        await BreakAsync();
        await AloneAsync(new RemoveTalent(Aria));

        await RefusedAloneAsync(new PurgeTrash("agency.talents", [Aria]));
    }

    [Fact]
    public async Task Never_changes_a_policy()
    {
        var policy = await Database.AskAsync<Guid>("select id from agency.policies where operation = 'trash.purged'");
        await BreakAsync();

        Refused(SqlErrors.Missing, await As(Ann).PlanAsync(new EditRows("agency.policies", new Dictionary<string, JsonElement> { [policy.ToString()] = JsonElement.Parse("""{"quorum": 1}""") })));
        await RefusedAloneAsync(new GiveRole(Max, Role.Approver));
        await RefusedAloneAsync(new NameBreakGlassHolder(Max));
    }

    [Fact]
    public async Task Never_pays_out()
    {
        await BreakAsync();
        var payout = await Database.AskAsync<Guid>("select id from agency.payouts");

        Refused(SqlErrors.Missing, await As(Ann).PlanAsync(new EditRows("agency.payouts", new Dictionary<string, JsonElement> { [payout.ToString()] = JsonElement.Parse("""{"state": "paid", "paid_at": "2026-11-24"}""") })));
    }

    /// <summary>The operation's name is a text that whoever plans with SQL can choose; the rows are what counts.</summary>
    [Theory]
    [InlineData("talent.removed", """[{"table": "agency.payouts", "row_id": "{payout}", "action": "update", "patch": {"state": "paid", "paid_at": "2026-11-24"}}]""")]
    [InlineData("talent.removed", """[{"table": "agency.talents", "row_id": "{aria}", "action": "update", "patch": {"deleted_at": null, "stage_name": "Ann's"}}]""")]
    [InlineData("talent.removed", """[{"table": "agency.talents", "row_id": "{aria}", "action": "delete"}]""")]
    [InlineData("trash.restored", """[{"table": "agency.role_grants", "row_id": "{grant}", "action": "update", "patch": {"deleted_at": null}}]""")]
    [InlineData("talent.removed", """[{"table": "agency.role_grants", "row_id": "{grant}", "action": "trash"}]""")]
    [InlineData("rows.edited", """[{"table": "agency.talents", "row_id": "{aria}", "action": "trash"}]""")]
    public async Task Does_nothing_else_whatever_the_plan_is_called(string operation, string rows)
    {
        await BreakAsync();
        rows = rows.Replace("{aria}", Aria.ToString(), StringComparison.Ordinal).Replace("{grant}", (await GrantOfAsync(Cal)).ToString(), StringComparison.Ordinal)
            .Replace("{payout}", (await Database.AskAsync<Guid>("select id from agency.payouts")).ToString(), StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
        var id = Guid.AllBitsSet;
        var before = await Database.ImageAsync();
        var planned = await Database.RefusalAsync($"select guard.plan('{id}', '{operation}', 'Tidy up', '{{}}', '{{\"tables\": [], \"money\": [], \"blockers\": []}}', '{rows}', '{Ann}')");

        Assert.Null(planned);
        Assert.Equal("AG006", await Database.RefusalAsync($"select guard.apply_alone('{id}', '{Ann}')"));
        Assert.Equal(before, await Database.ImageAsync());
    }

    [Fact]
    public async Task Is_for_named_holders_who_have_just_signed_in_and_say_why()
    {
        Refused("AG006", await Glass(Bea).BreakAsync("Nobody else is awake.", 60));
        Refused("AG009", await Glass(Ann).BreakAsync(" ", 60));
        Refused("AG009", await Glass(Ann).BreakAsync("Nobody else is awake.", 61));
        Refused("AG009", await Glass(Ann).BreakAsync("Nobody else is awake.", 0));
        await Database.AskAsync("update guard.sessions set authenticated_at = now() - interval '6 minutes'", Superuser);
        Refused("AG010", await Glass(Ann).BreakAsync("Nobody else is awake.", 60));
        Assert.Equal("AG006", await Database.RefusalAsync("select guard.break_glass(gen_random_uuid(), 'x')"));
        Assert.Equal("AG006", await Database.RefusalAsync("select guard.break_glass(null, 'x')"));
    }

    [Fact]
    public async Task Is_over_after_its_time_and_when_its_holder_says_so()
    {
        await BreakAsync();
        Refused("AG005", await Glass(Ann).BreakAsync("Again.", 60));
        await LaterAsync("61 minutes");
        var draft = Done(await As(Ann).PlanAsync(new RemoveTalent(Aria)));
        Refused("AG006", await Glass(Ann).ApplyAloneAsync(draft));

        await BreakAsync();
        Done(await Glass(Ann).EndAsync());
        Refused("AG006", await Glass(Ann).ApplyAloneAsync(draft));
        Refused("AG005", await Glass(Ann).EndAsync());
        Assert.Equal(2L, await LiveAsync("talents"));
    }

    [Fact]
    public async Task Carries_nobody_elses_request()
    {
        await BreakAsync();
        var draft = Done(await As(Bea).PlanAsync(new RemoveTalent(Aria)));

        Refused("AG006", await Glass(Ann).ApplyAloneAsync(draft));
        Refused("AG006", await Glass(Bea).ApplyAloneAsync(draft));
    }

    [Fact]
    public async Task Stops_carrying_what_is_approved_when_it_is_over()
    {
        var id = Done(await As(Ann).PlanAsync(new RemoveTalent(Aria)));
        var glass = await BreakAsync();
        await Database.ChangeGuardedAsync($"update guard.requests set state = 'approved', reason = 'x', submitted_at = now(), break_glass = '{glass}', execute_by = now() + interval '1 day' where id = '{id}'");

        Done(await Glass(Ann).EndAsync());

        Refused("AG006", await As(Bea).ApplyAsync(id));
        Assert.Equal(2L, await LiveAsync("talents"));
    }

    [Fact]
    public async Task Respects_what_stands_in_the_way()
    {
        await Database.AskAsync($"update agency.talents set legal_hold = true where id = '{Aria}'");
        await BreakAsync();

        Refused("AG009", await Glass(Ann).ApplyAloneAsync(Done(await As(Ann).PlanAsync(new RemoveTalent(Aria)))));
        var waiting = Done(await As(Ann).PlanAsync(new RemoveDeal(Summer)));
        await Agency.AddDealAsync(Bo, "Another");
        await Database.AskAsync($"update agency.deals set title = 'Changed' where id = '{Summer}'");
        Assert.StartsWith("Nothing was changed", Assert.IsType<Outcome.Done>(await Glass(Ann).ApplyAloneAsync(waiting)).Message, StringComparison.Ordinal);
        Assert.Equal(RequestState.Stale, await StateAsync(waiting));
    }

    [Fact]
    public async Task Tells_everybody_at_once()
    {
        await using var listener = await Database.ConnectAsync();
        var heard = new List<string>();
        listener.Notification += (_, notice) => heard.Add(notice.Payload);
        await listener.RunSqlAsync("listen agency");

        var glass = await BreakAsync();

        await Eventually.TrueAsync(async () =>
        {
            await listener.RunSqlAsync("select 1");
            return heard.Contains($"glass {glass}");
        }, "a notice of it");
        var view = await Glass(Bea).GetAsync();
        Assert.Equal(("Ann", "Nobody else is awake.", true), view.Glasses.Single() switch { var g => (g.Person, g.Reason, g.IsOpen(view.Now)) });
        Assert.Equal(["Bea", "Cal", "Max"], (await Glass(Ann).GetAsync()).Told);
    }

    [Theory]
    [InlineData("insert into guard.break_glass (person_id, reason, ends_at) values (gen_random_uuid(), 'x', now() + interval '1 hour')")]
    [InlineData("update guard.break_glass set ends_at = opened_at + interval '1 hour', ended_at = null")]
    [InlineData("update guard.break_glass set reviewed_at = now()")]
    [InlineData("update guard.requests set break_glass = gen_random_uuid()")]
    public async Task Cannot_be_done_by_SQL(string sql)
    {
        foreach (var role in new[] { App, Owner })
            Assert.Equal("42501", await Database.RefusalAsync(sql, role));
    }

    async Task<Guid> AloneAsync(Operation operation)
    {
        var id = Done(await As(Ann).PlanAsync(operation));
        Assert.Equal("Applied alone, in front of everybody.", Assert.IsType<Outcome.Done>(await Glass(Ann).ApplyAloneAsync(id)).Message);
        return id;
    }

    async Task RefusedAloneAsync(Operation operation)
    {
        var id = Done(await As(Ann).PlanAsync(operation));
        var before = await Database.ImageAsync();
        Refused(SqlErrors.NotEligible, await Glass(Ann).ApplyAloneAsync(id));
        Assert.Equal((before, RequestState.Draft), (await Database.ImageAsync(), await StateAsync(id)));
    }
}
