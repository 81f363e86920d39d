namespace Agency.Import;

/// <summary>How the rows of one table there become rows here.</summary>
/// <param name="from">The table there.</param>
/// <param name="into">The table here.</param>
/// <param name="reads">The columns that must be there.</param>
abstract class Route(string from, TargetTable into, params string[] reads)
{
    /// <summary>All of them, parents first.</summary>
    public static IReadOnlyList<Route> All { get; } =
        [new UserRoute(), new BrandRoute(), new TalentRoute(), new DealRoute(), new CommissionRoute(), new PayoutRoute()];

    public string From => from;
    public TargetTable Into => into;
    public IReadOnlyList<string> Reads { get; } = ["id", "createdAt", .. reads];

    /// <summary>What children need to know of a row t that came earlier: commission rate, currency, gross amount, talent.</summary>
    public virtual string Facts => "0, null::text, null::bigint, null::uuid";

    /// <summary>The values of a row that are looked up without regard to case.</summary>
    public virtual IEnumerable<string?> Names(SourceRow row) => [];

    /// <summary>Adds what the row becomes; null, and the row says why, when it cannot come.</summary>
    public abstract Arrived? Take(SourceRow row, Destination here);
}

/// <summary>A row of the other database that is here.</summary>
sealed record Arrived(Guid Id)
{
    /// <summary>The hash of the row as it was read when it came; null while this very import brings it.</summary>
    public byte[]? Hash { get; init; }

    /// <summary>It was made by somebody else than an import, which only found it.</summary>
    public bool WasHere { get; init; }

    /// <summary>It has been moved to the trash here, or purged.</summary>
    public bool Gone { get; init; }

    public int CommissionBps { get; init; }
    public string Currency { get; init; } = "";
    public long? GrossMinor { get; init; }
    public Guid TalentId { get; init; }
}
