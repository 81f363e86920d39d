namespace Agency.Import;

public enum CsvEffect { New, Changed, Unchanged, Error }

/// <summary>A field that an import would change, in words; empty for nothing.</summary>
public sealed record CsvChange(string Field, string Before, string After);

/// <summary>Why a line cannot come: the column, what stands there, and how to mend it.</summary>
public sealed record CsvFlaw(string Column, string Value, string Because);

/// <summary>What would become of one line of a file.</summary>
public sealed record CsvRow(CsvLine Source, CsvEffect Effect, string Name, IReadOnlyList<CsvChange> Changes, IReadOnlyList<CsvFlaw> Flaws)
{
    public int Line => Source.Line;
    internal Guid? Id { get; init; }
    internal uint Version { get; init; }
    internal object? Form { get; init; }
    internal object? Record { get; init; }

    /// <summary>Whether it would still do what was shown, to the same version of the same record.</summary>
    internal bool IsAs(CsvRow shown) => (Effect, Id, Version) == (shown.Effect, shown.Id, shown.Version) && Changes.SequenceEqual(shown.Changes);
}

/// <summary>A dry run: what every line of the file would do. Nothing is written.</summary>
/// <param name="Sheet">The file.</param>
/// <param name="Columns">For each column of the file the property it is; null: none.</param>
/// <param name="Rows">Line by line.</param>
public sealed record CsvCheck(CsvSheet Sheet, IReadOnlyList<string?> Columns, IReadOnlyList<CsvRow> Rows)
{
    public int Count(CsvEffect effect) => Rows.Count(r => r.Effect == effect);

    /// <summary>How many rows an import would write.</summary>
    public int Writes => Count(CsvEffect.New) + Count(CsvEffect.Changed);
}
