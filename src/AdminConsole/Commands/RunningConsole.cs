using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Agency.Data;

namespace AdminConsole.Commands;

/// <summary>The one console that serves from this checkout: the file with its process id, held under a lock while it runs.</summary>
sealed class RunningConsole : IDisposable
{
    readonly FileStream _lock;
    readonly string _pidFile;

    RunningConsole(FileStream @lock, string pidFile) => (_lock, _pidFile) = (@lock, pidFile);

    public static RunningConsole Begin(ConsoleHome home)
    {
        try
        {
            Directory.CreateDirectory(home.State);
            var file = new FileStream(Path.Combine(home.State, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var pidFile = PidFile(home);
            File.WriteAllText(pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(file, pidFile);
        }
        catch (IOException ex) when (Find(home) is { } running)
        {
            using (running)
                throw new StartUpException($"This console is already running (process {running.Id}); stop it with: ./console down", ex);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new StartUpException($"The console cannot write in {home.State}: {ex.Message}", ex);
        }
    }

    /// <summary>The process of this checkout's <c>up</c>, or null. A number alone proves nothing: its command line must be ours.</summary>
    public static Process? Find(ConsoleHome home)
    {
        try
        {
            var pid = int.Parse(File.ReadAllText(PidFile(home)), CultureInfo.InvariantCulture);
            var line = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            return line.Contains(Assembly.GetExecutingAssembly().Location) && line.Contains("up") ? Process.GetProcessById(pid) : null;
        }
        catch (Exception ex) when (ex is IOException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        File.Delete(_pidFile);
        _lock.Dispose();
    }

    static string PidFile(ConsoleHome home) => Path.Combine(home.State, "up.pid");
}
