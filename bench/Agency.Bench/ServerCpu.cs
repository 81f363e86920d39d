using System.Globalization;

namespace Agency.Bench;

/// <summary>
/// The processor time of a server's backends, from /proc: seconds, user and system, in steps of 10 ms. A backend's time is there while it lives and is added
/// to the postmaster's when it has ended, so work is measured from before its connections begin to after they are gone.
/// </summary>
sealed class ServerCpu(int postmaster, int ownBackend)
{
    const double TicksPerSecond = 100;
    const int Parent = 1, User = 11, ChildrensUser = 13;

    /// <summary>What all backends that have ended and our own one have used.</summary>
    public double Seconds() => Time(postmaster, ChildrensUser) + Time(ownBackend, User);

    /// <summary>Waits until every backend that is not in the list has ended and is counted.</summary>
    public async Task SettleAsync(IReadOnlyCollection<int> known, CancellationToken ct)
    {
        while (Backends().Except(known).Any())
            await Task.Delay(20, ct);
    }

    public List<int> Backends() => Directory.GetDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0 && Fields(pid) is { Length: > Parent } f && f[Parent] == postmaster.ToString(CultureInfo.InvariantCulture))
        .ToList();

    static double Time(int pid, int first)
    {
        var fields = Fields(pid) ?? throw new InvalidOperationException($"Process {pid} of the server is gone");
        return (long.Parse(fields[first], CultureInfo.InvariantCulture) + long.Parse(fields[first + 1], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    // What follows the program's name, which may hold anything. Processes end while we look.
    static string[]? Fields(int pid)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{pid}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
