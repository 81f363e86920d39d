using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Agency.Bench;

/// <summary>An open screen without its browser: it fetches the page, starts its circuit and answers it in Blazor's own words, so that hundreds fit beside the server they are open on.</summary>
sealed partial class Circuit : IAsyncDisposable
{
    readonly HubConnection _hub;
    readonly Uri _console;
    readonly TaskCompletionSource _shown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    TaskCompletionSource? _more;
    int _dispatcher, _call;

    Circuit(HubConnection hub, Uri console)
    {
        (_hub, _console) = (hub, console);
        hub.On<long, byte[]>("JS.RenderBatch", DrawAsync);
        hub.On("JS.BeginInvokeJS", [typeof(long), typeof(string), typeof(string), typeof(int), typeof(long), typeof(int)], AnswerAsync);
        hub.On<string>("JS.Error", Fail);
        hub.Closed += e => { Fail(e?.Message ?? "closed"); return Task.CompletedTask; };
    }

    /// <summary>What the server said went wrong.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    /// <summary>The listener of the button that reads on; null at the end of the list.</summary>
    public ulong? More { get; private set; }

    public static async Task<Circuit> OpenAsync(Uri console, string path, Cookie session, CancellationToken ct)
    {
        var cookies = new CookieContainer();
        cookies.Add(session);
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = console };
        var page = await http.GetStringAsync(path, ct);
        var hub = new HubConnectionBuilder().WithUrl(new Uri(console, "_blazor"), HttpTransportType.WebSockets, o => o.Cookies = cookies);
        hub.Services.Replace(ServiceDescriptor.Singleton<IHubProtocol>(new BlazorPack()));
        var circuit = new Circuit(hub.Build(), console);
        await circuit._hub.StartAsync(ct);
        var kept = State().Match(page).Groups["said"].Value;
        await circuit._hub.InvokeAsync<string>("StartCircuit", console.ToString(), new Uri(console, path).ToString(), "[]", kept, ct);
        var added = Marker().Matches(page).Select(m => JsonNode.Parse(m.Groups["said"].Value)!).Where(m => m["type"]?.ToString() == "server" && m["descriptor"] is not null)
            .Select((marker, n) => new JsonObject { ["type"] = "add", ["ssrComponentId"] = n + 1, ["marker"] = marker }).ToArray<JsonNode>();
        await circuit._hub.SendAsync("UpdateRootComponents", new JsonObject { ["batchId"] = 1, ["operations"] = new JsonArray(added) }.ToJsonString(), kept, ct);
        await circuit._shown.Task.WaitAsync(TimeSpan.FromSeconds(60), ct);
        return circuit;
    }

    /// <summary>Asks for the next rows, and waits until they have arrived.</summary>
    public async Task ReadOnAsync(CancellationToken ct)
    {
        var more = _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _hub.SendAsync("BeginInvokeDotNetFromJS", (++_call).ToString(), null, "DispatchEventAsync", (long)_dispatcher,
            $$"""[{"eventHandlerId":{{More}},"eventName":"click","eventFieldInfo":null},{"detail":1,"type":"click"}]""", ct);
        await more.Task.WaitAsync(TimeSpan.FromSeconds(20), ct);
    }

    async Task DrawAsync(long id, byte[] batch)
    {
        var rows = 0;
        var button = false;
        foreach (var (name, value, listener) in new RenderedAttributes(batch))
        {
            rows += name == "data-row" ? 1 : 0;
            if (name == "data-more")
                (button, More) = (value == "by itself", value == "by itself" ? More : null);
            else if (name == "onclick" && button)
                (button, More) = (false, listener);
        }
        await _hub.SendAsync("OnRenderCompleted", id, null);
        if (rows < 50)
            return;
        _shown.TrySetResult();
        _more?.TrySetResult();
    }

    async Task AnswerAsync(object?[] said)
    {
        var (task, what, with) = ((long)said[0]!, (string)said[1]!, (string?)said[2]);
        if (what == "Blazor._internal.attachWebRendererInterop")
            _dispatcher = JsonNode.Parse(with!)![1]!["__dotNetObject"]!.GetValue<int>();
        if (what == "Blazor._internal.navigationManager.navigateTo")
            await _hub.SendAsync("OnLocationChanged", new Uri(_console, JsonNode.Parse(with!)![0]!.ToString()).ToString(), null, false);
        if (task != 0)
            await _hub.SendAsync("EndInvokeJSFromDotNet", task, true, JsonSerializer.Serialize(new object?[] { task, true, null }));
    }

    void Fail(string why)
    {
        Failures.Enqueue(why);
        _shown.TrySetException(new InvalidOperationException(why));
        _more?.TrySetException(new InvalidOperationException(why));
    }

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<said>[^>]*)-->", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex State();

    [GeneratedRegex("<!--Blazor:(?<said>[^>]*)-->", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Marker();

    /// <summary>MessagePack under the name that Blazor's hub knows it by.</summary>
    sealed class BlazorPack : MessagePackHubProtocol, IHubProtocol
    {
        string IHubProtocol.Name => "blazorpack";
    }
}
