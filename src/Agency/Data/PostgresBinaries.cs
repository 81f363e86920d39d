using System.Diagnostics;
using System.Globalization;

namespace Agency.Data;

/// <summary>A PostgreSQL installed on this machine: its directory of programs and its major version.</summary>
public sealed record PostgresBinaries(string Directory, int Major)
{
    const int Oldest = 15;

    /// <summary>The path of one of its programs.</summary>
    public string Program(string name) => Path.Combine(Directory, name);

    /// <summary>Where <c>psql</c> is.</summary>
    /// <exception cref="StartUpException">It is not installed.</exception>
    public static string FindPsql() =>
        Candidates().Select(d => Path.Combine(d, "psql")).FirstOrDefault(IsThere)
        ?? throw new StartUpException("psql is not installed; install it with: apt-get install postgresql-client");

    /// <summary>
    /// The server programs for a data directory of <paramref name="major"/>, or the ones this machine prefers:
    /// what pg_config names, then the newest of Debian's, then whatever is on the PATH.
    /// </summary>
    internal static PostgresBinaries Find(string? only, int? major)
    {
        var found = (only is null ? Candidates() : [only])
            .Where(d => Array.TrueForAll(["initdb", "pg_ctl", "postgres"], p => IsThere(Path.Combine(d, p))))
            .Select(d => new PostgresBinaries(d, MajorOf(Path.Combine(d, "postgres"))))
            .ToList();
        if (found.Count == 0)
            throw new StartUpException($"No PostgreSQL server programs are found{(only is null ? "" : $" in {only}")}; install PostgreSQL {Oldest} or newer, on Debian and Ubuntu with: apt-get install postgresql");
        return found.Find(b => b.Major == major && b.Major >= Oldest) ?? found.Find(b => b.Major >= Oldest)
            ?? throw new StartUpException($"PostgreSQL {found[0].Major} in {found[0].Directory} is too old; install PostgreSQL {Oldest} or newer");
    }

    internal static string? OnPath(string program) =>
        PathDirectories().Append("/usr/sbin").Append("/sbin").Select(d => Path.Combine(d, program)).FirstOrDefault(IsThere);

    static IEnumerable<string> Candidates()
    {
        if (OnPath("pg_config") is { } config && Ask(config, "--bindir") is { Length: > 0 } named)
            yield return named;
        var debian = new DirectoryInfo("/usr/lib/postgresql");
        if (debian.Exists)
        {
            foreach (var version in debian.GetDirectories().OrderByDescending(d => int.TryParse(d.Name, CultureInfo.InvariantCulture, out var n) ? n : 0))
                yield return Path.Combine(version.FullName, "bin");
        }

        foreach (var directory in PathDirectories())
            yield return directory;
    }

    // A package that was removed leaves links to nowhere, which exist.
    static bool IsThere(string program) => File.Exists(program) && File.ResolveLinkTarget(program, returnFinalTarget: true) is not { Exists: false };

    static string[] PathDirectories() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);

    // "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", "postgres (PostgreSQL) 18beta1"
    static int MajorOf(string postgres)
    {
        var version = Ask(postgres, "--version").Split(' ').ElementAtOrDefault(2) ?? "";
        return int.TryParse(version.TakeWhile(char.IsAsciiDigit).ToArray(), CultureInfo.InvariantCulture, out var major) ? major : 0;
    }

    static string Ask(string program, string question)
    {
        using var process = Process.Start(new ProcessStartInfo(program, question) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var answer = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return answer;
    }
}
