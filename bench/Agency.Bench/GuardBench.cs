using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Agency.Bench;

/// <summary><c>./console bench guard</c>: prints every figure as it is measured. Exit code 0 whether they are met or not; 130 when interrupted.</summary>
static class GuardBench
{
    delegate IAsyncEnumerable<Figure> Measure(BenchServer server, BenchOptions options, CancellationToken ct);

    static readonly (int Number, Measure Measure)[] s_figures =
    [
        (1, SingleRowWrites.MeasureAsync),
        (2, DiskPerChange.MeasureAsync),
        (3, BulkEdits.MeasureAsync),
        (4, Rewinds.MeasureAsync),
        (5, ReadsAsOf.MeasureAsync),
        (6, Verifying.MeasureAsync),
    ];

    public static async Task<int> RunAsync(int[] only, BenchOptions options)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var began = Stopwatch.GetTimestamp();
        var (met, missed) = (0, 0);
        await using (var server = await BenchServer.StartAsync(Path.Combine(Home, ".console", "bench"), stop.Token))
        {
            Console.WriteLine($"Processor time is that of the server's backends. {Environment.ProcessorCount} processors; tables of up to {options.Rows:N0} rows; the median of {options.Rounds} rounds.");
            if (options.Rows != BenchOptions.DefaultRows)
                Console.WriteLine($"The targets on the clock are for {BenchOptions.DefaultRows:N0} rows, so those figures are only shown.");
            Console.WriteLine(Figure.Header);
            foreach (var (number, measure) in s_figures.Where(f => only.Length == 0 || only.Contains(f.Number)))
            {
                await foreach (var figure in measure(server, options, stop.Token))
                {
                    Console.WriteLine(figure);
                    if (figure.Target is not null)
                        (met, missed) = figure.Met ? (met + 1, missed) : (met, missed + 1);
                }
            }
        }

        Console.WriteLine($"{met} met, {missed} missed, in {Stopwatch.GetElapsedTime(began):m\\:ss} minutes.");
        return 0;
    }

    static string Home => Environment.GetEnvironmentVariable("ADMINCONSOLE_HOME") ?? Environment.CurrentDirectory;
}
