using Agency.History;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agency.Alerts;

/// <summary>Sends what the outbox holds: at least once, with a stable id, from any number of consoles at once. Each channel goes its own way, so that one that is down delays no
/// other; what a channel does not take is tried again, later and later, and in the end given up, which /health and the notification centre show.</summary>
sealed class Dispatcher(Outbox outbox, Reports reports, IReadOnlyList<IMessageChannel> channels, DispatchOptions options, SpikeOptions spike, AddressOptions address,
    HistoryFeed feed, ILogger<Dispatcher> log) : BackgroundService
{
    readonly string[] _names = [.. channels.Select(c => c.Name)];
    readonly HashSet<string> _failing = new(StringComparer.Ordinal);

    /// <summary>Looks for what nothing announces: refused statements, clocks that run out, spikes, digests that are due. Writes it, and what the console reported, to the outbox.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        while (reports.Waiting.TryPeek(out var report))
        {
            await outbox.ReportAsync(report.Event, report.Subject, ct);
            reports.Waiting.TryRead(out _);
        }
        await outbox.LookForRefusalsAsync(ct);
        await outbox.LookForExpiringAsync(ct);
        await outbox.LookForSpikeAsync(spike, ct);
        if (_names.Contains("email"))
            await outbox.LookForDigestsAsync(ct);
    }

    /// <summary>Fans out what was not told yet.</summary>
    public Task FanOutAsync(CancellationToken ct) => outbox.FanOutAsync(_names, ct);

    /// <summary>Sends what is due through the channel, one after the other.</summary>
    public async Task SendAsync(IMessageChannel channel, CancellationToken ct)
    {
        while (await outbox.TakeAsync(channel.Name, options.Lease, ct) is { } taken)
        {
            if (await TryAsync(channel, taken, ct))
                await outbox.SentAsync(taken.Id, ct);
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromSeconds(options.LookSeconds);
        return Task.WhenAll([
            RepeatAsync("looking", LookAsync, pause, stoppingToken),
            RepeatAsync("telling", FanOutAsync, pause, stoppingToken),
            .. channels.Select(channel => RepeatAsync(channel.Name, ct => SendAsync(channel, ct), TimeSpan.FromSeconds(Math.Min(options.FirstWaitSeconds, options.LookSeconds)), stoppingToken))]);
    }

    async Task<bool> TryAsync(IMessageChannel channel, TakenDelivery taken, CancellationToken ct)
    {
        // It was taken that often before and never came back: whatever stopped the console each time may have been this message.
        if (taken.Attempts > options.Tries)
        {
            await GiveUpAsync(channel, taken, "The console stopped each time it was being sent.", ct);
            return false;
        }
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds));
        try
        {
            await channel.SendAsync(await outbox.OpenAsync(taken, address, ct), timeout.Token);
            return true;
        }
        // Whatever it was: the other messages go on.
        catch (Exception e) when (!ct.IsCancellationRequested && e is not NpgsqlException)
        {
            var error = e is OperationCanceledException ? $"It did not answer within {options.TimeoutSeconds} seconds." : e.GetBaseException().Message;
            if (options.WaitAfter(taken.Attempts) is { } wait)
                await outbox.NotSentAsync(taken.Id, error, (e as NotTakenException)?.RetryAfter is { } longer && longer > wait ? longer : wait, ct);
            else
                await GiveUpAsync(channel, taken, error, ct);
            return false;
        }
    }

    async Task GiveUpAsync(IMessageChannel channel, TakenDelivery taken, string error, CancellationToken ct)
    {
        log.LogError("Gave up sending message {Message} by {Channel} after {Tries} tries: {Error}", taken.OutboxId, channel.Name, taken.Attempts, error);
        await outbox.NotSentAsync(taken.Id, error, wait: null, ct);
    }

    /// <summary>Works when something was written to the outbox, and every so often.</summary>
    async Task RepeatAsync(string what, Func<CancellationToken, Task> work, TimeSpan pause, CancellationToken ct)
    {
        using var woken = new SemaphoreSlim(1);
        using var watch = feed.Watch("outbox", () => Wake(woken));
        while (!ct.IsCancellationRequested)
        {
            await woken.WaitAsync(pause, ct);
            try
            {
                await work(ct);
                Say(what, null);
            }
            // Whatever it was: a dispatcher that ends would end the console with it.
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Say(what, e);
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
        }
    }

    void Say(string what, Exception? wrong)
    {
        bool changed;
        lock (_failing)
            changed = wrong is null ? _failing.Remove(what) : _failing.Add(what);
        if (changed && wrong is null)
            log.LogInformation("Messages: {What} works again", what);
        else if (changed)
            log.LogWarning(wrong, "Messages: {What} fails, and is tried again", what);
    }

    static Task Wake(SemaphoreSlim woken)
    {
        if (woken.CurrentCount == 0)
            woken.Release();
        return Task.CompletedTask;
    }
}
