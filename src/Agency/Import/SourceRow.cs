using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Agency.Import;

/// <summary>A row as the other database gave it, in its JSON. Reading a value that cannot be used does not throw: it is noted, and the row cannot come.</summary>
sealed class SourceRow(string table, string json)
{
    readonly JsonElement _row = JsonElement.Parse(json);
    readonly List<string> _problems = [];

    public string Table => table;
    public string Json => json;
    public string Id => Raw("id") ?? "";
    public List<RoundingDifference> Roundings { get; } = [];
    public bool CanCome => _problems.Count == 0;
    public string Why => string.Join("; ", _problems);

    public byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(json));

    public void CannotCome(string why) => _problems.Add(why);

    public string? Raw(string column) => Raw(_row.GetProperty(column));

    /// <summary>The text without blanks around it; null where there is none.</summary>
    public string? Text(string column, int max = int.MaxValue)
    {
        var text = Raw(column)?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Length > max && text.EnumerateRunes().Count() is var length && length > max)
            _problems.Add($"{column} has {length} characters, and {max} are the most");
        return text;
    }

    public string Required(string column, int max = int.MaxValue) => Text(column, max) ?? Missing(column, "");

    public string[] Texts(string column)
    {
        var value = _row.GetProperty(column);
        if (value.ValueKind != JsonValueKind.Array)
            return Text(column) is { } only ? [only] : [];
        return [.. value.EnumerateArray().Select(Raw).OfType<string>().Select(t => t.Trim()).Where(t => t.Length > 0)];
    }

    public DateTimeOffset Moment(string column) => MomentOrNull(column) ?? Missing(column, DateTimeOffset.UnixEpoch);

    /// <summary>A moment; one without a zone is UTC.</summary>
    public DateTimeOffset? MomentOrNull(string column)
    {
        if (Text(column) is not { } text)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
            return moment;
        _problems.Add($"{column} is {Short(text)}, which is no date that can be kept");
        return null;
    }

    public DateOnly? DayOrNull(string column) => MomentOrNull(column) is { } moment ? DateOnly.FromDateTime(moment.UtcDateTime) : null;

    public string Currency(string column)
    {
        var code = Required(column).ToUpperInvariant();
        if (code.Length > 0 && !Money.IsCurrency(code))
            _problems.Add($"{column} is {Short(code)}, which is no currency");
        return code;
    }

    public long? AmountOrNull(string column, string currency)
    {
        if (NumberOrNull(column) is not { } amount)
            return null;
        if (!Money.TryToMinor(amount, currency, out var minor))
            _problems.Add($"{column} is {Raw(column)}, which is too large");
        else
            Round(column, amount, Money.ToMajor(minor, currency), currency);
        return minor;
    }

    public long Amount(string column, string currency) => AmountOrNull(column, currency) ?? MissingNumber(column);

    /// <summary>A percentage, in basis points.</summary>
    public int Rate(string column)
    {
        var percent = NumberOrNull(column) ?? MissingNumber(column);
        if (percent > 100)
        {
            _problems.Add($"{column} is {Raw(column)} %, which is more than 100 %");
            return 0;
        }

        var bps = (int)Math.Round(percent * 100, MidpointRounding.ToEven);
        Round(column, percent, bps / 100m, "%");
        return bps;
    }

    decimal? NumberOrNull(string column)
    {
        if (Text(column) is not { } text)
            return null;
        if (text is "NaN" or "Infinity" or "-Infinity")
            _problems.Add($"{column} is {text}, which is no amount");
        else if (text.StartsWith('-') && text.AsSpan(1).ContainsAnyInRange('1', '9'))
            _problems.Add($"{column} is {Short(text)}, which is negative");
        else if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        else
            _problems.Add($"{column} is {Short(text)}, which is {(text.All(c => char.IsAsciiDigit(c) || c is '.' or 'e' or 'E' or '+') ? "too large" : "no number")}");
        return null;
    }

    void Round(string column, decimal read, decimal stored, string unit)
    {
        if (read != stored)
            Roundings.Add(new(table, Id, column, read, stored, unit));
    }

    // Only where nothing was said about the value already.
    long MissingNumber(string column) => Text(column) is null ? Missing(column, 0L) : 0;

    T Missing<T>(string column, T instead)
    {
        if (Text(column) is null)
            _problems.Add($"{column} is empty");
        return instead;
    }

    static string? Raw(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    public static string Short(string text) => text.Length <= 60 ? $"\"{text}\"" : $"\"{text[..57]}…\"";
}
