using System.Globalization;

namespace Agency.Lists;

/// <summary>What somebody typed to go to, as the key that a list is sorted by.</summary>
static class JumpValue
{
    // Sorts behind every letter, so that Z to A begins with all names of the letter.
    const char Last = '\uFFFF';

    /// <param name="currency">Whose minor units an amount is in; without it, hundredths.</param>
    public static object? Of(ListField field, Type key, string typed, bool down, string? currency = null)
    {
        typed = typed.Trim();
        if (typed.Length == 0)
            return null;
        return field.Kind switch
        {
            FieldKind.Text => down ? typed + Last : typed,
            FieldKind.Choice => field.Choices.Select((c, i) => (c, i)).Where(x => x.c.Code == typed).Select(x => (object?)x.i).FirstOrDefault(),
            FieldKind.Date => FilterValues.Date(typed),
            FieldKind.Moment when FilterValues.Date(typed) is { } day => new DateTimeOffset(day.AddDays(down ? 1 : 0), TimeOnly.MinValue, TimeSpan.Zero),
            FieldKind.Money => FilterValues.Number(typed) is { } number && Math.Abs(number) < int.MaxValue ? Whole(currency is null ? number * 100 : number * (decimal)Math.Pow(10, Money.MinorDigits(currency)), key) : null,
            FieldKind.Percent => FilterValues.Number(typed) is { } number && Math.Abs(number) < int.MaxValue ? Whole(number * 100, key) : null,
            FieldKind.Number => FilterValues.Number(typed) is { } number && Math.Abs(number) < int.MaxValue ? Whole(number, key) : null,
            _ => null,
        };
    }

    static object? Whole(decimal number, Type key) => key == typeof(int) && Math.Abs(number) > int.MaxValue ? null : Convert.ChangeType(decimal.Truncate(number), key, CultureInfo.InvariantCulture);
}
