namespace Agency.Bench;

/// <summary>How large the agency is, how often everything is measured, and whether its database is kept for the next time.</summary>
sealed record UiOptions(int Talents, int Deals, int Rounds, bool Keep)
{
    public const int DefaultTalents = 100_000, DefaultDeals = 1_000_000;

    /// <summary>A target on the clock says something only about an agency of the size it was set for.</summary>
    public double? OnTheClock(double target) => (Talents, Deals) == (DefaultTalents, DefaultDeals) ? target : null;
}
