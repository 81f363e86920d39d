namespace Agency.Deals;

/// <summary>Where and how long the client may use what was made.</summary>
sealed class UsageRight : Record
{
    public Guid DealId { get; set; }
    public Deal? Deal { get; private set; }

    /// <summary>Of organic, paid, whitelisting, ooh, tv.</summary>
    public string[] Media { get; set; } = [];
    public string[] Territories { get; set; } = ["worldwide"];
    public DateOnly StartsOn { get; set; }
    public int DurationDays { get; set; }

    /// <summary>The last day of the right.</summary>
    public DateOnly EndsOn { get; set; }
    public long? RenewalFeeMinor { get; set; }
    public Guid? RenewalDealId { get; set; }
    public bool LegalHold { get; set; }
}

/// <summary>What the talent may not do for others while it holds.</summary>
sealed class Exclusivity : Record
{
    public Guid DealId { get; set; }
    public Deal? Deal { get; private set; }
    public required string Category { get; set; }
    public string[] Competitors { get; set; } = [];
    public string[] Territories { get; set; } = ["worldwide"];
    public DateOnly StartsOn { get; set; }
    public DateOnly EndsOn { get; set; }
    public long? FeeMinor { get; set; }
    public bool LegalHold { get; set; }
}
