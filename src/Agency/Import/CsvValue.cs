using System.Globalization;
using System.Reflection;
using Agency.Lists;

namespace Agency.Import;

/// <summary>Values of forms, as a file spells them.</summary>
static class CsvValue
{
    /// <summary>Writes the text into the form's property; or says how it has to be written. An empty value empties what may be empty, and leaves what may not.</summary>
    public static string? Set(object form, CsvField field, string text, CsvNames names)
    {
        var property = form.GetType().GetProperty(field.Property)!;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (string.IsNullOrWhiteSpace(text))
        {
            if (type != property.PropertyType || (type == typeof(string) && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable))
                property.SetValue(form, null);
            return null;
        }
        if (field.Points != CsvPoints.Nowhere)
        {
            var (id, flaw) = names.Find(field.Points, text.Trim());
            property.SetValue(form, id ?? property.GetValue(form));
            return flaw;
        }
        var (value, how) = Read(type, text.Trim());
        if (value is not null)
            property.SetValue(form, value);
        return value is null ? how : null;
    }

    /// <summary>As people read it.</summary>
    public static string Words(object? value, CsvField field, CsvNames names) => value switch
    {
        null => "",
        Guid id => names.NameOf(field.Points, id),
        Enum code => Choice(code),
        decimal number => number.ToString("0.####", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!.Trim(),
    };

    static (object? Value, string How) Read(Type type, string text) => type switch
    {
        { IsEnum: true } => (Enum.GetValues(type).Cast<Enum>().FirstOrDefault(e => CsvField.Plain(e.ToString()) == CsvField.Plain(text)), $"One of: {string.Join(", ", Codes.Choices(type).Select(c => c.Words))}."),
        _ when type == typeof(decimal) => (FilterValues.Number(text), "A number with a point and without a currency, as in 1250.50."),
        _ when type == typeof(int) => (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : null, "A whole number, as in 30."),
        _ when type == typeof(DateOnly) => (FilterValues.Date(text), "Year, month and day, as in 2026-11-30."),
        _ => (text, ""),
    };

    static string Choice(Enum code) => Codes.Choices(code.GetType()).First(c => c.Code == Codes.Of(code)).Words;
}
