using Agency.Alerts;
using Agency.Deals;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Alerts;

public sealed class Who_is_told : MessagesAgency
{
    [Fact]
    public async Task Those_who_may_decide_hear_that_a_decision_is_wanted_and_the_requester_what_became_of_it()
    {
        var (id, hash) = await RequestAsync();
        await DispatchAsync();
        Assert.Equal("Bea Cal", await ToldAsync("request.review_wanted"));
        var wanted = Assert.Single(await Centre(Cal).ListAsync());
        Assert.StartsWith("Ann asks: Move Aria", wanted.Text.Title, StringComparison.Ordinal);
        Assert.Equal($"/requests/{id}", wanted.Text.Path);
        Assert.Contains(wanted.Text.Lines, l => l.Contains("rows", StringComparison.Ordinal) && l.Contains("£800.00", StringComparison.Ordinal));
        Assert.Contains("“They left the agency.”", wanted.Text.Lines);

        Done(await As(Cal).RejectAsync(id, hash, "She stays."));
        await DispatchAsync();
        Assert.Equal("Ann", await ToldAsync("request.decided"));
        var decided = Assert.Single(await Centre(Ann).ListAsync());
        Assert.StartsWith("Cal rejected what Ann asked for: Move Aria", decided.Text.Title, StringComparison.Ordinal);
        Assert.Contains("“She stays.”", decided.Text.Lines);
    }

    [Fact]
    public async Task Nobody_who_was_made_an_approver_later_is_asked_to_decide()
    {
        await RequestAsync();
        await Agency.AddApproverAsync(Dot, "Dot");
        await DispatchAsync();

        Assert.Equal("Bea Cal", await ToldAsync("request.review_wanted"));
    }

    [Fact]
    public async Task Whoever_stands_in_for_an_approver_is_asked_to_decide_too()
    {
        await Database.ChangeGuardedAsync($"insert into agency.delegations (id, person_id, delegate_id, valid_until) values (gen_random_uuid(), '{Cal}', '{Max}', now() + interval '1 day')");
        await RequestAsync();
        await DispatchAsync();

        Assert.Equal("Bea Cal Max", await ToldAsync("request.review_wanted"));
    }

    [Fact]
    public async Task Nobody_is_asked_to_decide_what_is_decided_already()
    {
        await ApprovedAsync();
        await DispatchAsync();

        Assert.Equal(("", "Ann"), (await ToldAsync("request.review_wanted"), await ToldAsync("request.decided")));
    }

    [Theory]
    [InlineData("7 days", "23 hours", true)]
    [InlineData("7 days", "25 hours", false)]
    [InlineData("4 hours", "59 minutes", true)]
    [InlineData("4 hours", "61 minutes", false)]
    public async Task The_requester_hears_once_that_time_runs_out(string time, string left, bool told)
    {
        var (id, _) = await RequestAsync();
        await Database.ForceAsync($"alter table guard.requests disable trigger planned_once; update guard.requests set submitted_at = now() + interval '{left}' - interval '{time}', approve_by = now() + interval '{left}' where id = '{id}'; alter table guard.requests enable always trigger planned_once");
        await DispatchAsync();
        await DispatchAsync();

        // Asked so long ago, nobody here was an approver yet.
        Assert.Equal(told ? "Ann" : "", await ToldAsync("request.expiring"));
        Assert.Equal(told ? 1 : 0, (await Centre(Ann).ListAsync("request.expiring")).Count);
    }

    [Fact]
    public async Task The_requester_and_those_who_could_have_decided_hear_that_it_expired()
    {
        var (id, _) = await RequestAsync();
        await Database.ForceAsync($"alter table guard.requests disable trigger planned_once; update guard.requests set approve_by = now() where id = '{id}'; alter table guard.requests enable always trigger planned_once");
        await Database.AskAsync("select guard.tick()");
        await DispatchAsync();

        Assert.Equal("Ann Bea Cal", await ToldAsync("request.expiring"));
        Assert.StartsWith("Nobody decided in time", Assert.Single(await Centre(Ann).ListAsync("request.expiring")).Text.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everybody_chooses_per_event_what_they_hear_and_where()
    {
        using var mail = await MailServer.StartAsync();
        Done(await Centre(Bea).ChooseAsync("request.review_wanted", "console", wanted: false));
        Done(await Centre(Cal).ChooseAsync("request.review_wanted", "email", wanted: false));
        Assert.Contains(new NotificationChoice("request.review_wanted", Console: false, Email: true), await Centre(Bea).ChoicesAsync());
        await RequestAsync();

        await DispatchAsync(new MailChannel(mail.Options));

        Assert.Equal("Cal", await ToldAsync("request.review_wanted"));
        Assert.Contains("bea@agency.example", Assert.Single(mail.Messages()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_can_silence_in_the_console_what_concerns_everyone()
    {
        Assert.Equal(["break_glass", "guard.spike", "guard.tampering"], MessageEvent.All.Where(e => e.Always).Select(e => e.Name).Order(StringComparer.Ordinal));
        foreach (var named in MessageEvent.All.Where(e => e.Always))
            Refused("AG009", await Centre(Max).ChooseAsync(named.Name, "console", wanted: false));

        Assert.All((await Centre(Max).ChoicesAsync()).Where(c => c.Event is "break_glass" or "guard.spike" or "guard.tampering"), c => Assert.True(c.Console));
    }

    [Fact]
    public async Task The_database_and_the_console_know_the_same_events() =>
        Assert.Equal(MessageEvent.All.Select(e => $"{e.Name} {e.Always}").Order(StringComparer.Ordinal),
            (await Database.AskAsync<string[]>("select array_agg(event || case when always then ' True' else ' False' end) from console.events where event <> 'digest'")).Order(StringComparer.Ordinal));

    [Fact]
    public async Task What_is_read_stays_read_and_counts_no_more()
    {
        await RequestAsync();
        await Agency.RequestAsync(new RemoveDeal((await Database.AskAsync<Guid>($"select id from agency.deals where talent_id = '{Bo}'"))));
        await DispatchAsync();
        Assert.Equal((2, 2), (await Centre(Cal).UnreadAsync(), await Centre(Bea).UnreadAsync()));

        await Centre(Cal).MarkReadAsync((await Centre(Cal).ListAsync())[0].Id);
        Assert.Equal([false, true], (await Centre(Cal).ListAsync()).Select(n => n.ReadAt is null));
        await Centre(Cal).MarkReadAsync((await Centre(Bea).ListAsync())[0].Id);
        await Centre(Cal).MarkReadAsync();

        Assert.Equal((0, 2), (await Centre(Cal).UnreadAsync(), await Centre(Bea).UnreadAsync()));
    }

    [Fact]
    public async Task Older_ones_come_page_by_page_and_by_event()
    {
        await Database.AskAsync("""
            insert into console.outbox (event, subject) select case when n % 2 = 0 then 'job.failed' else 'guard.spike' end, jsonb_build_object('job', 'Job ' || n, 'asked', n) from generate_series(1, 80) n
            """, Sql.Superuser);
        await DispatchAsync();

        var first = await Centre(Ann).ListAsync();
        var second = await Centre(Ann).ListAsync(before: first[^1].Id);
        Assert.Equal((30, 30), (first.Count, second.Count));
        Assert.Equal(60, first.Concat(second).DistinctBy(n => n.Id).Count());
        Assert.Equal("Job 80 fails", (await Centre(Ann).ListAsync("job.failed"))[0].Text.Title);
        Assert.Empty(await Centre(Max).ListAsync("job.failed"));
    }
}
