using Agency.Approvals;
using Agency.Data;
using Agency.People;
using Agency.Recovery;
using Agency.Talents;
using Npgsql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

/// <summary>The sixteen invariants of a request, in order. What other tests look at in every detail is claimed here once more, in one place.</summary>
public sealed class Every_invariant : RemovalAgency
{
    static readonly string[] s_business = ["talents", "deals", "commissions", "payouts"];

    [Fact]
    public async Task N01_Nobody_but_the_guard_destroys_and_it_only_what_was_planned()
    {
        var (id, hash) = await RequestAsync();
        var planned = await Database.AskAsync<string>($"select string_agg(table_name || row_id, ' ' order by table_name, row_id) from guard.plan_rows where request_id = '{id}'");
        foreach (var (who, refusal) in new[] { (Sql.App, "42501"), (Sql.Owner, "AG001"), (Sql.Superuser, "AG001") })
        {
            Assert.Equal(refusal, await Database.RefusalAsync("delete from agency.deals", who));
            Assert.Equal(refusal, await Database.RefusalAsync("truncate agency.ledger_entries", who));
            Assert.Equal("AG001", await Database.RefusalAsync("update agency.talents set deleted_at = now()", who));
        }
        Done(await As(Cal).ApproveAsync(id, hash));
        Assert.Equal(planned, await Database.AskAsync<string>($"select string_agg(distinct table_name || row_id, ' ' order by table_name || row_id) from history.log l join history.commits c on c.id = l.commit_id where c.request_id = '{id}'"));
    }

    [Theory]
    [InlineData("operation = 'deal.removed'"), InlineData("params = '{}'"), InlineData("plan_hash = 'x'"), InlineData("policy = '{}'"), InlineData("requested_by = gen_random_uuid()")]
    [InlineData("reason = 'Another.'"), InlineData("approve_by = 'infinity'"), InlineData("not_before = now()"), InlineData("impact = '{}'")]
    public async Task N02_What_was_submitted_never_changes(string change)
    {
        var (id, _) = await RequestAsync();
        Assert.Equal("42501", await Database.RefusalAsync($"update guard.requests set {change} where id = '{id}'"));
        Assert.Equal("AG001", await Database.RefusalAsync($"set role agency_guard; update guard.requests set {change} where id = '{id}'", Sql.Superuser));
        Assert.Equal("AG001", await Database.RefusalAsync($"set role agency_guard; insert into guard.plan_rows (request_id, seq, table_name, row_id, action) values ('{id}', 99, 'agency.talents', '{Bo}', 'trash')", Sql.Superuser));
    }

    [Fact]
    public async Task N02_An_edit_is_a_successor_and_votes_fall()
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        await Database.AskAsync("update agency.policies set quorum = 2 where operation = '*'");
        var (id, hash) = await RequestAsync();
        Done(await As(Cal).ApproveAsync(id, hash));
        await Database.AskAsync("update agency.deals set notes = 'New.' where title = 'Summer campaign'");
        Done(await As(Bea).ApproveAsync(id, hash));

        var successor = (await PageAsync(Done(await As(Ann).PlanAgainAsync(id))))!;
        Assert.IsType<Outcome.AwaitingApproval>(await As(Ann).SubmitAsync(successor.Card.Id, successor.PlanHash, "As it is now."));

        Assert.Equal((RequestState.Stale, id, 0), (await StateAsync(id), successor.Supersedes!.Id, successor.Card.Approvals));
        Assert.NotEqual(hash, successor.PlanHash);
        Assert.Equal(successor.Card.Id, (await PageAsync(id))!.SupersededBy);
    }

    [Fact]
    public async Task N03_Apply_compares_under_the_lock_and_any_difference_stops_all_of_it()
    {
        var id = await ApprovedAsync();
        await Database.AskAsync("update agency.payouts set amount_minor = amount_minor + 1");
        var image = await Database.ImageAsync();
        Assert.Equal("stale", await ApplyAsync(id));
        Assert.Equal(image, await Database.ImageAsync());
    }

    [Fact]
    public async Task N04_Whoever_asked_never_votes_whatever_they_are_called()
    {
        await Database.ChangeGuardedAsync($"update agency.people set emails = '{{ann@agency.example}}' where id = '{Ann}'; update agency.people set emails = '{{ANN@agency.example}}' where id = '{Bea}'");
        var (id, hash) = await RequestAsync();
        Refused("AG004", await As(Ann).ApproveAsync(id, hash));
        var refused = Assert.IsType<Outcome.Refused>(await As(Bea).ApproveAsync(id, hash));
        Assert.Equal("You share an e-mail address with Ann, who asked for this; somebody else must decide.", refused.Because);
        Assert.Equal(refused.Because, (await Agency.As<Inbox>(Bea).GetAsync(id))!.Refusal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task N04_Nor_does_whoever_stands_in_for_them_or_they_for(bool annIsAway)
    {
        await DelegateAsync(annIsAway ? Ann : Cal, annIsAway ? Cal : Ann);
        var (id, hash) = await RequestAsync();
        Refused("AG004", await As(Cal).ApproveAsync(id, hash));
        Done(await As(Bea).ApproveAsync(id, hash));
    }

    [Fact]
    public async Task N04_Nor_does_whoever_planned_what_it_replaces()
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        var first = (await PageAsync(Done(await As(Bea).PlanAsync(new RemoveTalent(Aria)))))!;
        Assert.IsType<Outcome.AwaitingApproval>(await As(Bea).SubmitAsync(first.Card.Id, first.PlanHash, "They left."));
        Done(await As(Cal).RejectAsync(first.Card.Id, first.PlanHash, "Why?"));
        var second = (await PageAsync(Done(await As(Ann).PlanAgainAsync(first.Card.Id))))!;
        Assert.IsType<Outcome.AwaitingApproval>(await As(Ann).SubmitAsync(second.Card.Id, second.PlanHash, "They did leave."));

        Refused("AG004", await As(Bea).ApproveAsync(second.Card.Id, second.PlanHash));
        Done(await As(Cal).ApproveAsync(second.Card.Id, second.PlanHash));
    }

    [Fact]
    public async Task N05_Eligibility_is_read_at_submit_at_vote_and_at_apply()
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        var (id, hash) = await RequestAsync();
        await Agency.AddApproverAsync(Max, "Max");
        Refused("AG006", await As(Max).ApproveAsync(id, hash));
        Assert.Equal("approved", await VoteAsync(id, Cal, hash));
        await Database.AskAsync($"update agency.role_grants set valid_until = now() where person_id = '{Cal}'");
        Assert.Equal("AG006", await Database.RefusalAsync(Apply(id)));
    }

    [Fact]
    public async Task N06_The_stricter_of_the_policy_then_and_now_applies()
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        var (id, hash) = await RequestAsync();
        await Database.AskAsync("update agency.policies set quorum = 2 where operation = '*'");
        Assert.Equal("pending", await VoteAsync(id, Cal, hash));
        Assert.Equal("approved", await VoteAsync(id, Bea, hash));

        await Database.AskAsync("update agency.policies set quorum = 3 where operation = '*'");
        Assert.Equal("AG006", await Database.RefusalAsync(Apply(id)));
    }

    [Theory]
    [InlineData("quorum = 1"), InlineData("approve_minutes = 20000"), InlineData("execute_minutes = 2000"), InlineData("enabled = false"), InlineData("operation = 'deal.removed'")]
    [InlineData("min_rows = 10"), InlineData("min_money_minor = 5"), InlineData("table_name = 'agency.deals'"), InlineData("requester_signs_in_again = false"), InlineData("also_role = null"), InlineData("deleted_at = now()")]
    public async Task N06_Loosening_a_policy_is_a_request(string change)
    {
        await Database.AskAsync("insert into agency.policies (id, operation, quorum, requester_signs_in_again, also_role) values (gen_random_uuid(), 'talent.removed', 2, true, 'finance')");
        foreach (var who in new[] { Sql.App, Sql.Owner, Sql.Superuser })
            Assert.Equal("AG001", await Database.RefusalAsync($"update agency.policies set {change} where operation = 'talent.removed' and also_role = 'finance'", who));
    }

    [Fact]
    public async Task N06_Tightening_is_not_and_a_loosening_takes_as_many_as_the_policy_asked_for()
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        var policies = Agency.As<PolicyService>(Ann);
        var form = new PolicyForm { Operation = "talent.removed", Quorum = 2 };
        var policy = Done(await policies.SaveAsync(null, form));
        var kept = (await policies.ListAsync()).Single(p => p.Id == policy).Form;
        Refused("AG001", await policies.SaveAsync(policy, kept with { Quorum = 1 }));

        var (id, hash) = await Agency.RequestAsync(new ChangePolicy(policy, kept with { Quorum = 1 }));
        Done(await As(Cal).ApproveAsync(id, hash));
        Assert.Equal(2, (await policies.ListAsync()).Single(p => p.Id == policy).Form.Quorum);
        Done(await As(Bea).ApproveAsync(id, hash));
        Assert.Equal(1, (await policies.ListAsync()).Single(p => p.Id == policy).Form.Quorum);
    }

    [Fact]
    public async Task N07_A_quorum_counts_different_people()
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        await DelegateAsync(Dot, Cal);
        await Database.AskAsync("update agency.policies set quorum = 2 where operation = '*'");
        var (id, hash) = await RequestAsync();
        Assert.Equal([new AbsentApprover(Dot, "Dot")], (await Agency.As<Inbox>(Cal).GetAsync(id))!.Absent);

        Done(await As(Cal).ApproveAsync(id, hash));
        Refused("AG005", await As(Cal).ApproveAsync(id, hash));
        Refused("AG005", await As(Cal).ApproveAsync(id, new Approval(hash, OnBehalfOf: Dot)));
        Refused("AG006", await As(Bea).ApproveAsync(id, new Approval(hash, OnBehalfOf: Dot)));
        Assert.Equal(RequestState.Pending, await StateAsync(id));
        Done(await As(Dot).ApproveAsync(id, hash));
        Assert.Equal(RequestState.Succeeded, await StateAsync(id));
    }

    [Fact]
    public async Task N08_One_live_request_per_row_and_two_last_votes_apply_once()
    {
        var draft = await PlanAsync(new RemoveTalent(Aria));
        var (id, hash) = await RequestAsync();
        Refused("AG008", await As(Ann).SubmitAsync(draft.Card.Id, draft.PlanHash, "Too."));
        await Task.WhenAll(As(Cal).ApproveAsync(id, hash), As(Bea).ApproveAsync(id, hash));
        Assert.Equal((RequestState.Succeeded, 1L), (await StateAsync(id), await Database.AskAsync<long>($"select count(*) from history.commits where request_id = '{id}'")));
    }

    [Fact]
    public async Task N09_A_retry_returns_what_was_stored()
    {
        var terms = new PlanTerms(IdempotencyKey: "spring-clean-7");
        var first = Done(await As(Ann).PlanAsync(new RemoveTalent(Aria), terms));
        Assert.Equal(first, Done(await As(Ann).PlanAsync(new RemoveTalent(Aria), terms)));
        var id = await AppliedAsync(new RemoveTalent(Bo));
        var image = await Database.ImageAsync();
        Assert.Equal(("succeeded", "succeeded"), (await ApplyAsync(id), await ApplyAsync(id)));
        Assert.Equal(image, await Database.ImageAsync());
    }

    [Fact]
    public async Task N10_A_rejection_is_final_and_the_successor_shows_it()
    {
        var (id, hash) = await RequestAsync();
        Done(await As(Cal).RejectAsync(id, hash, "She stays."));
        Refused("AG005", await As(Bea).ApproveAsync(id, hash));
        Refused("AG005", await As(Ann).SubmitAsync(id, hash, "Please."));
        var successor = await PageAsync(Done(await As(Ann).PlanAgainAsync(id)));
        Assert.Equal((id, RequestState.Rejected), (successor!.Supersedes!.Id, successor.Supersedes.State));
    }

    [Fact]
    public async Task N11_Only_a_person_who_signed_in_a_moment_ago_votes()
    {
        var (id, hash) = await RequestAsync();
        Assert.Equal("AG006", await Database.RefusalAsync($"select guard.vote('{id}', null, 'approve', '{hash}')"));
        Assert.Equal("AG006", await Database.RefusalAsync($"select guard.vote('{id}', gen_random_uuid(), 'approve', '{hash}')"));
        await Database.AskAsync($"update guard.sessions set authenticated_at = now() - interval '5 minutes 1 second' where person_id = '{Cal}'", Sql.Superuser);
        Refused(SqlErrors.SignInAgain, await As(Cal).ApproveAsync(id, hash));
        Refused(SqlErrors.SignInAgain, await As(Cal).RejectAsync(id, hash, "No."));
        await Database.AskAsync($"select guard.sign_in_again('{Cal}', '{Cal}', now())", Sql.App);
        Done(await As(Cal).ApproveAsync(id, hash));
        Assert.True((await PageAsync(id))!.Votes.Single().SignedInAt > TimeProvider.System.GetUtcNow().AddMinutes(-1));
    }

    [Theory, InlineData("requests"), InlineData("votes"), InlineData("attempts"), InlineData("plan_rows"), InlineData("comments"), InlineData("sessions")]
    public async Task N12_Nothing_of_a_request_is_ever_deleted_and_nothing_cascades_into_it(string table)
    {
        await AppliedAsync(new RemoveTalent(Aria));
        Assert.Equal("42501", await Database.RefusalAsync($"delete from guard.{table}"));
        Assert.Equal("AG001", await Database.RefusalAsync($"set role agency_guard; delete from guard.{table}", Sql.Superuser));
        Assert.Equal("AG001", await Database.RefusalAsync($"set role agency_guard; truncate guard.{table} cascade", Sql.Superuser));
        Assert.Equal(0L, await Database.AskAsync<long>("select count(*) from pg_constraint where contype = 'f' and connamespace = 'guard'::regnamespace and confdeltype not in ('a', 'r')"));
    }

    [Fact]
    public async Task N13_Broken_glass_moves_to_the_trash_and_nothing_worse_for_an_hour_by_who_is_named()
    {
        Assert.Equal("AG006", await Database.RefusalAsync($"select guard.break_glass('{Ann}', 'Alone here.')"));
        await Database.ChangeGuardedAsync($"insert into agency.break_glass_holders (id, person_id) values (gen_random_uuid(), '{Ann}')");
        Assert.Equal("AG009", await Database.RefusalAsync($"select guard.break_glass('{Ann}', 'Alone here.', 61)"));
        await Database.AskAsync($"select guard.break_glass('{Ann}', 'Alone here.')", Sql.App);

        var policy = await PlanAsync(new ChangePolicy((await Agency.As<PolicyService>(Ann).ListAsync())[0].Id, new PolicyForm { Enabled = false }));
        Assert.Equal("AG006", await Database.RefusalAsync($"select guard.apply_alone('{policy.Card.Id}', '{Ann}')"));
        var removal = await PlanAsync(new RemoveTalent(Aria));
        Assert.Equal("succeeded", await Database.AskAsync<string>($"select guard.apply_alone('{removal.Card.Id}', '{Ann}')", Sql.App));

        await Database.AskAsync("update guard.break_glass set opened_at = opened_at - interval '73 hours', ends_at = ends_at - interval '73 hours', review_by = review_by - interval '73 hours'", Sql.Superuser);
        Assert.Equal("AG006", await Database.RefusalAsync($"select guard.break_glass('{Ann}', 'Again.')"));
    }

    [Fact]
    public async Task N14_A_purge_waits_thirty_days_for_two_people_and_for_a_drill_that_passed()
    {
        await AppliedAsync(new RemoveTalent(Aria));
        await Database.ForceAsync(string.Concat(s_business.Select(t =>
            $"alter table agency.{t} disable trigger all; update agency.{t} set deleted_at = now() - interval '31 days' where deleted_at is not null; alter table agency.{t} enable trigger all;")) + "select guard.protect(relid::regclass) from guard.protected");
        Assert.All(await BlockersAsync(new PurgeTrash("agency.talents")), b => Assert.EndsWith("was deleted after the last restore drill that passed", b, StringComparison.Ordinal));

        await Database.AskAsync("insert into guard.drills (passed, at) values (true, now() - interval '32 days'), (false, now())", Sql.Superuser);
        Assert.NotEmpty(await BlockersAsync(new PurgeTrash("agency.talents")));
        await Database.AskAsync("insert into guard.drills (passed) values (true)", Sql.Superuser);
        var draft = await PlanAsync(new PurgeTrash("agency.talents"));
        Assert.Equal((0, 2), (draft.Impact.Blockers.Count, draft.Policy.Quorum));
    }

    [Fact]
    public async Task N15_Whoever_leaves_is_deactivated_and_what_they_own_stays_with_somebody()
    {
        await Database.AskAsync($"update agency.deals set owner_person_id = '{Max}' where id = '{Summer}'");
        Assert.Single(await BlockersAsync(new DeactivatePerson(Max)));
        await AppliedAsync(new DeactivatePerson(Max, ReassignTo: Bea));
        Assert.Equal((3L, Bea), (await LiveAsync("deals"), await Database.AskAsync<Guid>($"select owner_person_id from agency.deals where id = '{Summer}'")));
        Assert.Equal("42501", await Database.RefusalAsync($"delete from agency.people where id = '{Max}'"));
    }

    [Fact]
    public async Task N16_If_history_cannot_be_written_nothing_is()
    {
        var id = await ApprovedAsync();
        await Database.ForceAsync("create function public.full() returns trigger language plpgsql as 'begin raise exception ''no space left''; end'; create trigger disk_full before insert on history.commits for each row execute function public.full()");
        var image = await Database.ImageAsync();
        Assert.Equal("failed", await ApplyAsync(id));
        Assert.Equal("P0001", await Database.RefusalAsync($"update agency.talents set bio = 'x' where id = '{Bo}'"));
        Assert.Equal((image, "no space left"), (await Database.ImageAsync(), (await PageAsync(id))!.StaleBecause));
    }

    Task DelegateAsync(Guid away, Guid standIn) => Database.ChangeGuardedAsync($"insert into agency.delegations (id, person_id, delegate_id, valid_until) values (gen_random_uuid(), '{away}', '{standIn}', now() + interval '2 days')");
}
