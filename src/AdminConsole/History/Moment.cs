using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using RouteData = Microsoft.AspNetCore.Components.RouteData;

namespace AdminConsole.History;

/// <summary>Which moment the console shows: now, or the one that <c>?at=</c> in the address names. <paramref name="Flaw"/>: why that one cannot be shown.</summary>
public sealed record Moment(DateTimeOffset? At = null, string? Flaw = null)
{
    // The database's clock may be a little ahead of this one, and what it has just committed lies in the past.
    static readonly TimeSpan s_ahead = TimeSpan.FromMinutes(1);

    static readonly string[] s_spellings = ["yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    public static Moment Now { get; } = new();

    public bool IsPast => At is not null;

    /// <summary>What an address asks for.</summary>
    public static Moment Of(string address, DateTimeOffset now)
    {
        if (!QueryHelpers.ParseQuery(new Uri(address).Query).TryGetValue("at", out var said) || string.IsNullOrWhiteSpace(said))
            return Now;
        return Parse(said) switch
        {
            null => new Moment(Flaw: $"“{said}” is not a moment. Write a date and a time in UTC, as in 2026-11-20T14:30Z."),
            { } at when at > now + s_ahead => new Moment(Flaw: $"{at.UtcDateTime:d MMM yyyy HH:mm} UTC has not come yet: history ends now."),
            { } at => new Moment(at),
        };
    }

    /// <summary>A date, or a date and a time, ISO 8601; UTC where it names no zone. Null for anything else.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(text?.Trim(), s_spellings, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    /// <summary>The page to open: the one asked for, unless the moment cannot be shown, or not by that page.</summary>
    public RouteData Open(RouteData asked) =>
        Flaw is null && (At is null || asked.PageType.IsDefined(typeof(ShowsThePastAttribute), inherit: false)) ? asked : new RouteData(typeof(NoSuchMoment), new Dictionary<string, object?>());
}

/// <summary>A page that can show the agency as of a moment, with nothing on it that changes anything. Every other page is of now alone.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShowsThePastAttribute : Attribute;
