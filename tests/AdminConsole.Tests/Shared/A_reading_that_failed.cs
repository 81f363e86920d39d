using AdminConsole.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminConsole;

public sealed class A_reading_that_failed : BunitContext
{
    readonly Loaded<string> _answer = new();
    readonly Lines _log = new();
    bool _isAway = true;

    public A_reading_that_failed()
    {
        Services.AddLogging(logging => logging.AddProvider(_log));
        ComponentFactories.AddStub<HistoryWatcher>();
    }

    [Fact]
    public async Task Says_so_in_one_line_and_reads_again_when_asked()
    {
        await ReadAsync();
        var line = Render<NotRead<string>>(p => p.Add(r => r.Of, _answer).Add(r => r.What, "Who could approve it").Add(r => r.Retry, ReadAsync));
        Assert.Contains("Who could approve it could not be read.", line.Find("[role=alert]").TextContent);

        _isAway = false;
        await line.Find("button").ClickAsync(new());
        line.Render();

        Assert.Empty(line.Markup.Trim());
        Assert.Equal("Bea", _answer.Value);
    }

    [Fact]
    public async Task Stands_as_a_question_mark_where_a_number_would_be()
    {
        await ReadAsync();

        var mark = Render<NotRead<string>>(p => p.Add(r => r.Of, _answer).Add(r => r.What, "How many wait for you").Add(r => r.Mark, true)).Find("[role=img]");

        Assert.Equal(("?", "How many wait for you could not be read"), (mark.TextContent, mark.GetAttribute("aria-label")));
    }

    [Fact]
    public async Task Is_in_the_log_once_however_often_it_is_drawn()
    {
        await ReadAsync();
        var page = Render<Loading<string>>(p => p.Add(l => l.Of, _answer).Add(l => l.What, "The deal").Add(l => l.Retry, () => { }).Add(l => l.ChildContent, value => value));
        page.Render();

        Assert.Equal("The deal could not be read", page.Find("[role=alert] h2").TextContent);
        Assert.Equal(["The deal could not be read: away"], _log.Written);
    }

    Task ReadAsync() => _answer.ReadAsync(_ => _isAway ? throw new TimeoutException("away") : Task.FromResult<string?>("Bea"));

    sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Written.Add($"{formatter(state, exception)}: {exception?.Message}");

        public void Dispose() { }
    }
}
