using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Many_files_at_once(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Wait_in_line_and_leave_the_pages_their_connections()
    {
        await console.Database.AskAsync("insert into agency.deals (id, title, talent_id, stage, gross_minor) select gen_random_uuid(), repeat('A season of very long titles ', 6) || n, t.id, 'lead', 40000 from (select id from agency.talents order by id limit 1) t, generate_series(1, 50000) n", "postgres");
        var browser = await console.BrowserAsync("Operations Admin");
        using var slow = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectSlowlyAsync, UseCookies = false });
        slow.BaseAddress = new Uri(console.Address);
        slow.DefaultRequestHeaders.Add("Cookie", string.Join("; ", (await browser.CookiesAsync()).Select(cookie => $"{cookie.Name}={cookie.Value}")));

        var taken = Enumerable.Range(0, FileLimit.AtOnce + FileLimit.InLine + 3).Select(_ => slow.GetAsync("/files/lists/deals?format=csv", HttpCompletionOption.ResponseHeadersRead)).ToList();
        await UntilAsync(() => taken.Count(file => file.IsCompleted) == FileLimit.AtOnce + 3);
        var answered = await Task.WhenAll(taken.Where(file => file.IsCompleted));
        Assert.Equal(FileLimit.AtOnce, answered.Count(file => file.StatusCode == HttpStatusCode.OK));
        var refused = answered.First(file => file.StatusCode == HttpStatusCode.ServiceUnavailable);
        Assert.Equal("Many files are being taken just now. Wait a minute, then try again.", await refused.Content.ReadAsStringAsync());
        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter!.Delta);

        var page = await browser.NewPageAsync();
        await page.GotoAsync("/companies");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Companies");
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();

        foreach (var file in answered)
            file.Dispose();
        await UntilAsync(() => taken.Count(file => file.IsCompleted) == 2 * FileLimit.AtOnce + 3);
        foreach (var file in await Task.WhenAll(taken.Where(file => file.IsCompleted)))
            file.Dispose();
    }

    // Whoever reads nothing, of what fits in no buffer, takes it for ever.
    static async ValueTask<Stream> ConnectSlowlyAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 2048 };
        await socket.ConnectAsync(context.DnsEndPoint, ct);
        return new NetworkStream(socket, ownsSocket: true);
    }

    static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!isSo())
            await Task.Delay(50, limit.Token);
    }
}
