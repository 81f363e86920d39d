namespace Agency.Lists;

/// <summary>What a condition asks of a field. Which of them a field knows is said by <see cref="FilterOps"/>.</summary>
public enum FilterOp { Is, Not, Has, Lacks, Over, Under, Within, On, Before, After, Last, Next, This, Overdue, Empty, Set }

/// <summary>A condition, or a group of them.</summary>
public abstract record FilterPart;

/// <summary>Something that is asked of one field. Values are in the spelling of an address: codes, ids, numbers in major units, dates as 2026-11-20.</summary>
public sealed record Condition(string Field, FilterOp Op, IReadOnlyList<string> Values) : FilterPart
{
    public bool Equals(Condition? other) => other is not null && Field == other.Field && Op == other.Op && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Field, Op, Values.Count);
}

/// <summary>Conditions of which any or all must hold; it stands in a filter that joins its parts the other way.</summary>
public sealed record FilterGroup(IReadOnlyList<Condition> Conditions) : FilterPart
{
    public bool Equals(FilterGroup? other) => other is not null && Conditions.SequenceEqual(other.Conditions);

    public override int GetHashCode() => Conditions.Count;
}

/// <summary>What rows must be like: all of the parts, or any of them. A group inside a filter of all is one of any, and the other way round.</summary>
public sealed record Filter(bool Any, IReadOnlyList<FilterPart> Parts)
{
    public static Filter None { get; } = new(Any: false, []);

    public bool IsEmpty => Parts.Count == 0;

    /// <summary>The filter with another part in the place of one; without it where there is none.</summary>
    public Filter With(FilterPart? old, FilterPart? part) => this with
    {
        Parts = old is null ? [.. Parts, part!] : [.. Parts.Select(p => p.Equals(old) ? part : p).OfType<FilterPart>()],
    };
}

/// <summary>The operators of each kind of field, in the order in which a menu offers them.</summary>
public static class FilterOps
{
    public static IReadOnlyList<FilterOp> Of(FieldKind kind) => kind switch
    {
        FieldKind.Text => [FilterOp.Has, FilterOp.Is, FilterOp.Lacks, FilterOp.Not, FilterOp.Empty, FilterOp.Set],
        FieldKind.Choice => [FilterOp.Is, FilterOp.Not],
        FieldKind.Person => [FilterOp.Is, FilterOp.Not, FilterOp.Empty, FilterOp.Set],
        FieldKind.YesNo => [FilterOp.Is],
        FieldKind.Date or FieldKind.Moment => [FilterOp.Last, FilterOp.Next, FilterOp.This, FilterOp.Before, FilterOp.After, FilterOp.Within, FilterOp.On, FilterOp.Overdue, FilterOp.Empty, FilterOp.Set],
        _ => [FilterOp.Over, FilterOp.Under, FilterOp.Within, FilterOp.Is, FilterOp.Empty, FilterOp.Set],
    };

    /// <summary>How many values it takes: none, one, two, or (-1) any number from one.</summary>
    public static int Takes(FilterOp op, FieldKind kind) => op switch
    {
        FilterOp.Empty or FilterOp.Set => 0,
        FilterOp.Within => 2,
        FilterOp.Is or FilterOp.Not when kind is FieldKind.Choice or FieldKind.Person => -1,
        _ => 1,
    };
}
