using System.Globalization;

namespace Agency;

/// <summary>Money is a whole number of minor units (pence, cents, fils) beside an ISO 4217 currency code.</summary>
public static class Money
{
    /// <summary>Digits after the point: ISO 4217, list one; two for every code not named here.</summary>
    public static int MinorDigits(string currency) => currency switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "UYI" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        _ => 2,
    };

    /// <summary>Major units (pounds) to minor units (pence), rounded half to even. Throws <see cref="OverflowException"/> beyond a bigint.</summary>
    public static long ToMinor(decimal major, string currency) => (long)decimal.Round(major * Scale(currency), 0, MidpointRounding.ToEven);

    public static decimal ToMajor(long minor, string currency) => minor / Scale(currency);

    /// <summary>As people write it: £1,234.50, −€20.00, ¥1,500, KWD 1.250.</summary>
    public static string Format(long minor, string currency)
    {
        var symbol = currency switch { "GBP" => "£", "EUR" => "€", "USD" => "$", "JPY" => "¥", _ => currency + "\u00A0" };
        var amount = Math.Abs(ToMajor(minor, currency)).ToString("N" + MinorDigits(currency), CultureInfo.InvariantCulture);
        return minor < 0 ? $"\u2212{symbol}{amount}" : symbol + amount;
    }

    static decimal Scale(string currency) => MinorDigits(currency) switch { 0 => 1m, 3 => 1000m, _ => 100m };
}
