using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agency.People;

/// <summary>Looks every minute whether a broken glass was not reviewed in time; its holder's right is suspended then.</summary>
sealed class GlassReviews(IDbContextFactory<AgencyDb> contexts, TimeProvider time, ILogger<GlassReviews> log) : BackgroundService
{
    static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await SuspendAsync(stoppingToken) is > 0 and var count)
                    log.LogWarning("{Count} holders may not break the glass any more: nobody reviewed what they did within 72 hours", count);
            }
            // Whatever it was: the next minute tries again, and breaking the glass looks itself.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "Could not look whether broken glass was reviewed; trying again in a minute");
            }
            await Task.Delay(s_pause, time, stoppingToken);
        }
    }

    internal async Task<int> SuspendAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var what = new HoldersSuspended();
        await db.Database.ExecuteSqlAsync($"select set_config('history.source', 'job', true), set_config('history.actor_name', 'The review of broken glass', true), set_config('history.intent', {what.Intent}, true)", ct);
        var suspended = (await db.Database.SqlQuery<int>($"""select guard.suspend_unreviewed() as "Value" """).ToListAsync(ct))[0];
        await transaction.CommitAsync(ct);
        return suspended;
    }
}
