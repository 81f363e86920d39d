namespace Agency.Import;

/// <summary>Which database to bring in, and on whose behalf.</summary>
/// <param name="SourceConnectionString">The other application's database: <c>Host=…;Database=…</c> or <c>postgres://…</c>. It is only read.</param>
/// <param name="SourceName">The name under which its rows are remembered here, so that the next import knows them, wherever the database stands by then.
/// Only who imports from two applications needs two names; the sample has the usual one.</param>
/// <param name="DryRun">Reports everything and writes nothing.</param>
public sealed record ImportOptions(string SourceConnectionString, string SourceName = ImportOptions.UsualSource, bool DryRun = false)
{
    /// <summary>The name where none is given.</summary>
    public const string UsualSource = "agency";

    /// <summary>The person who imports; null where it is done from the command line.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>Whom history names: the person or, from the command line, the account of the operating system.</summary>
    public string ActorName { get; init; } = CommandLineName;

    internal static string CommandLineName => Environment.UserName is { Length: > 0 } name ? name : "command line";

    /// <summary>Told how far it is after every few thousand rows.</summary>
    public IProgress<ImportProgress>? Progress { get; init; }
}

/// <summary>How far an import is: everything is read and checked once, then, where something comes, written.</summary>
public sealed record ImportProgress(bool Writing, string Table, int Rows);
