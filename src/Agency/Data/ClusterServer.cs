using System.Globalization;

namespace Agency.Data;

/// <summary>The server's own programs on one cluster: make it, start it, stop it, and say why when they do not.</summary>
sealed class ClusterServer(ClusterFolder folder, ServerAccount account, PostgresBinaries binaries, bool fast)
{
    public const int Port = 5432;
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    public ServerAccount Account => account;

    /// <summary>Whether the process that the pid file names is this cluster's server: it stands in the data directory. A number alone may be anybody's by now.</summary>
    public async Task<bool> IsRunningAsync(CancellationToken ct)
    {
        try
        {
            var pid = File.ReadLines(folder.PidFile).FirstOrDefault();
            return int.TryParse(pid, CultureInfo.InvariantCulture, out var number)
                && (await account.ShellAsync("[ \"/proc/$1/cwd\" -ef \"$2\" ]", ct, number.ToString(CultureInfo.InvariantCulture), folder.Data)).Succeeded;
        }
        catch (Exception ex) when (ex is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Makes the cluster beside its place and moves it there when it is whole.</summary>
    public async Task InitAsync(CancellationToken ct)
    {
        Clear();
        // Trust lets everybody who reaches the socket be anybody. Only the account and root can enter its folder, and both own the data anyway.
        List<string> arguments =
        [
            "-D", folder.HalfDone, "-U", PrivatePostgres.Superuser, "--auth-local=trust", "--auth-host=reject",
            "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
        ];
        if (binaries.Major >= 17)
            arguments.Add("--locale-provider=builtin");
        if (fast)
            arguments.Add("--no-sync");
        try
        {
            var made = await account.RunAsync(binaries.Program("initdb"), arguments, ct);
            if (!made.Succeeded)
                throw ServerLog.SaysDiskFull(made.Output + made.Error) ? DiskSpace.Full(folder.Root) : new StartUpException($"PostgreSQL cannot make a database in {folder.Root}: {made.Why}");
            Directory.Move(folder.HalfDone, folder.Data);
        }
        catch
        {
            Clear();
            throw;
        }
    }

    public async Task StartAsync(CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            DeleteReusedPids();
            var begin = ServerLog.Length(folder.Log);
            var started = await account.RunAsync(
                binaries.Program("pg_ctl"), ["start", "-D", folder.Data, "-l", folder.Log, "-w", "-t", "300", "-o", Settings()], CancellationToken.None);
            if (started.Succeeded)
                return;

            var log = await ServerLog.ReadFromAsync(folder.Log, begin, ct);
            if (ServerLog.SaysDiskFull(log + started.Output + started.Error))
                throw DiskSpace.Full(folder.Root);
            if (!log.Contains("shared memory block", StringComparison.Ordinal) || attempt >= 40)
                throw new StartUpException($"PostgreSQL does not start in {folder.Data}: {(log.Length > 0 ? ServerLog.Why(log) : started.Why)} (its log is {folder.Log})");

            // The postmaster was killed and a backend has not noticed; one in the middle of a long statement would not for hours.
            if (attempt == 16)
                await QuitOrphansAsync(ct);
            await Task.Delay(s_pause, ct);
        }
    }

    public async Task StopAsync()
    {
        CommandResult stopped = new(0, "", "");
        foreach (var mode in new[] { "fast", "immediate" })
        {
            if (!await IsRunningAsync(CancellationToken.None))
                return;
            stopped = await account.RunAsync(
                binaries.Program("pg_ctl"), ["stop", "-D", folder.Data, "-m", mode, "-w", "-t", "60"], CancellationToken.None);
        }

        if (await IsRunningAsync(CancellationToken.None))
            throw new StartUpException($"PostgreSQL does not stop in {folder.Data}: {stopped.Why}");
    }

    Task<CommandResult> QuitOrphansAsync(CancellationToken ct) => account.ShellAsync(
        "for p in /proc/[0-9]*; do if [ \"$p/cwd\" -ef \"$1\" ]; then kill -QUIT \"${p#/proc/}\"; fi; done", ct, folder.Data);

    string Settings()
    {
        List<string> settings =
        [
            "listen_addresses=", $"unix_socket_directories={folder.Socket}", $"port={Port}", "cluster_name=adminconsole",
            "wal_level=logical", "track_commit_timestamp=on", "timezone=UTC", "log_timezone=UTC",
        ];
        if (fast)
            settings.AddRange(["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"]);
        return string.Join(' ', settings.Select(s => $"-c '{s}'"));
    }

    // After a reboot another program may have the number in a pid file, or, in a container, a dead server that nobody reaps; PostgreSQL would take either for a living one.
    void DeleteReusedPids()
    {
        foreach (var file in new[] { folder.PidFile, folder.SocketLock })
        {
            if (File.Exists(file) && Directory.Exists($"/proc/{File.ReadLines(file).FirstOrDefault()}"))
                File.Delete(file);
        }
    }

    void Clear()
    {
        if (Directory.Exists(folder.HalfDone))
            Directory.Delete(folder.HalfDone, recursive: true);
    }
}
