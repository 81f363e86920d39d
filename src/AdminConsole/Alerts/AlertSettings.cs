using Agency.Alerts;

namespace AdminConsole.Alerts;

/// <summary>The settings of what leaves the console: absent, a channel is off; wrong, the console does not start and names the setting. See docs/messages.md.</summary>
static class AlertSettings
{
    public static void AddAlertSettings(this IServiceCollection services)
    {
        services.Add<AddressOptions>("Console");
        services.Add<SmtpOptions>("Alerts:Smtp");
        services.Add<WebhookOptions>("Alerts:Webhook");
        services.Add<SentryOptions>("Alerts:Sentry");
        services.Add<SpikeOptions>("Alerts:Spike");
        services.Add<DispatchOptions>("Alerts:Dispatch");
    }

    static void Add<T>(this IServiceCollection services, string section) where T : class =>
        services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
}
