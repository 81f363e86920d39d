using System.Net;
using System.Text.RegularExpressions;

namespace AdminConsole.SignIn;

/// <summary>Somebody's browser, as far as a sign-in needs one: it keeps cookies, follows redirects and fills in the provider's form.</summary>
sealed partial class Visitor : IDisposable
{
    readonly HttpClientHandler _handler = new() { CookieContainer = new CookieContainer(), AllowAutoRedirect = false };
    readonly HttpClient _client;
    int _filledForms;

    public Visitor(string console) => _client = new HttpClient(_handler) { BaseAddress = new Uri(console) };

    /// <summary>Where it stands now.</summary>
    public Uri At { get; private set; } = null!;

    public CookieContainer Cookies => _handler.CookieContainer;

    /// <summary>Signs in at the provider as <paramref name="login"/>, and answers the console's page that this ends on.</summary>
    public async Task<string> SignInAsync(string login, string? returnUrl = null)
    {
        using var callback = await SignInUntilCallbackAsync(login, "/sign-in/provider" + (returnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(returnUrl)));
        return await FollowAsync(callback.RequestMessage!.RequestUri!);
    }

    /// <summary>Proves again who it is; the provider must ask.</summary>
    public async Task<string> SignInAgainAsync(string login)
    {
        using var callback = await SignInUntilCallbackAsync(login, "/sign-in/again?returnUrl=%2Ftalents");
        Assert.True(_filledForms > 0, "The provider did not ask.");
        return await FollowAsync(callback.RequestMessage!.RequestUri!);
    }

    /// <summary>The same up to the answer that would go to the console: its address is the response's request's.</summary>
    public async Task<HttpResponseMessage> SignInUntilCallbackAsync(string login, string begin = "/sign-in/provider")
    {
        var next = new Uri(_client.BaseAddress!, begin);
        _filledForms = 0;
        while (true)
        {
            if (next.AbsolutePath == "/sign-in/callback")
                return new HttpResponseMessage { RequestMessage = new HttpRequestMessage(HttpMethod.Get, next) };
            var answer = await _client.GetAsync(next);
            if (Next(answer) is { } on)
            {
                next = on;
                continue;
            }
            var page = await answer.Content.ReadAsStringAsync();
            var form = Form().Match(page);
            if (!form.Success)
                throw new Xunit.Sdk.XunitException($"No form to sign in with at {next}: {page}");
            var fields = Hidden().Matches(page).ToDictionary(field => field.Groups["name"].Value, field => field.Groups["value"].Value);
            if (page.Contains("name=\"login\"", StringComparison.Ordinal))
                (fields["prompt"], fields["login"], fields["password"]) = ("login", login, "any");
            using var filled = new FormUrlEncodedContent(fields);
            _filledForms++;
            next = Next(await _client.PostAsync(new Uri(next, form.Groups["action"].Value), filled))!;
        }
    }

    /// <summary>Goes there, follows every redirect, and answers the page.</summary>
    public async Task<string> FollowAsync(Uri address)
    {
        for (At = new Uri(_client.BaseAddress!, address); ;)
        {
            var answer = await _client.GetAsync(At);
            if (Next(answer) is not { } next)
                return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
            At = next;
        }
    }

    public Task<string> FollowAsync(string path) => FollowAsync(new Uri(path, UriKind.Relative));

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    static Uri? Next(HttpResponseMessage answer) => answer.Headers.Location is { } location ? new Uri(answer.RequestMessage!.RequestUri!, location) : null;

    [GeneratedRegex("<form[^>]*action=\"(?<action>[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Hidden();
}
