using System.Globalization;

namespace AdminConsole.Shared;

/// <summary>The time zone in which somebody reads moments. The browser says which one in a cookie, <c>auto.Europe/Lisbon</c>, unless the person chose one, <c>own.Asia/Tokyo</c>;
/// before it has, UTC. Whatever is shown of a moment here names its zone.</summary>
public sealed record ViewerZone(TimeZoneInfo Zone)
{
    public const string Cookie = "zone";

    public static ViewerZone Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>What a cookie says; UTC where it says nothing that is a zone.</summary>
    public static ViewerZone Of(string? cookie) =>
        cookie?.Split('.', 2) is ["auto" or "own", { Length: > 0 and < 60 } id] && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? new(zone) : Utc;

    /// <summary>26 Nov 2026.</summary>
    public string Date(DateTimeOffset at) => In(at).ToString("d MMM yyyy");

    /// <summary>26 Nov 2026 13:30 UTC+1.</summary>
    public string Minute(DateTimeOffset at) => $"{In(at):d MMM yyyy HH:mm} {Name(at)}";

    /// <summary>With its seconds, where it has any.</summary>
    public string Exact(DateTimeOffset at) => at.Second == 0 ? Minute(at) : $"{In(at):d MMM yyyy HH:mm:ss} {Name(at)}";

    /// <summary>The moment in the zone and in UTC; once, where they are the same.</summary>
    public string Both(DateTimeOffset at) => Name(at) == "UTC" ? $"{at.UtcDateTime:d MMM yyyy HH:mm:ss} UTC" : $"{In(at):d MMM yyyy HH:mm:ss} {Name(at)}, {at.UtcDateTime:d MMM yyyy HH:mm:ss} UTC";

    /// <summary>UTC, UTC+1, UTC−3:30.</summary>
    public string Name(DateTimeOffset at) => In(at).Offset switch
    {
        { Ticks: 0 } => "UTC",
        var offset => $"UTC{(offset < TimeSpan.Zero ? '−' : '+')}{Math.Abs(offset.Hours)}{(offset.Minutes == 0 ? "" : $":{Math.Abs(offset.Minutes):00}")}",
    };

    public DateTime Day(DateTimeOffset at) => In(at).Date;

    /// <summary>As a field for a date and a time wants it.</summary>
    public string Field(DateTimeOffset at) => In(at).ToString(at.Second == 0 ? "yyyy-MM-ddTHH:mm" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The moment that somebody wrote into such a field. An hour that a clock set forward left out is the one after it; of an hour that came twice, the later one.</summary>
    public DateTimeOffset? Read(string? field)
    {
        if (!DateTime.TryParseExact(field, ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var there))
            return null;
        if (Zone.IsInvalidTime(there))
            there = there.AddHours(1);
        return new DateTimeOffset(there, Zone.GetUtcOffset(there)).ToUniversalTime();
    }

    /// <summary>When a day begins there, UTC. Where the clocks leave its midnight out, when they have; of a midnight that comes twice, the first.</summary>
    public DateTimeOffset Start(DateOnly day)
    {
        var there = day.ToDateTime(TimeOnly.MinValue);
        if (Zone.IsInvalidTime(there))
            there = there.AddHours(1);
        return new DateTimeOffset(there, Zone.IsAmbiguousTime(there) ? Zone.GetAmbiguousTimeOffsets(there).Max() : Zone.GetUtcOffset(there)).ToUniversalTime();
    }

    DateTimeOffset In(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);
}
