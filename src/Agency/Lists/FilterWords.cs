using System.Globalization;

namespace Agency.Lists;

/// <summary>A filter as people read it: "Stage is contracted or live and signed in the last 90 days".</summary>
public static class FilterWords
{
    /// <summary>A condition as its label and what follows it.</summary>
    /// <param name="people">The names of people by id, where the field is a person.</param>
    public static (string Label, string Says) Of(Condition condition, ListField field, IReadOnlyList<FieldChoice> people)
    {
        var values = condition.Values.Select(value => Word(value, condition.Op, field, people)).ToList();
        var first = values.Count > 0 ? values[0] : "";
        return (field.Label, condition.Op switch
        {
            FilterOp.Is when field.Kind == FieldKind.YesNo => condition.Values[0] == "yes" ? "is yes" : "is no",
            FilterOp.Is => "is " + Or(values),
            FilterOp.Not => "is not " + Or(values),
            FilterOp.Has => $"contains “{first}”",
            FilterOp.Lacks => $"does not contain “{first}”",
            FilterOp.Over => $"is {first} or more",
            FilterOp.Under => $"is {first} or less",
            FilterOp.Within => $"is between {first} and {values[1]}",
            FilterOp.On => "is on " + first,
            FilterOp.Before => "is before " + first,
            FilterOp.After => "is after " + first,
            FilterOp.Last => first == "1" ? "is today" : $"is in the last {first} days",
            FilterOp.Next => first == "1" ? "is today" : $"is in the next {first} days",
            FilterOp.This => "is this " + first,
            FilterOp.Overdue => first is "" or "1" ? "is overdue" : $"is overdue by {first} days",
            FilterOp.Empty => "is empty",
            _ => "is set",
        });
    }

    /// <summary>An operator as a menu offers it.</summary>
    public static string Of(FilterOp op, FieldKind kind) => op switch
    {
        FilterOp.Is => kind is FieldKind.Choice or FieldKind.Person ? "is any of" : "is",
        FilterOp.Not => kind is FieldKind.Choice or FieldKind.Person ? "is none of" : "is not",
        FilterOp.Has => "contains",
        FilterOp.Lacks => "does not contain",
        FilterOp.Over => "is at least",
        FilterOp.Under => "is at most",
        FilterOp.Within => "is between",
        FilterOp.On => "is on",
        FilterOp.Before => "is before",
        FilterOp.After => "is after",
        FilterOp.Last => "is in the last … days",
        FilterOp.Next => "is in the next … days",
        FilterOp.This => "is this",
        FilterOp.Overdue => "is overdue by … days",
        FilterOp.Empty => "is empty",
        _ => "is set",
    };

    static string Word(string value, FilterOp op, ListField field, IReadOnlyList<FieldChoice> people) => (op, field.Kind) switch
    {
        (FilterOp.Last or FilterOp.Next or FilterOp.Overdue, _) => value.TrimEnd('d'),
        (FilterOp.This, _) => value,
        (_, FieldKind.Choice) => (field.Choices.FirstOrDefault(c => c.Code == value)?.Words ?? value).ToLowerInvariant(),
        (_, FieldKind.Person) => value == FilterValues.Me ? "me" : people.FirstOrDefault(p => p.Code == value)?.Words ?? "somebody",
        (_, FieldKind.Date or FieldKind.Moment) => FilterValues.Date(value)?.ToString("d MMM yyyy", CultureInfo.InvariantCulture) ?? value,
        (_, FieldKind.Percent) => value + " %",
        (_, FieldKind.Money or FieldKind.Number) => FilterValues.Number(value)?.ToString("#,0.##", CultureInfo.InvariantCulture) ?? value,
        _ => value,
    };

    static string Or(List<string> values) => values.Count < 2 ? string.Concat(values) : $"{string.Join(", ", values.SkipLast(1))} or {values[^1]}";
}
