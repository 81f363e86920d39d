using System.Globalization;
using System.Reflection;

namespace Agency.Data;

static class FormProperty
{
    /// <summary>Writes what was typed into one property of a form; a refusal where it is no value of its type.</summary>
    public static Outcome.Refused? Set(object form, string property, string? typed)
    {
        var of = form.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance) ?? throw new ArgumentException($"A {form.GetType().Name} has no {property}.", nameof(property));
        var type = Nullable.GetUnderlyingType(of.PropertyType) ?? of.PropertyType;
        if (string.IsNullOrWhiteSpace(typed) && (type == typeof(string) || type != of.PropertyType))
            of.SetValue(form, type == typeof(string) && new NullabilityInfoContext().Create(of).WriteState == NullabilityState.NotNull ? "" : null);
        else if (Value(type, typed ?? "") is { } value)
            of.SetValue(form, value);
        else
            return new("This is no value of the field.", property);
        return null;
    }

    static object? Value(Type type, string typed) => type switch
    {
        { IsEnum: true } => Enum.GetValues(type).Cast<Enum>().FirstOrDefault(v => v.ToString().Equals(typed.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)),
        _ when type == typeof(string) => typed.Trim(),
        _ when type == typeof(decimal) => decimal.TryParse(typed, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ when type == typeof(int) => int.TryParse(typed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        _ when type == typeof(DateOnly) => DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
        _ => null,
    };
}
