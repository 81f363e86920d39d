using System.Net.Http.Headers;
using System.Text.Json;

namespace Agency.Alerts;

/// <summary>Tells Sentry: one envelope with one event, in the format of https://develop.sentry.dev/sdk/envelopes. The event's id is the message's, so that one sent again counts once.</summary>
sealed class SentryChannel(SentryDsn dsn, string environment, TimeProvider time) : IMessageChannel, IDisposable
{
    const string Client = "adminconsole/1.0";
    readonly HttpClient _http = HttpPost.Client();

    public string Name => "sentry";

    public async Task SendAsync(Delivery delivery, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, dsn.Envelopes) { Content = new ByteArrayContent(Envelope(delivery)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-sentry-envelope");
        request.Headers.Add("X-Sentry-Auth", $"Sentry sentry_version=7, sentry_client={Client}, sentry_key={dsn.Key}");
        await _http.SendOnceAsync(request, ct);
    }

    public void Dispose() => _http.Dispose();

    byte[] Envelope(Delivery delivery)
    {
        var id = delivery.Message.MessageId.ToString("N");
        var payload = Payload(delivery, id);
        var header = JsonSerializer.SerializeToUtf8Bytes(new { event_id = id, dsn = dsn.Text, sent_at = time.GetUtcNow().UtcDateTime });
        var item = JsonSerializer.SerializeToUtf8Bytes(new { type = "event", length = payload.Length, content_type = "application/json" });
        return [.. header, (byte)'\n', .. item, (byte)'\n', .. payload, (byte)'\n'];
    }

    byte[] Payload(Delivery delivery, string id)
    {
        var m = delivery.Message;
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            event_id = id,
            timestamp = m.At.UtcDateTime,
            platform = "csharp",
            level = Level(m),
            logger = "adminconsole",
            environment,
            message = new { formatted = delivery.Text.Title },
            tags = new Dictionary<string, string> { ["event"] = m.Event, ["operation"] = m.Operation ?? m.Subject.Operation ?? "", ["sqlstate"] = m.Subject.SqlState ?? "" }.Where(t => t.Value.Length > 0).ToDictionary(),
            fingerprint = new[] { m.Event, m.RequestId?.ToString() ?? m.Operation ?? m.Subject.Operation ?? "" },
            extra = new { lines = delivery.Text.Lines, link = delivery.Link, rows = m.RowCount, subject = JsonElement.Parse(m.SubjectJson) },
        });
    }

    static string Level(Message m) => m.Event switch
    {
        "guard.tampering" or "guard.spike" => "fatal",
        "request.failed" or "job.failed" => "error",
        "request.applied" or "request.undone" or "request.decided" => "info",
        _ => "warning",
    };
}
