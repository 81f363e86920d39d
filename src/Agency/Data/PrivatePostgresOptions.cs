namespace Agency.Data;

/// <summary>Where a private PostgreSQL lives, and how.</summary>
/// <param name="Home">The folder that holds it, such as the checkout's <c>.console</c>.</param>
public sealed record PrivatePostgresOptions(string Home)
{
    /// <summary>The one directory to take the server's programs from; by default they are looked for.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>Trades safety for speed: what a crash loses does not matter. For tests.</summary>
    public bool Fast { get; init; }

    /// <summary>Initdb takes 40 MB, the first write-ahead log files 80 MB more; below this the server would stop in the middle of work.</summary>
    internal long FreeBytesNeeded { get; init; } = 200L * 1024 * 1024;
}
