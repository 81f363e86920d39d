using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Agency.Data;

/// <summary>The folder of a private cluster: its data, socket, log, and the lock of whoever is starting or stopping it.</summary>
sealed partial record ClusterFolder(string Root)
{
    const int LongestSocketPath = 107;
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode OthersEnter = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public string Data => Path.Combine(Root, "data");
    public string HalfDone => Data + ".new";
    public string Socket => Path.Combine(Root, "socket");
    public string Log => Path.Combine(Root, "postgres.log");
    public string PidFile => Path.Combine(Data, "postmaster.pid");
    public string SocketLock => Path.Combine(Socket, ".s.PGSQL.5432.lock");
    public bool HasData => Directory.Exists(Data);

    // The path goes through a shell, a list setting and a connection string; what would need quoting there goes elsewhere.
    bool HoldsASocket =>
        PlainPath().IsMatch(Root) && Encoding.UTF8.GetByteCount(SocketLock) <= LongestSocketPath;

    /// <summary>The major version that wrote the data, or null before there is any.</summary>
    public int? DataMajor()
    {
        if (!HasData)
            return null;
        var file = Path.Combine(Data, "PG_VERSION");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var major) ? major
            : throw new StartUpException($"{Data} is not a PostgreSQL data directory (PG_VERSION is missing); move it away to start with a new database");
    }

    public static bool HasDataFor(string home, ServerAccount account) =>
        Inside(home).HasData || Elsewhere(home, account).HasData;

    /// <summary>
    /// Inside <paramref name="home"/>; or, when the account cannot enter that or its path is none for a socket, in a folder elsewhere that is named after it.
    /// </summary>
    public static async Task<ClusterFolder> FindAsync(string home, ServerAccount account, CancellationToken ct)
    {
        var (inside, elsewhere) = (Inside(home), Elsewhere(home, account));
        Make(home, mode: null);
        if (inside.HoldsASocket && (await account.ShellAsync("[ -x \"$1\" ]", ct, home)).Succeeded)
            return inside.HasData || !elsewhere.HasData ? inside : elsewhere;
        if (inside.HasData)
            throw new StartUpException($"The database in {inside.Data} is where the account {account.Name} cannot use it; move the checkout back, or move that directory away to start with a new database");
        if (!elsewhere.HoldsASocket)
            throw new StartUpException($"{elsewhere.Root} is too long a path for a database's socket, or has unusual characters; set XDG_STATE_HOME to a shorter one");
        return elsewhere;
    }

    /// <summary>Makes the folder, and the one for the socket, for the account alone.</summary>
    public async Task PrepareAsync(ServerAccount account, CancellationToken ct)
    {
        Make(Path.GetDirectoryName(Root)!, OthersEnter);
        Make(Root, OwnerOnly);
        if (!HasData)
            await account.TakeAsync(Root, ct);
        foreach (var own in HasData ? [Root, Data] : new[] { Root })
        {
            if (!(await account.ShellAsync("[ -O \"$1\" ]", ct, own)).Succeeded)
                throw new StartUpException($"{own} does not belong to the account {account.Name}, under which the database would run; start the console as the account that made it, or move that directory away");
        }

        var made = await account.ShellAsync("umask 077 && mkdir -p \"$1\"", ct, Socket);
        if (!made.Succeeded)
            throw new StartUpException($"{Socket} cannot be made: {made.Why}");
    }

    /// <summary>Waits for its turn; the lock ends with the process, however that ends.</summary>
    public async Task<IDisposable> LockAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException ex) when (ex.Message.Contains("being used by another process", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
            }
        }
    }

    static ClusterFolder Inside(string home) => new(Path.Combine(home, "postgres"));

    static ClusterFolder Elsewhere(string home, ServerAccount account)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)));
        return new(Path.Combine(account.StateDirectory, hash[..16]));
    }

    static void Make(string directory, UnixFileMode? mode)
    {
        if (Directory.Exists(directory))
            return;
        try
        {
            Directory.CreateDirectory(directory);
            if (mode is { } exactly && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(directory, exactly);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new StartUpException($"{directory} cannot be made: {ex.Message}", ex);
        }
    }

    [GeneratedRegex(@"^[\w /.@+~-]+$", RegexOptions.None, 1000)]
    private static partial Regex PlainPath();
}
