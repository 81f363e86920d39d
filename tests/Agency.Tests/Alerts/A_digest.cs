using System.Globalization;
using Agency.Alerts;
using Agency.Deals;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Alerts;

public sealed class A_digest : MessagesAgency
{
    [Fact]
    public async Task Is_one_mail_a_day_of_what_is_unread_by_event_with_links_however_many_consoles_there_are()
    {
        using var server = await MailServer.StartAsync();
        await ChooseAsync(Cal, null, "request.review_wanted", "roles.changed");
        var (summer, _) = await Agency.RequestAsync(new RemoveDeal(Summer));
        await GiveAsync(Max, "finance");
        var (winter, _) = await Agency.RequestAsync(new RemoveDeal(await DealAsync("Winter campaign")));
        var (spring, _) = await Agency.RequestAsync(new RemoveDeal(await DealAsync("Spring campaign")));
        await FanOutAsync(server, "2026-11-26T12:00:00Z");
        Assert.Empty(To(server, "cal"));
        await Centre(Cal).MarkReadAsync((await Centre(Cal).ListAsync("request.review_wanted"))[1].Id);

        Assert.Equal(0, await LookAsync("2026-11-27T07:59:59Z"));
        Assert.Equal(1, (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LookAsync("2026-11-27T08:00:00Z")))).Sum());
        await Task.WhenAll(SendAsync(server), SendAsync(server));

        var mail = Assert.Single(To(server, "cal"));
        Assert.Equal("Your daily digest: 3 messages", Mail.Subject(mail));
        var body = Mail.Body(mail);
        Assert.Matches($"(?s)A request waits for my decision\n- Ann asks: [^\n]*Summer[^\n]*\n  https://console.agency.example/requests/{summer}\n- Ann asks: [^\n]*\n  https://console.agency.example/requests/{spring}\n\nSomebody's roles change\n- [^\n]*Max[^\n]*finance\n  https://", body);
        Assert.DoesNotContain(winter.ToString(), body, StringComparison.Ordinal);
        Assert.EndsWith("See them all:\nhttps://console.agency.example/notifications\n", body.TrimEnd() + "\n", StringComparison.Ordinal);
        Assert.Equal(4, To(server, "bea").Count);

        await GiveAsync(Max, "viewer");
        await FanOutAsync(server, "2026-11-27T07:59:59Z");
        Assert.Equal((0, 1), (await LookAsync("2026-11-28T07:59:59Z"), await LookAsync("2026-11-28T08:00:00Z")));
    }

    [Fact]
    public async Task Comes_at_eight_where_the_person_chose_it_and_in_UTC_where_that_is_no_zone()
    {
        using var server = await MailServer.StartAsync();
        await ChooseAsync(Cal, "Asia/Tokyo", "roles.changed");
        await ChooseAsync(Bea, "America/New_York", "roles.changed");
        await ChooseAsync(Max, "Mars/Olympus", "roles.changed");
        await GiveAsync(Max, "finance");
        await FanOutAsync(server, "2026-11-26T14:00:00Z");

        foreach (var (at, name) in new[] { ("2026-11-26T23:00:00Z", "cal"), ("2026-11-27T08:00:00Z", "max"), ("2026-11-27T13:00:00Z", "bea") })
        {
            Assert.Equal((0, 1), (await LookAsync(at, -1), await LookAsync(at)));
            await SendAsync(server);
            Assert.Single(To(server, name));
        }
        Assert.Equal(3, server.Messages().Count);
    }

    [Fact]
    public async Task Is_not_sent_where_everything_was_read_decided_or_is_not_wanted_any_more_or_nobody_is_there()
    {
        using var server = await MailServer.StartAsync();
        foreach (var person in new[] { Bea, Cal, Max })
            await ChooseAsync(person, null, "roles.changed", "request.review_wanted");
        var (id, hash) = await RequestAsync();
        await GiveAsync(Max, "finance");
        await FanOutAsync(server, "2026-11-26T12:00:00Z");
        Assert.Equal(5L, await Database.AskAsync<long>("select count(*) from console.digest_waiting", Sql.Superuser));
        Done(await As(Cal).RejectAsync(id, hash, "She stays."));
        await Centre(Cal).MarkReadAsync();
        Done(await Centre(Bea).ChooseAsync("roles.changed", "email", wanted: false));
        await Database.ChangeGuardedAsync($"update agency.people set status = 'deactivated' where id = '{Max}'");

        Assert.Equal(0, await LookAsync("2026-11-27T08:00:00Z"));
        await SendAsync(server);
        Assert.Empty(server.Messages());
        Assert.Equal(0L, await Database.AskAsync<long>("select count(*) from console.digest_waiting", Sql.Superuser));
    }

    [Fact]
    public async Task Is_never_waited_for_by_an_alarm_or_by_a_decision_wanted_within_a_day()
    {
        using var server = await MailServer.StartAsync();
        foreach (var named in MessageEvent.All.Where(e => e.Always))
            Refused("AG009", await Centre(Cal).ChooseAsync(named.Name, "digest", wanted: true));
        await ChooseAsync(Cal, null, [.. MessageEvent.All.Where(e => !e.Always).Select(e => e.Name)]);
        Assert.Equal(MessageEvent.All.Select(e => !e.Always), (await Centre(Cal).ChoicesAsync()).Select(c => c.Digest));
        await Database.AskAsync("insert into console.outbox (event, subject) values ('guard.tampering', '{\"what\": \"A trigger is gone.\"}')", Sql.Superuser);
        var (urgent, _) = await RequestAsync();
        await Database.ForceAsync($"alter table guard.requests disable trigger planned_once; update guard.requests set approve_by = now() + interval '20 hours' where id = '{urgent}'; alter table guard.requests enable always trigger planned_once");
        var (patient, _) = await Agency.RequestAsync(new RemoveDeal(await DealAsync("Spring campaign")));

        await DispatchAsync(new MailChannel(server.Options));

        var mail = string.Concat(To(server, "cal").Select(Mail.Body));
        Assert.Contains("A trigger is gone.", mail, StringComparison.Ordinal);
        Assert.Contains($"{urgent}", mail, StringComparison.Ordinal);
        Assert.DoesNotContain($"{patient}", mail, StringComparison.Ordinal);
        Assert.Equal($"{patient}", await Database.AskAsync<string>("select string_agg(o.subject ->> 'request', ' ') from console.digest_waiting join console.outbox o on o.id = outbox_id", Sql.Superuser));
    }

    [Fact]
    public async Task Is_tried_again_with_the_same_id_and_content_though_all_was_read_and_more_came()
    {
        using var server = await MailServer.StartAsync();
        await ChooseAsync(Cal, null, "roles.changed");
        await GiveAsync(Max, "finance");
        await FanOutAsync(server, "2026-11-26T12:00:00Z");
        Assert.Equal(1, await LookAsync("2026-11-27T08:00:00Z"));
        await SendAsync(new SmtpOptions { Host = "127.0.0.1", Port = HttpSink.FreePort(), From = "console@agency.example", Security = SmtpSecurity.None });
        Assert.Equal(1, await Database.AskAsync<int>("select attempts from console.deliveries d join console.outbox o on o.id = d.outbox_id where o.event = 'digest' and last_error is not null"));

        await SendNowAsync(server);
        await Centre(Cal).MarkReadAsync();
        await GiveAsync(Max, "viewer");
        await FanOutAsync(server, "2026-11-27T09:00:00Z");
        Assert.Equal(0, await LookAsync("2026-11-27T09:00:01Z"));
        // The console died after sending and before marking.
        await Database.AskAsync("update console.deliveries d set sent_at = null from console.outbox o where o.id = d.outbox_id and o.event = 'digest'", Sql.Superuser);
        await SendNowAsync(server);

        var mails = To(server, "cal");
        Assert.Equal(2, mails.Count);
        Assert.Single(mails.Select(m => (Mail.Id(m), Mail.Subject(m), Mail.Body(m))).Distinct());
        Assert.Contains("finance", Mail.Body(mails[0]), StringComparison.Ordinal);
    }

    async Task ChooseAsync(Guid person, string? zone, params string[] events)
    {
        foreach (var named in events)
            Done(await Centre(person).ChooseAsync(named, "digest", wanted: true, zone));
    }

    Task<Guid> DealAsync(string title) => Database.AskAsync<Guid>($"select id from agency.deals where title = '{title}'");

    Task<object?> GiveAsync(Guid person, string role) => Database.AskAsync($"insert into agency.role_grants (id, person_id, role, granted_by) values (gen_random_uuid(), '{person}', '{role}', '{Ann}')");

    /// <summary>Tells what there is; what waits for a digest does so since then.</summary>
    async Task FanOutAsync(MailServer server, string since)
    {
        await DispatchAsync(new MailChannel(server.Options));
        await Database.AskAsync($"update console.digest_waiting set since = '{since}'", Sql.Superuser);
    }

    Task<int> LookAsync(string at, int seconds = 0) => Outbox.LookForDigestsAsync(default, DateTimeOffset.Parse(at, CultureInfo.InvariantCulture).AddSeconds(seconds));

    async Task SendNowAsync(MailServer server)
    {
        await LetTimePassAsync();
        await SendAsync(server);
    }

    Task SendAsync(MailServer server) => SendAsync(server.Options);

    async Task SendAsync(SmtpOptions options)
    {
        var mail = new MailChannel(options);
        using var dispatcher = Dispatcher(mail);
        await dispatcher.SendAsync(mail, default);
    }

    static IReadOnlyList<string> To(MailServer server, string name) => [.. server.Messages().Where(m => m.Contains($"{name}@agency.example", StringComparison.Ordinal))];
}
