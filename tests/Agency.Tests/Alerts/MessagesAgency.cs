using Agency.Alerts;
using Agency.History;
using Agency.Tests.Approvals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Agency.Tests.Alerts;

/// <summary>The agency of the removals, where everybody has a mail address and what was arranged is told already.</summary>
public abstract class MessagesAgency : RemovalAgency
{
    private protected const string Secret = "a secret between the two";

    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        await Database.ChangeGuardedAsync("update agency.people set emails = array[lower(display_name) || '@agency.example']");
        await Database.AskAsync("update console.outbox set told_at = now()", Sql.Superuser);
    }

    private protected static DispatchOptions Patient => new() { FirstWaitSeconds = 60, Tries = 3, TimeoutSeconds = 5 };

    private protected static WebhookChannel Webhook(HttpSink sink) => new(new() { Url = sink.Address, Secret = Secret }, TimeProvider.System);

    private protected static SentryChannel Sentry(HttpSink sink) => new(SentryDsn.TryParse($"http://publickey@127.0.0.1:{sink.Port}/42")!, "Production", TimeProvider.System);

    private protected Dispatcher Dispatcher(params IReadOnlyList<IMessageChannel> channels) => Dispatcher(new SpikeOptions(), channels);

    private protected Dispatcher Dispatcher(SpikeOptions spike, params IReadOnlyList<IMessageChannel> channels) => new(Outbox, Agency.Services.GetRequiredService<Reports>(), channels, Patient, spike,
        new() { Address = "https://console.agency.example/" }, Agency.Services.GetRequiredService<HistoryFeed>(), NullLogger<Dispatcher>.Instance);

    private protected Outbox Outbox => Agency.Services.GetRequiredService<Outbox>();

    private protected NotificationCentre Centre(Guid person) => Agency.As<NotificationCentre>(person);

    /// <summary>Looks, fans out, and sends once through each channel, as the dispatcher does all the time.</summary>
    private protected async Task DispatchAsync(params IReadOnlyList<IMessageChannel> channels)
    {
        using var dispatcher = Dispatcher(channels);
        await dispatcher.LookAsync(default);
        await dispatcher.FanOutAsync(default);
        foreach (var channel in channels)
            await dispatcher.SendAsync(channel, default);
    }

    /// <summary>The names of the people who have a notification of the event.</summary>
    protected async Task<string> ToldAsync(string named) => await Database.AskAsync<string>($"""
        select coalesce(string_agg(distinct p.display_name, ' ' order by p.display_name), '')
          from console.notifications n join console.outbox o on o.id = n.outbox_id join agency.people p on p.id = n.person_id where o.event = '{named}'
        """);

    /// <summary>The events that were not told yet, in order.</summary>
    protected Task<string> UntoldAsync() => Database.AskAsync<string>("select coalesce(string_agg(event, ' ' order by id), '') from console.outbox where told_at is null");

    /// <summary>As if so much time had passed that everything waiting is due.</summary>
    protected Task<object?> LetTimePassAsync() => Database.AskAsync("update console.deliveries set next_try_at = now() where sent_at is null", Sql.Superuser);
}
