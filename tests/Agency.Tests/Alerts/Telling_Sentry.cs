using System.Text;
using System.Text.Json;
using Agency.Alerts;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Alerts;

public sealed class Telling_Sentry : MessagesAgency, IDisposable
{
    readonly HttpSink _sink = new();

    public void Dispose() => _sink.Dispose();

    [Fact]
    public async Task Follows_the_published_format_of_envelopes()
    {
        using var sentry = Sentry(_sink);
        var id = await AppliedAsync(new RemoveTalent(Aria));
        await DispatchAsync(sentry);

        var posted = Assert.Single(_sink.Posted);
        Assert.Equal(("POST", "/api/42/envelope/", "application/x-sentry-envelope"), (posted.Method, posted.Path, posted.Headers["Content-Type"]));
        Assert.Equal("Sentry sentry_version=7, sentry_client=adminconsole/1.0, sentry_key=publickey", posted.Headers["X-Sentry-Auth"]);

        var (header, item, payload, rest) = Cut(posted.Body);
        Assert.Matches("^[0-9a-f]{32}$", header.GetProperty("event_id").GetString());
        Assert.Equal($"http://publickey@127.0.0.1:{_sink.Port}/42", header.GetProperty("dsn").GetString());
        Assert.True(header.GetProperty("sent_at").TryGetDateTimeOffset(out var at) && at.Offset == TimeSpan.Zero && header.GetProperty("sent_at").GetString()!.EndsWith('Z'));
        Assert.Equal("event", item.GetProperty("type").GetString());
        Assert.Equal("\n", rest);

        Assert.Equal(header.GetProperty("event_id").GetString(), payload.GetProperty("event_id").GetString());
        Assert.Equal(("csharp", "info", "adminconsole", "Production"), (payload.GetProperty("platform").GetString(), payload.GetProperty("level").GetString(), payload.GetProperty("logger").GetString(), payload.GetProperty("environment").GetString()));
        Assert.True(payload.GetProperty("timestamp").TryGetDateTimeOffset(out _));
        Assert.StartsWith("Applied: Move Aria", payload.GetProperty("message").GetProperty("formatted").GetString(), StringComparison.Ordinal);
        Assert.Equal(("request.applied", "talent.removed"), (payload.GetProperty("tags").GetProperty("event").GetString(), payload.GetProperty("tags").GetProperty("operation").GetString()));
        Assert.Equal($"https://console.agency.example/requests/{id}", payload.GetProperty("extra").GetProperty("link").GetString());
    }

    [Fact]
    public async Task Tells_of_what_is_refused_as_well_and_of_nothing_that_only_waits()
    {
        using var sentry = Sentry(_sink);
        var (id, hash) = await RequestAsync();
        Refused("AG004", await As(Ann).ApproveAsync(id, hash));
        Assert.Equal("AG001", await Database.RefusalAsync("delete from agency.deals", Sql.Owner));
        Done(await As(Cal).RejectAsync(id, hash, "She stays."));
        await Database.AskAsync($"insert into guard.break_glass (person_id, reason, ends_at) values ('{Ann}', 'Now.', now() + interval '1 hour')", Sql.Superuser);
        await DispatchAsync(sentry);

        var told = _sink.Posted.Select(p => Cut(p.Body).Payload).Select(e => $"{e.GetProperty("tags").GetProperty("event").GetString()} {e.GetProperty("level").GetString()}");
        Assert.Equal(["break_glass warning", "guard.refused warning", "guard.refused warning", "request.decided info"], told.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https://key@o1.ingest.example.io/42", "https://o1.ingest.example.io/api/42/envelope/")]
    [InlineData("https://key:old-secret@errors.agency.example:9000/sentry/7", "https://errors.agency.example:9000/sentry/api/7/envelope/")]
    [InlineData("https://errors.agency.example/7", null)]
    [InlineData("https://key@errors.agency.example/", null)]
    [InlineData("ftp://key@errors.agency.example/7", null)]
    [InlineData("key", null)]
    public void Finds_where_to_post_in_the_DSN(string dsn, string? address) => Assert.Equal(address, SentryDsn.TryParse(dsn)?.Envelopes.ToString());

    /// <summary>An envelope, read as its format says: a line of headers, a line of the item's headers, and as many bytes as those say.</summary>
    static (JsonElement Header, JsonElement Item, JsonElement Payload, string After) Cut(byte[] body)
    {
        var first = Array.IndexOf(body, (byte)'\n');
        var second = Array.IndexOf(body, (byte)'\n', first + 1);
        var item = JsonElement.Parse(body.AsSpan(first + 1, second - first - 1));
        var length = item.GetProperty("length").GetInt32();
        return (JsonElement.Parse(body.AsSpan(0, first)), item, JsonElement.Parse(body.AsSpan(second + 1, length)), Encoding.UTF8.GetString(body.AsSpan(second + 1 + length)));
    }
}
