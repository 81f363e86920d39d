using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Agency.Alerts;
using Agency.Deals;
using Agency.History;
using Agency.Talents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Alerts;

public sealed class Sending_messages : MessagesAgency, IDisposable
{
    readonly HttpSink _sink = new();

    public void Dispose() => _sink.Dispose();

    [Fact]
    public async Task Happens_again_with_the_same_id_where_the_console_died_between_sending_and_marking()
    {
        using var webhook = Webhook(_sink);
        await RequestAsync();
        using var dispatcher = Dispatcher(webhook);
        await dispatcher.FanOutAsync(default);
        var taken = (await Outbox.TakeAsync("webhook", Patient.Lease, default))!;
        await webhook.SendAsync(await Outbox.OpenAsync(taken, new(), default), default);
        // Here the console dies. Nobody else takes it before the lease is over.
        await dispatcher.SendAsync(webhook, default);
        Assert.Single(_sink.Posted);

        await LetTimePassAsync();
        await dispatcher.SendAsync(webhook, default);
        await LetTimePassAsync();
        await dispatcher.SendAsync(webhook, default);

        Assert.Equal(2, _sink.Posted.Count);
        Assert.Single(_sink.Posted.Select(p => p.Headers["X-AdminConsole-Message"]).Distinct());
        Assert.Equal(2, await Database.AskAsync<int>("select attempts from console.deliveries where sent_at is not null"));
    }

    [Fact]
    public async Task Waits_longer_and_longer_for_a_channel_that_is_down_while_the_others_go_on()
    {
        using var down = new WebhookChannel(new() { Url = $"http://127.0.0.1:{HttpSink.FreePort()}/", Secret = Secret }, TimeProvider.System);
        using var sentry = Sentry(_sink);
        await AppliedAsync(new RemoveTalent(Aria));
        await DispatchAsync(down, sentry);

        Assert.Single(_sink.Posted);
        Assert.Equal(3L, await Database.AskAsync<long>("select count(*) from console.deliveries where channel = 'webhook' and attempts = 1 and last_error like 'It does not answer%' and next_try_at between now() + interval '50 s' and now() + interval '60 s'"));
        await DispatchAsync(down, sentry);
        await LetTimePassAsync();
        await DispatchAsync(down, sentry);

        Assert.Equal(3L, await Database.AskAsync<long>("select count(*) from console.deliveries where channel = 'webhook' and attempts = 2 and next_try_at between now() + interval '110 s' and now() + interval '120 s'"));
        Assert.Single(_sink.Posted);
    }

    [Fact]
    public async Task Is_given_up_visibly_and_an_admin_sends_it_again()
    {
        using var webhook = Webhook(_sink);
        _sink.Answer = HttpStatusCode.InternalServerError;
        await RequestAsync();
        for (var n = 0; n < 5; n++)
        {
            await DispatchAsync(webhook);
            await LetTimePassAsync();
        }

        Assert.Equal(3, _sink.Posted.Count);
        Assert.Equal((HealthStatus.Degraded, "webhook gave up on 1"), await HealthAsync());
        var given = Assert.Single(await Centre(Ann).GivenUpAsync());
        Assert.Equal(("webhook", 3, "It answered 500."), (given.Channel, given.Attempts, given.Error));
        Assert.Empty(await Centre(Cal).GivenUpAsync());
        Refused("AG006", await Centre(Cal).TryAgainAsync(given.Id));

        _sink.Answer = HttpStatusCode.OK;
        Done(await Centre(Ann).TryAgainAsync(given.Id));
        await DispatchAsync(webhook);

        Assert.Equal(4, _sink.Posted.Count(p => p.Headers["X-AdminConsole-Message"] == _sink.Posted[0].Headers["X-AdminConsole-Message"]));
        Assert.Empty(await Centre(Ann).GivenUpAsync());
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync()).Status);
    }

    [Fact]
    public async Task Is_given_up_where_the_console_dies_each_time()
    {
        using var webhook = Webhook(_sink);
        await RequestAsync();
        using var dispatcher = Dispatcher(webhook);
        await dispatcher.FanOutAsync(default);
        for (var n = 0; n < Patient.Tries; n++)
        {
            Assert.NotNull(await Outbox.TakeAsync("webhook", Patient.Lease, default));
            await LetTimePassAsync();
        }

        await dispatcher.SendAsync(webhook, default);

        Assert.Empty(_sink.Posted);
        Assert.Equal("The console stopped each time it was being sent.", Assert.Single(await Centre(Ann).GivenUpAsync()).Error);
    }

    [Fact]
    public async Task Does_not_wait_for_ever_for_a_server_that_takes_the_connection_and_says_nothing()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var webhook = new WebhookChannel(new() { Url = $"http://{silent.LocalEndpoint}/", Secret = Secret }, TimeProvider.System);
        await RequestAsync();

        await DispatchAsync(webhook);

        Assert.Equal("It did not answer within 5 seconds.", await Database.AskAsync<string>("select last_error from console.deliveries"));
    }

    [Fact]
    public async Task Waits_as_long_as_the_other_side_asks()
    {
        using var webhook = Webhook(_sink);
        (_sink.Answer, _sink.RetryAfter) = (HttpStatusCode.TooManyRequests, "1800");
        await RequestAsync();

        await DispatchAsync(webhook);

        Assert.True(await Database.AskAsync<bool>("select next_try_at > now() + interval '29 minutes' from console.deliveries"));
    }

    [Fact]
    public async Task Is_shared_by_any_number_of_consoles_without_sending_twice()
    {
        using var webhook = Webhook(_sink);
        await Database.AskAsync("insert into console.outbox (event, subject) select 'job.failed', jsonb_build_object('job', 'Job ' || n) from generate_series(1, 40) n", Sql.Superuser);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DispatchAsync(webhook)));

        Assert.Equal(40, _sink.Posted.Count);
        Assert.Equal(40, _sink.Posted.DistinctBy(p => p.Headers["X-AdminConsole-Message"]).Count());
        Assert.Equal(40, await Centre(Ann).UnreadAsync());
    }

    [Fact]
    public async Task Goes_on_by_itself_once_the_console_serves()
    {
        using var webhook = Webhook(_sink);
        using var dispatcher = Dispatcher(webhook);
        var feed = Agency.Services.GetRequiredService<HistoryFeed>();
        await feed.StartAsync(default);
        await dispatcher.StartAsync(default);

        var (id, _) = await RequestAsync();

        await Eventually.TrueAsync(() => Task.FromResult(_sink.Posted.Count == 1), "a message");
        Assert.Contains(id.ToString(), Encoding.UTF8.GetString(_sink.Posted[0].Body), StringComparison.Ordinal);
        await dispatcher.StopAsync(default);
        await feed.StopAsync(default);
    }

    [Fact]
    public async Task Signs_what_it_posts_so_that_the_other_side_can_verify_it()
    {
        using var webhook = Webhook(_sink);
        await RequestAsync();
        await DispatchAsync(webhook);

        var posted = Assert.Single(_sink.Posted);
        var at = posted.Headers["X-AdminConsole-Timestamp"];
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(long.Parse(at, CultureInfo.InvariantCulture)), DateTimeOffset.UnixEpoch.AddYears(50), TimeProvider.System.GetUtcNow());
        var expected = System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{at}.{Encoding.UTF8.GetString(posted.Body)}"));
        Assert.Equal("v1=" + Convert.ToHexString(expected).ToLowerInvariant(), posted.Headers["X-AdminConsole-Signature"]);
        Assert.NotEqual(posted.Headers["X-AdminConsole-Signature"], WebhookChannel.Sign("another secret of theirs", at, posted.Body));
        Assert.NotEqual(posted.Headers["X-AdminConsole-Signature"], WebhookChannel.Sign(Secret, "1" + at, posted.Body));
    }

    [Fact]
    public async Task Posts_text_that_Slack_shows_and_in_which_nobody_can_mention_everybody()
    {
        var (id, _) = await Agency.RequestAsync(new RemoveTalent(await Agency.AddTalentAsync("<!channel> & friends")));
        using var webhook = Webhook(_sink);
        await DispatchAsync(webhook);

        var json = JsonDocument.Parse(Assert.Single(_sink.Posted).Body).RootElement;
        Assert.StartsWith("Ann asks: Move &lt;!channel&gt; &amp; friends", json.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.EndsWith($"<https://console.agency.example/requests/{id}|Open it>", json.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(("request.review_wanted", id), (json.GetProperty("event").GetString(), json.GetProperty("request").GetGuid()));
        Assert.Equal(Assert.Single(_sink.Posted).Headers["X-AdminConsole-Message"], json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Keeps_secrets_out_of_what_it_notes()
    {
        using var webhook = Webhook(_sink);
        _sink.Answer = HttpStatusCode.NotFound;
        await Agency.RequestAsync(new RemoveDeal(Summer));
        await DispatchAsync(webhook);

        Assert.Equal("It answered 404.", await Database.AskAsync<string>("select last_error from console.deliveries"));
    }

    async Task<(HealthStatus Status, string? Description)> HealthAsync()
    {
        var result = await new MessagesHealth(Agency.Services.GetRequiredService<Npgsql.NpgsqlDataSource>()).CheckHealthAsync(new());
        return (result.Status, result.Description);
    }
}
