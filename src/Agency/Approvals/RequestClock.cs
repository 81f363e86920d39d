using Agency.History;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agency.Approvals;

/// <summary>What happens to requests without anybody's doing: both clocks, the moment one waits for, another try, and rows that change under a plan.
/// It may run on every server; the database lets one of them act.</summary>
public sealed class RequestClock : BackgroundService
{
    static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    readonly IDbContextFactory<AgencyDb> _contexts;
    readonly HistoryFeed _feed;
    readonly ILogger<RequestClock> _log;

    internal RequestClock(IDbContextFactory<AgencyDb> contexts, HistoryFeed feed, ILogger<RequestClock> log) => (_contexts, _feed, _log) = (contexts, feed, log);

    /// <summary>Lets expire what is past its time, and applies what may be applied now.</summary>
    public async Task TickAsync(CancellationToken ct)
    {
        await using var db = await _contexts.CreateDbContextAsync(ct);
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        foreach (var id in await db.Database.SqlQuery<Guid>($"select request_id as \"Value\" from guard.tick()").ToListAsync(ct))
        {
            try
            {
                await db.Database.ExecuteSqlAsync($"select guard.apply({id}, null::uuid)", ct);
            }
            catch (Npgsql.PostgresException e) when (e.SqlState is SqlErrors.WrongState or SqlErrors.NotEligible)
            {
                _log.LogInformation("Request {Request} is not applied now: {Why}", id, e.MessageText);
            }
        }
    }

    /// <summary>Makes requests stale whose plan no longer holds after these commits.</summary>
    public async Task LookAtAsync(IReadOnlyList<long> commits, CancellationToken ct)
    {
        await using var db = await _contexts.CreateDbContextAsync(ct);
        await db.Database.ExecuteSqlAsync($"select guard.look_at({commits})", ct);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = _feed.WatchCommits(commits => LookAtAsync(commits, stoppingToken));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TickAsync(stoppingToken);
            }
            // A database that is away for a while must not end the console.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                _log.LogWarning(e, "The requests' clock stood still; it goes on in a moment");
            }
            await Task.Delay(s_pause, stoppingToken);
        }
    }
}
