using AdminConsole.Alerts;
using Agency.Alerts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AdminConsole;

public sealed class The_settings_of_alerts
{
    static readonly Dictionary<string, string?> s_valid = new(StringComparer.Ordinal)
    {
        ["Console:Address"] = "https://console.agency.example",
        ["Alerts:Smtp:Host"] = "mail.agency.example",
        ["Alerts:Smtp:From"] = "console@agency.example",
        ["Alerts:Smtp:User"] = "console",
        ["Alerts:Smtp:Password"] = "hunter2",
        ["Alerts:Webhook:Url"] = "https://hooks.example/services/token",
        ["Alerts:Webhook:Secret"] = "a secret of sixteen",
        ["Alerts:Sentry:Dsn"] = "https://key@errors.example/7",
    };

    [Fact]
    public void May_be_absent_altogether() => Start(new Dictionary<string, string?>());

    [Fact]
    public void Are_right_as_the_documentation_has_them() => Start(s_valid);

    [Theory]
    [InlineData("Console:Address", "console", "Console:Address must be")]
    [InlineData("Alerts:Smtp:From", null, "Alerts:Smtp:From must be")]
    [InlineData("Alerts:Smtp:From", "nobody", "Alerts:Smtp:From must be")]
    [InlineData("Alerts:Smtp:Port", "70000", "Alerts:Smtp:Port must be")]
    [InlineData("Alerts:Smtp:User", null, "Alerts:Smtp:User and Alerts:Smtp:Password go together")]
    [InlineData("Alerts:Smtp:Security", "None", "Alerts:Smtp:Password would go over the wire in clear")]
    [InlineData("Alerts:Webhook:Url", "hooks.example", "Alerts:Webhook:Url must be")]
    [InlineData("Alerts:Webhook:Secret", "short", "Alerts:Webhook:Secret must have")]
    [InlineData("Alerts:Sentry:Dsn", "https://errors.example/7", "Alerts:Sentry:Dsn must be")]
    [InlineData("Alerts:Spike:Minutes", "0", "Minutes")]
    [InlineData("Alerts:Dispatch:Tries", "0", "Tries")]
    public void Are_named_where_they_are_wrong_without_their_secrets(string setting, string? value, string says)
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => Start(new(s_valid, StringComparer.Ordinal) { [setting] = value }));

        Assert.Contains(says, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("token", wrong.Message, StringComparison.Ordinal);
    }

    static void Start(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddAlertSettings();
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
    }
}
