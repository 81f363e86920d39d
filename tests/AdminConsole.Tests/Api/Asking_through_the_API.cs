using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agency.Tests;
using Microsoft.AspNetCore.Builder;
using static Agency.Tests.TestAgency;

namespace AdminConsole.Api;

/// <summary>On the console as it runs, with a key of Ann's that is for moving talents to the trash.</summary>
public sealed class Asking_through_the_API : IAsyncLifetime
{
    const string Secret = "ack_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    static readonly string s_hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));

    TestAgency _agency = null!;
    WebApplication _console = null!;
    HttpClient _machine = null!;
    Guid _aria;

    public async Task InitializeAsync()
    {
        _agency = await TestAgency.OpenAsync();
        _aria = await _agency.AddTalentAsync("Aria");
        await _agency.Database.AskAsync($"select guard.create_api_key('{Ann}', 'Nightly', array['talent.removed'], now() + interval '1 day', '\\x{s_hash}')");
        _console = WebConsole.Build(new() { Args = ["--Logging:LogLevel:Default", "Critical"], EnvironmentName = "Development", ContentRootPath = TestDatabase.Checkout },
            _agency.Database.AppConnectionString, "http://127.0.0.1:0");
        await _console.StartAsync();
        _machine = Machine(Secret);
    }

    public async Task DisposeAsync()
    {
        _machine.Dispose();
        await _console.StopAsync();
        await _console.DisposeAsync();
        await _agency.DisposeAsync();
    }

    [Fact]
    public async Task Makes_a_request_that_waits_for_a_person_and_says_which_key_asked()
    {
        var answer = await AskAsync(Removal());

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var asked = await ReadAsync(answer);
        var id = asked.GetProperty("id").GetGuid();
        Assert.Equal(("pending", "Move Aria to the trash", $"{_machine.BaseAddress}requests/{id}"),
            (asked.GetProperty("state").GetString(), asked.GetProperty("title").GetString(), asked.GetProperty("url").GetString()));
        Assert.Equal("Nightly The feed says so. Ann", await _agency.Database.AskAsync($"""
            select k.name || ' ' || r.reason || ' ' || p.display_name from guard.requests r join guard.api_keys k on k.id = r.via_key join agency.people p on p.id = r.requested_by where r.id = '{id}'
            """));
        Assert.Equal(asked.GetRawText(), (await ReadAsync(await _machine.GetAsync(answer.Headers.Location))).GetRawText());
        Assert.Equal(1L, await _agency.Database.AskAsync("select count(*) from agency.talents where deleted_at is null"));
    }

    [Fact]
    public async Task Asks_once_however_often_it_is_sent_under_one_name()
    {
        var first = await AskAsync(Removal(idempotencyKey: "run 7"));
        var again = await AskAsync(Removal(idempotencyKey: "run 7"));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        Assert.Equal((await ReadAsync(first)).GetRawText(), (await ReadAsync(again)).GetRawText());
        Assert.Equal(1L, await _agency.Database.AskAsync("select count(*) from guard.requests"));
    }

    [Fact]
    public async Task Has_no_door_that_decides()
    {
        var id = (await ReadAsync(await AskAsync(Removal()))).GetProperty("id").GetGuid();

        foreach (var (method, path) in new[] { ("POST", $"{id}/vote"), ("POST", $"{id}/votes"), ("POST", $"{id}/approve"), ("PUT", $"{id}"), ("POST", $"{id}"), ("DELETE", $"{id}") })
        {
            using var request = new HttpRequestMessage(new(method), $"/api/requests/{path}") { Content = JsonContent.Create(new { decision = "approve" }) };
            Assert.Contains((await _machine.SendAsync(request)).StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
        }
        var page = await _machine.GetAsync($"/requests/{id}");
        Assert.DoesNotContain("Aria", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("pending", await _agency.Database.AskAsync($"select state from guard.requests where id = '{id}'"));
    }

    [Theory]
    [InlineData("""{"operation": "trash.purged", "params": {"table": "agency.talents"}, "reason": "x"}""", 403, "This key may not ask for trash.purged. It may ask for talent.removed.")]
    [InlineData("""{"operation": "talent.removed", "params": {"deal_id": "{aria}"}, "reason": "x"}""", 422, "These params do not describe talent.removed.")]
    [InlineData("""{"operation": "talent.removed", "params": {"talent_id": "{aria}"}}""", 422, "Say why: whoever approves it needs a reason.")]
    [InlineData("""{"operation": "talent.removed", "params": {"talent_id": "0197f000-0000-7000-8000-0000000000ff"}, "reason": "x"}""", 422, "There is nothing to do this to: it is in the trash, or gone.")]
    public async Task Is_refused_with_the_sentence_a_person_would_read(string body, int status, string because)
    {
        var answer = await AskAsync(body.Replace("{aria}", _aria.ToString(), StringComparison.Ordinal));

        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal(because, (await ReadAsync(answer)).GetProperty("detail").GetString());
        Assert.Equal(0L, await _agency.Database.AskAsync("select count(*) from guard.requests"));
    }

    [Fact]
    public async Task Names_what_stands_in_the_way_and_what_waits_already()
    {
        await _agency.Database.AskAsync("update agency.talents set legal_hold = true");
        var held = await AskAsync(Removal());
        Assert.Equal((422, "Aria"), ((int)held.StatusCode, (await ReadAsync(held)).GetProperty("blockers")[0].GetProperty("label").GetString()));

        await _agency.Database.AskAsync("update agency.talents set legal_hold = false");
        await AskAsync(Removal());
        var second = await ReadAsync(await AskAsync(Removal()));
        Assert.True(second.TryGetProperty("sqlstate", out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ack_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFg")]
    [InlineData("another")]
    public async Task Needs_a_key(string? secret)
    {
        using var stranger = Machine(secret);

        var answer = await stranger.PostAsync("/api/requests", JsonContent.Create(JsonElement.Parse(Removal())));

        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json", "Bearer"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Headers.WwwAuthenticate.Single().Scheme));
    }

    [Fact]
    public async Task Is_over_the_moment_the_key_or_its_person_is()
    {
        await _agency.Database.AskAsync($"update agency.role_grants set valid_until = now() where person_id = '{Ann}'");
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(Removal())).StatusCode);

        await _agency.Database.AskAsync($"select guard.revoke_api_key((select id from guard.api_keys), '{Ann}')");
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(Removal())).StatusCode);
    }

    [Fact]
    public async Task Shows_nobody_elses_requests()
    {
        var bo = await _agency.AddTalentAsync("Bo");
        var other = Done(await _agency.As<Agency.Approvals.ApprovalService>(Bea).PlanAsync(new Agency.Talents.RemoveTalent(bo)));

        Assert.Equal(HttpStatusCode.NotFound, (await _machine.GetAsync($"/api/requests/{other}")).StatusCode);
    }

    string Removal(string? idempotencyKey = null) =>
        JsonSerializer.Serialize(new { operation = "talent.removed", @params = new { talent_id = _aria }, reason = "The feed says so.", idempotencyKey });

    HttpClient Machine(string? secret)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = true }) { BaseAddress = new Uri(_console.Urls.Single()) };
        if (secret is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        return client;
    }

    Task<HttpResponseMessage> AskAsync(string body) => _machine.PostAsync("/api/requests", JsonContent.Create(JsonElement.Parse(body)));

    static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) => JsonElement.Parse(await answer.Content.ReadAsStringAsync());
}
