namespace Agency.Import;

/// <summary>What an import did or, when it was a dry run, would do. Every row that was read is counted in exactly one column of its table.</summary>
/// <param name="Source">The name under which the other database is remembered.</param>
/// <param name="DryRun">Nothing was written.</param>
/// <param name="Tables">One line per table of the other database, in the order they were read.</param>
/// <param name="Problems">Every row that cannot come, and why.</param>
/// <param name="Changes">Rows that came earlier and have changed there since; here they are left alone.</param>
/// <param name="Roundings">Every amount or rate that has more decimals than can be kept.</param>
/// <param name="Notes">What else the admin should know, such as companies that were made from a name.</param>
public sealed record ImportReport(
    string Source, bool DryRun, IReadOnlyList<ImportedTable> Tables, IReadOnlyList<ImportProblem> Problems, IReadOnlyList<ChangedThere> Changes,
    IReadOnlyList<RoundingDifference> Roundings, IReadOnlyList<string> Notes)
{
    /// <summary>Everything came or was already here.</summary>
    public bool IsComplete => Problems.Count == 0;

    /// <summary>How many rows came.</summary>
    public int New => Tables.Sum(t => t.New);
}

/// <summary>One table: its name there and here, and how its rows fared.</summary>
public sealed record ImportedTable(string Table, string Into, int Read, int New, int AlreadyHere, int ChangedThere, int CannotCome);

/// <summary>A row that cannot come, and why in plain words.</summary>
public sealed record ImportProblem(string Table, string Id, string Why);

/// <summary>A row that came earlier, and what has changed there since.</summary>
public sealed record ChangedThere(string Table, string Id, string What);

/// <summary>A value that had to be rounded, half to even. <paramref name="Unit"/> is the currency, or % for a rate.</summary>
public sealed record RoundingDifference(string Table, string Id, string Column, decimal Read, decimal Stored, string Unit)
{
    /// <summary>What is stored less what was read.</summary>
    public decimal Difference => Stored - Read;
}
