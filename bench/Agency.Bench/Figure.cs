namespace Agency.Bench;

/// <summary>One figure of a run: a value per round, and what it is to reach. The median counts; the spread is the lowest and the highest.</summary>
/// <param name="Number">Which group of figures it belongs to.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Rounds">A value per round; a ratio is of two measurements of the same round.</param>
/// <param name="Unit">× for a ratio.</param>
/// <param name="Target">What it is to reach; null where the figure only explains another.</param>
/// <param name="AtLeast">The target is the least, not the most.</param>
/// <param name="Note">What the ratio is made of.</param>
sealed record Figure(int Number, string Name, IReadOnlyList<double> Rounds, string Unit, double? Target, bool AtLeast = false, string Note = "")
{
    public const string Header = "    figure                                                                    median       target          spread      rounds";

    public double Median => MedianOf(Rounds);

    public bool Met => Target is not { } target || (AtLeast ? Median >= target : Median <= target);

    string Verdict => Target is null ? "" : Met ? "met" : "MISSED";

    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The value that this share of them does not exceed: 0.95 for the 95th percentile.</summary>
    public static double ShareOf(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }

    public override string ToString()
    {
        var target = Target is { } t ? $"{(AtLeast ? '≥' : '≤')} {Show(t)}" : "";
        return $"{Number,2}  {Name,-68} {Show(Median) + " " + Unit,12}  {target,9} {Verdict,-6} {Show(Rounds.Min()) + "–" + Show(Rounds.Max()),14} {Rounds.Count,4}  {Note}".TrimEnd();
    }

    static string Show(double value) => value >= 1000 ? $"{value:N0}" : value >= 100 ? $"{value:0}" : $"{value:0.00}";
}
