using System.Globalization;
using System.Text;

namespace Agency.Lists;

/// <summary>A filter as it stands in an address: <c>stage~contracted,live;signed~last-90d</c>. A semicolon joins what must all hold, a bar what any of may, brackets hold a group of the other kind.
/// A condition is field~operator-values; the operator of choices is left out where it is "is". What these signs would mean inside a value stands as $ and two hex digits.</summary>
public static class FilterText
{
    const string Reserved = ";|(),~$";

    public static string Of(Filter filter) => string.Join(filter.Any ? '|' : ';', filter.Parts.Select(part => part switch
    {
        Condition condition => Of(condition),
        FilterGroup group => $"({string.Join(filter.Any ? ';' : '|', group.Conditions.Select(Of))})",
        _ => "",
    }));

    /// <summary>Reads what it can; what cannot be read is left out, and a sentence says so.</summary>
    public static (Filter Filter, IReadOnlyList<string> Ignored) Read(string? text, IReadOnlyList<ListField> fields)
    {
        List<string> ignored = [];
        if (string.IsNullOrWhiteSpace(text))
            return (Filter.None, ignored);
        var any = Split(text, ';').Count == 1 && Split(text, '|').Count > 1;
        List<FilterPart> parts = [];
        foreach (var part in Split(text, any ? '|' : ';'))
        {
            if (part is ['(', .. var inner, ')'])
            {
                var conditions = Split(inner, any ? ';' : '|').Select(one => Condition(one, fields, ignored)).OfType<Condition>().ToList();
                if (conditions.Count > 0)
                    parts.Add(conditions.Count == 1 ? conditions[0] : new FilterGroup(conditions));
            }
            else if (Condition(part, fields, ignored) is { } condition)
            {
                parts.Add(condition);
            }
        }
        return (new Filter(any, parts), ignored);
    }

    static string Of(Condition condition)
    {
        var op = condition.Op.ToString().ToLowerInvariant();
        var values = string.Join(',', condition.Values.Select(Escape));
        return condition.Values.Count == 0 ? $"{condition.Field}~{op}" : $"{condition.Field}~{op}-{values}";
    }

    static Condition? Condition(string text, IReadOnlyList<ListField> fields, List<string> ignored)
    {
        var tilde = text.IndexOf('~', StringComparison.Ordinal);
        var field = tilde < 0 ? null : fields.FirstOrDefault(f => f.Filters && f.Name == text[..tilde]);
        var condition = field is null ? null : Condition(field, text[(tilde + 1)..]);
        if (condition is null && text.Length > 0)
            ignored.Add(field is null ? $"This list has no field for “{Shorten(text)}”." : $"{field.Label} cannot be filtered by “{Shorten(text[(tilde + 1)..])}”.");
        return condition;
    }

    static Condition? Condition(ListField field, string spec)
    {
        var dash = spec.IndexOf('-', StringComparison.Ordinal);
        var known = FilterOps.Of(field.Kind);
        var word = dash < 0 ? spec : spec[..dash];
        FilterOp? op = Enum.TryParse<FilterOp>(word, ignoreCase: true, out var named) && known.Contains(named) && word.All(char.IsAsciiLetter) ? named : null;
        var values = op is null ? spec : dash < 0 ? "" : spec[(dash + 1)..];
        if (op is null && known[0] != FilterOp.Is)
            return null;
        var condition = new Condition(field.Name, op ?? FilterOp.Is, values.Length == 0 ? [] : [.. values.Split(',').Select(Unescape)]);
        return FilterValues.Fit(condition, field) ? condition : null;
    }

    static List<string> Split(string text, char separator)
    {
        List<string> parts = [];
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] == separator && depth == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }
        parts.Add(text[start..]);
        return parts;
    }

    static string Escape(string value)
    {
        var text = new StringBuilder();
        foreach (var c in value)
            _ = Reserved.Contains(c, StringComparison.Ordinal) ? text.Append('$').Append(((int)c).ToString("x2", CultureInfo.InvariantCulture)) : text.Append(c);
        return text.ToString();
    }

    static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '$' && i + 2 < value.Length && int.TryParse(value.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var c))
            {
                text.Append((char)c);
                i += 2;
            }
            else
            {
                text.Append(value[i]);
            }
        }
        return text.ToString();
    }

    static string Shorten(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
