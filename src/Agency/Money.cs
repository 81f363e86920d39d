using System.Globalization;

namespace Agency;

/// <summary>Money is a whole number of minor units (pence, cents, fils) beside an ISO 4217 currency code.</summary>
public static class Money
{
    const string Codes = """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU
        CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY
        KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD
        OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
        TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """;

    static readonly HashSet<string> s_codes = [.. Codes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Whether ISO 4217 knows this code as money somebody can be paid in; <c>XAU</c> and <c>XXX</c> are not.</summary>
    public static bool IsCurrency(string code) => s_codes.Contains(code);

    internal static string[] CodesWith(int digits) => [.. s_codes.Where(code => MinorDigits(code) == digits)];

    /// <summary>Digits after the point: ISO 4217, list one; two for every code not named here.</summary>
    public static int MinorDigits(string currency) => currency switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "UYI" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        "CLF" or "UYW" => 4,
        _ => 2,
    };

    /// <summary>Major units (pounds) to minor units (pence), rounded half to even. Throws <see cref="OverflowException"/> beyond a bigint.</summary>
    public static long ToMinor(decimal major, string currency) => (long)decimal.Round(major * Scale(currency), 0, MidpointRounding.ToEven);

    /// <summary>Half to even of what the double says when it is written down: 1.005 is 100.5 pence, not 100.49999999999999. Throws <see cref="OverflowException"/>
    /// beyond a bigint, and <see cref="FormatException"/> for what is no number.</summary>
    public static long ToMinor(double major, string currency) =>
        ToMinor(decimal.Parse(major.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture), currency);

    /// <summary>Major units to minor units, rounded half to even; false when it does not fit a bigint.</summary>
    public static bool TryToMinor(decimal major, string currency, out long minor)
    {
        var fits = Math.Abs(major) < long.MaxValue / Scale(currency);
        minor = fits ? ToMinor(major, currency) : 0;
        return fits;
    }

    public static decimal ToMajor(long minor, string currency) => minor / Scale(currency);

    /// <summary>As people write it: £1,234.50, −€20.00, ¥1,500, A$5.00, KWD 1.250.</summary>
    public static string Format(long minor, string currency)
    {
        var symbol = currency switch
        {
            "GBP" => "£", "EUR" => "€", "USD" => "$", "JPY" => "¥", "INR" => "₹", "KRW" => "₩", "AUD" => "A$", "CAD" => "CA$", "NZD" => "NZ$",
            _ => currency + "\u00A0",
        };
        var amount = Math.Abs(ToMajor(minor, currency)).ToString("N" + MinorDigits(currency), CultureInfo.InvariantCulture);
        return minor < 0 ? $"\u2212{symbol}{amount}" : symbol + amount;
    }

    /// <summary>Basis points as people write a rate: 2000 is 20.0 %, 1775 is 17.75 %.</summary>
    public static string Percent(int basisPoints) => (basisPoints / 100m).ToString("0.0#", CultureInfo.InvariantCulture) + " %";

    static decimal Scale(string currency) => MinorDigits(currency) switch { 0 => 1m, 3 => 1000m, 4 => 10_000m, _ => 100m };
}
