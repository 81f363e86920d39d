using System.Globalization;

namespace Agency.Lists;

/// <summary>The values of conditions: which fit a field, and what they are.</summary>
public static class FilterValues
{
    /// <summary>Stands for whoever looks.</summary>
    public const string Me = "me";

    /// <summary>Whether the values are as many and such as the operator needs of this field.</summary>
    public static bool Fit(Condition condition, ListField field)
    {
        var takes = FilterOps.Takes(condition.Op, field.Kind);
        var values = condition.Values;
        if (condition.Op == FilterOp.Overdue && values.Count == 0)
            return true;
        return (takes < 0 ? values.Count > 0 : values.Count == takes) && values.All(value => Fits(condition.Op, field, value));
    }

    static bool Fits(FilterOp op, ListField field, string value) => (op, field.Kind) switch
    {
        (FilterOp.Last or FilterOp.Next or FilterOp.Overdue, _) => Days(value) is not null,
        (FilterOp.This, _) => value is "month" or "quarter" or "year",
        (_, FieldKind.Choice) => field.Choices.Any(c => c.Code == value),
        (_, FieldKind.YesNo) => value is "yes" or "no",
        (_, FieldKind.Person) => value == Me || Guid.TryParse(value, out _),
        (_, FieldKind.Date or FieldKind.Moment) => Date(value) is not null,
        (_, FieldKind.Number or FieldKind.Money or FieldKind.Percent) => Number(value) is not null,
        _ => value.Length is > 0 and <= 200,
    };

    /// <summary>90d is 90; null for what is no number of days.</summary>
    public static int? Days(string value) => int.TryParse(value.TrimEnd('d'), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 36_500 ? days : null;

    public static DateOnly? Date(string value) => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    public static decimal? Number(string value) =>
        decimal.TryParse(value.Replace(" ", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1_000_000_000_000 ? number : null;

    /// <summary>The days from the first to the last that a relative operator means, as of <paramref name="today"/>; null where it is not one.</summary>
    public static (DateOnly First, DateOnly Last)? Span(Condition condition, DateOnly today) => (condition.Op, condition.Values) switch
    {
        (FilterOp.Last, [var days]) => (today.AddDays(1 - Days(days)!.Value), today),
        (FilterOp.Next, [var days]) => (today, today.AddDays(Days(days)!.Value - 1)),
        (FilterOp.This, ["month"]) => (new DateOnly(today.Year, today.Month, 1), new DateOnly(today.Year, today.Month, 1).AddMonths(1).AddDays(-1)),
        (FilterOp.This, ["quarter"]) => Quarter(new DateOnly(today.Year, (today.Month - 1) / 3 * 3 + 1, 1)),
        (FilterOp.This, ["year"]) => (new DateOnly(today.Year, 1, 1), new DateOnly(today.Year, 12, 31)),
        (FilterOp.Within, [var first, var last]) => (Date(first)!.Value, Date(last)!.Value),
        (FilterOp.On, [var day]) => (Date(day)!.Value, Date(day)!.Value),
        (FilterOp.Before, [var day]) => (DateOnly.MinValue, Date(day)!.Value.AddDays(-1)),
        (FilterOp.After, [var day]) => (Date(day)!.Value.AddDays(1), DateOnly.MaxValue),
        (FilterOp.Overdue, var by) => (DateOnly.MinValue, today.AddDays(by is [var days] ? -Days(days)! .Value : -1)),
        _ => null,
    };

    static (DateOnly, DateOnly) Quarter(DateOnly first) => (first, first.AddMonths(3).AddDays(-1));
}
