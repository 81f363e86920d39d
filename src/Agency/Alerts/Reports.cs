using System.Text.Json;
using System.Threading.Channels;

namespace Agency.Alerts;

/// <summary>What the console itself has to tell: what it refused, and which of its jobs fail. What was refused was rolled back, so it cannot be told in its own transaction; it
/// waits here until the dispatcher writes it to the outbox, so that nobody waits for that. Of more than a thousand the oldest are let go.</summary>
sealed class Reports
{
    readonly Channel<(string Event, string Subject)> _waiting = Channel.CreateBounded<(string, string)>(new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest });

    public ChannelReader<(string Event, string Subject)> Waiting => _waiting.Reader;

    /// <summary>Only refusals of what must not be done; a missing reason, a lost race or an old sign-in are no attempts.</summary>
    public void Refused(Guid person, string operation, Outcome.Refused refused)
    {
        if (refused.SqlState is SqlErrors.Destructive or SqlErrors.LiveChildren or SqlErrors.OwnRequest or SqlErrors.NotEligible or SqlErrors.OtherPlan or SqlErrors.LastApprovers)
            Tell("guard.refused", new { count = refused.SqlState == SqlErrors.Destructive ? 0 : 1, person, operation, because = refused.Because, sqlstate = refused.SqlState });
    }

    public void JobFailed(string job, string because) => Tell("job.failed", new { job, because });

    void Tell(string name, object subject) => _waiting.Writer.TryWrite((name, JsonSerializer.Serialize(subject)));
}
