using Agency.Approvals;
using Agency.Deals;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Alerts;

public sealed class The_outbox : MessagesAgency
{
    [Fact]
    public async Task Holds_every_step_of_a_request_in_the_order_in_which_it_happened()
    {
        var removal = await AppliedAsync(new RemoveTalent(Aria));
        var undo = await AppliedAsync(new UndoRequest(removal));

        Assert.Equal("request.review_wanted request.decided request.applied request.review_wanted request.decided request.undone", await UntoldAsync());
        Assert.Equal(undo.ToString(), await Database.AskAsync<string>("select subject ->> 'request' from console.outbox where event = 'request.undone'"));
    }

    [Fact]
    public async Task Holds_rejected_and_stale_requests()
    {
        var (rejected, hash) = await RequestAsync();
        Done(await As(Cal).RejectAsync(rejected, hash, "She stays."));
        var stale = await ApprovedAsync();
        await Database.AskAsync($"update agency.talents set bio = 'New.' where id = '{Aria}'");
        await As(Bea).ApplyAsync(stale);

        Assert.Equal("rejected approved", await Database.AskAsync<string>("select string_agg(subject ->> 'to', ' ' order by id) from console.outbox where event = 'request.decided'"));
        Assert.Equal(stale.ToString(), await Database.AskAsync<string>("select subject ->> 'request' from console.outbox where event = 'request.stale'"));
    }

    [Fact]
    public async Task Tells_nothing_of_what_was_rolled_back()
    {
        await using var connection = await InTransactionAsync($"insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{Max}', 'finance')");
        Assert.Equal("1", await connection.AskSqlAsync("select count(*) from console.outbox where told_at is null"));

        await connection.RunSqlAsync("rollback");

        Assert.Equal("", await UntoldAsync());
        await DispatchAsync();
        Assert.Equal("", await ToldAsync("roles.changed"));
    }

    [Fact]
    public async Task Holds_up_no_request_while_a_dispatcher_is_stuck_in_the_middle()
    {
        var (first, _) = await Agency.RequestAsync(new RemoveDeal(Summer));
        await using var stuck = await InTransactionAsync("select console.fan_out('{email,webhook}', 100)");

        await Database.AskAsync($"set statement_timeout = '2s'; insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{Max}', 'viewer')");
        await Agency.RequestAsync(new RemoveTalent(Bo));
        await Database.AskAsync("set statement_timeout = '2s'; select console.fan_out('{email,webhook}', 100)");

        Assert.Equal(first.ToString(), await Database.AskAsync<string>("select string_agg(subject ->> 'request', ' ') from console.outbox where told_at is null"));
        await stuck.RunSqlAsync("rollback");
    }

    [Fact]
    public async Task Says_who_was_given_a_role_and_who_lost_it_and_nothing_of_a_touched_grant()
    {
        await Database.AskAsync($"insert into agency.role_grants (id, person_id, role, granted_by) values (gen_random_uuid(), '{Max}', 'finance', '{Ann}')");
        await Database.AskAsync($"update agency.role_grants set updated_at = now() where person_id = '{Max}'");
        await Database.AskAsync($"update agency.role_grants set valid_until = now() where person_id = '{Max}' and role = 'finance'");
        await DispatchAsync();

        Assert.Equal(["Max no longer has the role finance", "Ann gave Max the role finance"], (await Centre(Max).ListAsync()).Select(n => n.Text.Title));
        Assert.Equal("Bea Cal Max", await ToldAsync("roles.changed"));
    }

    [Fact]
    public async Task Says_who_broke_the_glass_and_who_looked_at_it_to_everyone_with_a_role()
    {
        await Database.AskAsync($"insert into guard.break_glass (person_id, reason, ends_at) values ('{Ann}', 'The wrong talent is on every page.', now() + interval '1 hour')", Sql.Superuser);
        await Database.AskAsync($"update guard.break_glass set reviewed_by = '{Cal}', reviewed_at = now(), verdict = 'justified', review = 'I was called.'", Sql.Superuser);
        await DispatchAsync();

        Assert.Equal("Ann Bea Cal Max", await ToldAsync("break_glass"));
        var told = await Centre(Max).ListAsync();
        Assert.Equal(["Cal looked at what Ann did behind broken glass", "Ann broke the glass"], told.Select(n => n.Text.Title));
        Assert.Equal("The wrong talent is on every page.", told[1].Text.Lines[0]);
    }

    [Fact]
    public async Task Says_that_the_guard_was_tampered_with_once_until_it_is_put_right()
    {
        await Database.ForceAsync("alter table agency.deals disable trigger guard_delete");
        await Database.AskAsync("select guard.watch(1000, 1000)");
        await Database.AskAsync("select guard.watch(1000, 1000)");
        await Database.ForceAsync("alter table agency.deals enable always trigger guard_delete");
        await Database.AskAsync("select guard.watch(1000, 1000)");
        await DispatchAsync();

        Assert.Equal("Ann Bea Cal Max", await ToldAsync("guard.tampering"));
        Assert.Contains(await Centre(Max).ListAsync(), n => n.Text.Lines.Any(l => l.Contains("guard_delete was changed", StringComparison.Ordinal)));
        Assert.Equal(1L, await Database.AskAsync<long>("select count(*) from console.outbox where subject ->> 'what' like '%guard_delete was changed'"));
    }

    [Fact]
    public async Task Counts_what_the_guard_refused_though_it_was_rolled_back()
    {
        Assert.Equal("AG001", await Database.RefusalAsync("delete from agency.deals", Sql.Owner));
        Assert.Equal("AG001", await Database.RefusalAsync("delete from agency.deals", Sql.Superuser));
        Assert.Equal("AG001", await Database.RefusalAsync("update agency.talents set deleted_at = now()"));
        Assert.Equal("AG001", await Database.RefusalAsync("drop table agency.payouts cascade", Sql.Owner));
        Assert.Equal("AG001", await Database.RefusalAsync($"insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{Max}', 'approver')"));
        await DispatchAsync();
        await DispatchAsync();

        Assert.Equal("Ann Bea Cal", await ToldAsync("guard.refused"));
        var told = Assert.Single(await Centre(Cal).ListAsync());
        Assert.Equal("The guard refused 5 statements", told.Text.Title);
        Assert.Equal("agency.deals: 2, agency.talents: 1, people and their rights: 1, the schema: 1", Assert.Single(told.Text.Lines));
    }

    [Fact]
    public async Task Counts_more_refusals_than_it_can_name()
    {
        await using var connection = await Database.ConnectAsync();
        for (var n = 0; n < 50; n++)
            Assert.Equal("AG001", await connection.RefusalAsync("update agency.talents set deleted_at = now()"));
        await DispatchAsync();

        Assert.Equal(["The guard refused 50 statements", "50 destructive attempts on 0 rows within 10 minutes"], (await Centre(Cal).ListAsync()).Select(n => n.Text.Title).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task Counts_no_statement_that_was_allowed()
    {
        await AppliedAsync(new RemoveTalent(Aria));
        await Database.AskAsync("update agency.talents set bio = 'New.'");

        Assert.Equal(0L, await Outbox.LookForRefusalsAsync(default));
    }

    [Fact]
    public async Task Says_who_was_refused_what_by_the_console_itself()
    {
        var (id, hash) = await RequestAsync();
        Refused("AG004", await As(Ann).ApproveAsync(id, hash));
        await DispatchAsync();

        Assert.Contains(await Centre(Cal).ListAsync("guard.refused"), n => n.Text.Title is "Ann was refused request.decided" && n.Text.Lines.Count == 1);
    }

    [Fact]
    public async Task Takes_only_what_is_the_consoles_to_tell()
    {
        Assert.Equal("AG009", await Database.RefusalAsync("select console.report('break_glass', '{}')"));
        Assert.Equal("42501", await Database.RefusalAsync("select guard.tell('break_glass', '{}')"));
        Assert.Equal("42501", await Database.RefusalAsync("insert into console.outbox (event, subject) values ('break_glass', '{}')"));
        Assert.Equal("42501", await Database.RefusalAsync("update console.deliveries set sent_at = now()"));
    }
}
