using Agency.History;
using Agency.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agency.Alerts;

/// <summary>Whether mail can be sent at all.</summary>
sealed record MailAvailability(bool IsOn);

static class AlertServices
{
    public static void AddAlerts(this IServiceCollection services)
    {
        services.AddOptions();
        services.AddSingleton<Reports>();
        services.AddSingleton(p => new Outbox(p.GetRequiredService<IDbContextFactory<AgencyDb>>(), p.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton(p => new MailAvailability(!string.IsNullOrEmpty(Of<SmtpOptions>(p).Host)));
        services.AddSingleton(Channels);
        services.AddSingleton(p => new Dispatcher(p.GetRequiredService<Outbox>(), p.GetRequiredService<Reports>(), p.GetRequiredService<IReadOnlyList<IMessageChannel>>(), Of<DispatchOptions>(p),
            Of<SpikeOptions>(p), Of<AddressOptions>(p), p.GetRequiredService<HistoryFeed>(), p.GetRequiredService<ILogger<Dispatcher>>()));
        services.AddHostedService(p => p.GetRequiredService<Dispatcher>());
        services.AddScoped(p => new NotificationCentre(p.GetRequiredService<AgencyStore>(), p.GetRequiredService<CurrentPerson>(), p.GetRequiredService<MailAvailability>()));
        services.AddHealthChecks().Add(new HealthCheckRegistration("messages", p => new MessagesHealth(p.GetRequiredService<NpgsqlDataSource>()), HealthStatus.Unhealthy, tags: null));
    }

    /// <summary>The channels that are set up.</summary>
    static IReadOnlyList<IMessageChannel> Channels(IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        List<IMessageChannel> channels = [];
        if (provider.GetRequiredService<MailAvailability>().IsOn)
            channels.Add(new MailChannel(Of<SmtpOptions>(provider)));
        if (Of<WebhookOptions>(provider) is { Url.Length: > 0 } webhook)
            channels.Add(new WebhookChannel(webhook, time));
        if (Of<SentryOptions>(provider).Dsn is { Length: > 0 } dsn)
            channels.Add(new SentryChannel(SentryDsn.TryParse(dsn)!, provider.GetService<IHostEnvironment>()?.EnvironmentName ?? "", time));
        return channels;
    }

    static T Of<T>(IServiceProvider provider) where T : class => provider.GetRequiredService<IOptions<T>>().Value;
}
