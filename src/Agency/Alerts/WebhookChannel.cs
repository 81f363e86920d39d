using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Agency.Alerts;

/// <summary>Posts each message as JSON whose <c>text</c> Slack and its kind show as it is. Signed: <c>X-AdminConsole-Signature</c> is <c>v1=</c> and the hex HMAC-SHA256, under the
/// secret, of <c>X-AdminConsole-Timestamp</c> (seconds since 1970, UTC), a point, and the body. <c>X-AdminConsole-Message</c> stays the same when a message is sent again.</summary>
sealed class WebhookChannel(WebhookOptions options, TimeProvider time) : IMessageChannel, IDisposable
{
    readonly HttpClient _http = HttpPost.Client();

    public string Name => "webhook";

    public async Task SendAsync(Delivery delivery, CancellationToken ct)
    {
        var body = Body(delivery);
        var at = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-AdminConsole-Message", delivery.Id);
        request.Headers.Add("X-AdminConsole-Timestamp", at);
        request.Headers.Add("X-AdminConsole-Signature", Sign(options.Secret!, at, body));
        await _http.SendOnceAsync(request, ct);
    }

    public static string Sign(string secret, string timestamp, byte[] body) =>
        "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(timestamp + ".").Concat(body).ToArray()));

    public void Dispose() => _http.Dispose();

    static byte[] Body(Delivery delivery) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        id = delivery.Id,
        @event = delivery.Message.Event,
        at = delivery.Message.At.UtcDateTime,
        text = Slack(delivery),
        title = delivery.Text.Title,
        lines = delivery.Text.Lines,
        link = delivery.Link,
        request = delivery.Message.RequestId,
    });

    /// <summary>What people wrote cannot become a mention or a link: Slack wants these three escaped.</summary>
    static string Slack(Delivery delivery)
    {
        var text = string.Join('\n', [delivery.Text.Title, .. delivery.Text.Lines]).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        return delivery.Link is { } link ? $"{text}\n<{link.AbsoluteUri}|Open it>" : text;
    }
}
