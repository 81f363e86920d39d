using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Agency.Tests.Alerts;

/// <summary>A web server that keeps what it is sent, and answers as it is told.</summary>
sealed class HttpSink : IDisposable
{
    readonly HttpListener _listener = new();
    readonly ConcurrentQueue<Posted> _posted = new();

    public HttpSink()
    {
        Port = FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}/hooks/T0/secret-in-the-path";

    public HttpStatusCode Answer { get; set; } = HttpStatusCode.OK;

    public string? RetryAfter { get; set; }

    public IReadOnlyList<Posted> Posted => [.. _posted];

    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public void Dispose() => _listener.Close();

    async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext http;
            try
            {
                http = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var body = new MemoryStream();
            await http.Request.InputStream.CopyToAsync(body);
            _posted.Enqueue(new(http.Request.HttpMethod, http.Request.Url!.AbsolutePath, http.Request.Headers.AllKeys.ToDictionary(k => k!, k => http.Request.Headers[k]!, StringComparer.OrdinalIgnoreCase), body.ToArray()));
            http.Response.StatusCode = (int)Answer;
            if (RetryAfter is { } seconds)
                http.Response.Headers["Retry-After"] = seconds;
            http.Response.Close();
        }
    }
}

sealed record Posted(string Method, string Path, Dictionary<string, string> Headers, byte[] Body);
