using Agency.Data;
using Agency.Tests;
using Microsoft.AspNetCore.Builder;

namespace AdminConsole;

public sealed class Starting_the_console : IAsyncLifetime
{
    TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Is_refused_while_a_table_is_not_protected_and_names_it()
    {
        await _database.ForceAsync("alter table agency.deals disable trigger guard_delete");

        var refusal = await Assert.ThrowsAsync<StartUpException>(() => RunAsync(_database.AppConnectionString));

        Assert.Contains("agency.deals (lacks guard_delete)", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("superuser")]
    public async Task Is_refused_as_a_role_that_could_go_round_the_guard(string role)
    {
        var refusal = await Assert.ThrowsAsync<StartUpException>(() => RunAsync(role == "admin" ? _database.AdminConnectionString : _database.SuperuserConnectionString));

        Assert.Contains("agency_app", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_refused_while_a_migration_is_missing_and_names_it()
    {
        await _database.AskAsync("delete from console.migrations where number = 4", "postgres");

        var refusal = await Assert.ThrowsAsync<StartUpException>(() => RunAsync(_database.AppConnectionString));

        Assert.Contains("004.requests.sql", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_healthy_and_which_checks_it_made_and_unhealthy_once_one_fails()
    {
        await using var console = WebConsole.Build(Options, _database.AppConnectionString, "http://127.0.0.1:0");
        await console.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(console.Urls.Single()) };

        Assert.Equal("Healthy\nseals: Healthy\ndatabase: Healthy\nrole: Healthy\nschema: Healthy\nprotection: Healthy\nguard: Healthy\nhistory: Healthy\nalarms: Healthy\nmessages: Healthy\n", await client.GetStringAsync("/health"));

        await _database.ForceAsync("drop trigger history_insert on agency.payouts");
        var sick = await client.GetAsync("/health");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, sick.StatusCode);
        Assert.Contains("agency.payouts (lacks history_insert)", await sick.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    static WebApplicationOptions Options => new() { Args = ["--Logging:LogLevel:Default", "Critical"], EnvironmentName = "Production", ContentRootPath = TestDatabase.Checkout };

    static Task RunAsync(string connectionString) =>
        WebConsole.RunAsync(Options, "http://127.0.0.1:0", connectionString, _ => throw new Xunit.Sdk.XunitException("It serves."), CancellationToken.None);
}
