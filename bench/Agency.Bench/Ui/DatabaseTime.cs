using System.Diagnostics;

namespace Agency.Bench;

/// <summary>How long the commands of this process kept the database busy, as Npgsql tells it: from sending one until its rows are read. Opening and committing a transaction are not in it.</summary>
sealed class DatabaseTime : IDisposable
{
    readonly ActivityListener _listener;
    long _ticks;
    int _commands;

    public DatabaseTime()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
            ActivityStopped = activity =>
            {
                Interlocked.Add(ref _ticks, activity.Duration.Ticks);
                Interlocked.Increment(ref _commands);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Milliseconds on the clock, milliseconds of it in the database, and how many commands that were.</summary>
    public async Task<(double Clock, double Database, int Commands)> OfAsync(Func<Task> work)
    {
        var (ticks, commands, began) = (_ticks, _commands, Stopwatch.GetTimestamp());
        await work();
        return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, new TimeSpan(_ticks - ticks).TotalMilliseconds, _commands - commands);
    }

    public void Dispose() => _listener.Dispose();
}
