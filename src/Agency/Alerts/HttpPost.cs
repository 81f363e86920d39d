using System.Globalization;
using System.Net;

namespace Agency.Alerts;

/// <summary>Posting as both the webhook and Sentry do it. No redirects: a message goes where it was meant to go or nowhere. Addresses are never in what is thrown.</summary>
static class HttpPost
{
    public static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };

    public static async Task SendOnceAsync(this HttpClient http, HttpRequestMessage request, CancellationToken ct)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException e)
        {
            throw new NotTakenException(e.HttpRequestError == HttpRequestError.Unknown ? "It does not answer." : $"It does not answer ({e.HttpRequestError}).");
        }
        using (answer)
        {
            if (!answer.IsSuccessStatusCode)
                throw new NotTakenException($"It answered {((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture)}.", Wait(answer));
        }
    }

    static TimeSpan? Wait(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is { Delta: { } wait } && wait > TimeSpan.Zero
            ? TimeSpan.FromSeconds(Math.Min(wait.TotalSeconds, 3_600)) : null;
}
