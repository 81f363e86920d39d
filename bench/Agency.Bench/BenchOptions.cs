namespace Agency.Bench;

/// <summary>How large and how often. The figures speak of a table of 1,000,000 rows, one of 200,000 and a change of 100,000; they keep these proportions.</summary>
sealed record BenchOptions(int Rows, int Rounds)
{
    public const int DefaultRows = 1_000_000;

    /// <summary>A target on the clock says something only about tables of the size it was set for.</summary>
    public double? OnTheClock(double target) => Rows == DefaultRows ? target : null;

    public int TableRows => Rows / 5;

    public int BulkRows => Rows / 10;
}
