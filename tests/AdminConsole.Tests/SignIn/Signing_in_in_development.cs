using System.Net;
using Agency.Tests;
using Microsoft.AspNetCore.Builder;

namespace AdminConsole.SignIn;

/// <summary>Choosing a person without a password must be impossible anywhere but on the developer's own machine.</summary>
public sealed class Signing_in_in_development : IAsyncLifetime
{
    const string Impossible = "There is no way to sign in yet";

    TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.AskAsync("""
            insert into agency.people (id, display_name) values ('0197f000-0000-7000-8000-00000000000a', 'Ann');
            insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '0197f000-0000-7000-8000-00000000000a', 'admin')
            """);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Offers_the_people_who_hold_a_role() =>
        Assert.Contains("<b>Ann</b>", await PageAsync("Development", "http://127.0.0.1:0"), StringComparison.Ordinal);

    [Fact]
    public async Task Is_impossible_outside_Development() =>
        Assert.Contains(Impossible, await PageAsync("Production", "http://127.0.0.1:0"), StringComparison.Ordinal);

    [Fact]
    public async Task Is_impossible_while_the_server_listens_beyond_loopback() =>
        Assert.Contains(Impossible, await PageAsync("Development", "http://0.0.0.0:0"), StringComparison.Ordinal);

    [Fact]
    public async Task Is_impossible_under_a_name_that_was_made_to_point_here() =>
        Assert.Contains(Impossible, await PageAsync("Development", "http://127.0.0.1:0", host: "console.attacker.example"), StringComparison.Ordinal);

    [Fact]
    public async Task Takes_no_person_from_a_form_of_another_site()
    {
        await using var console = await StartAsync("Development", "http://127.0.0.1:0");
        using var client = Client(console);

        var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string> { ["person"] = "0197f000-0000-7000-8000-00000000000a" }));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task May_be_tried_so_often_from_one_address_and_then_has_to_wait()
    {
        await using var console = await StartAsync("Development", "http://127.0.0.1:0", "--Sessions:AttemptsPerMinute", "3");
        using var client = Client(console);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var form = new FormUrlEncodedContent([]);
            answers.Add((await client.PostAsync("/sign-in", form)).StatusCode);
        }

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests], answers);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/sign-in")).StatusCode);
    }

    [Theory]
    [InlineData("Sessions:IdleMinutes", "0", "IdleMinutes")]
    [InlineData("Authentication:Oidc:Authority", "https://login.example", "ClientSecret")]
    public async Task Does_not_begin_on_settings_that_cannot_be(string key, string value, string named)
    {
        var refusal = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => StartAsync("Production", "http://127.0.0.1:0", "--" + key, value));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    async Task<string> PageAsync(string environment, string urls, string? host = null)
    {
        await using var console = await StartAsync(environment, urls);
        using var client = Client(console);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Host = host;
        return await (await client.SendAsync(request)).Content.ReadAsStringAsync();
    }

    static HttpClient Client(WebApplication console) => new() { BaseAddress = new Uri(console.Urls.Single().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)) };

    async Task<WebApplication> StartAsync(string environment, string urls, params string[] settings)
    {
        var console = WebConsole.Build(new WebApplicationOptions
        {
            Args = ["--Logging:LogLevel:Default", "Error", .. settings],
            EnvironmentName = environment,
            ContentRootPath = TestDatabase.Checkout,
        }, _database.AppConnectionString, urls);
        await console.StartAsync();
        return console;
    }
}
