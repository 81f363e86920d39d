namespace Agency.Lists;

public enum FieldKind { Text, Choice, Number, Money, Percent, Date, Moment, Person, YesNo }

/// <summary>One of the values a field can have: as the database spells it, and as people read it.</summary>
public sealed record FieldChoice(string Code, string Words);

/// <summary>A field of a list, as a screen needs to know it: from this come its column, filter, sort, file and edit.</summary>
public sealed record ListField(string Name, string Label, FieldKind Kind)
{
    public IReadOnlyList<FieldChoice> Choices { get; init; } = [];

    /// <summary>Whether an index serves this order.</summary>
    public bool Sorts { get; init; }

    public bool Filters { get; init; } = true;

    /// <summary>Whether somebody who has chosen no columns sees it, and whether a phone does.</summary>
    public bool Shown { get; init; }
    public bool OnPhones { get; init; }

    /// <summary>In pixels.</summary>
    public int Width { get; init; } = 140;

    /// <summary>The table that the cell's <see cref="ListCell.Link"/> leads to, with its schema; null where it leads nowhere.</summary>
    public string? LinksTo { get; init; }

    /// <summary>The property of the record's form that holds it, where it can be edited in the list.</summary>
    public string? Property { get; init; }

    /// <summary>The column that many rows can be given one value of, by a plan.</summary>
    public string? Column { get; init; }

    public bool IsNumeric => Kind is FieldKind.Number or FieldKind.Money or FieldKind.Percent;
}
