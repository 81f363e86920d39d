using AdminConsole.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole;

public sealed class A_moment : BunitContext
{
    static readonly DateTimeOffset s_now = new(2026, 1, 11, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(-59, "just now")]
    [InlineData(-60, "1 min ago")]
    [InlineData(-3 * 3600, "3 h ago")]
    [InlineData(-47 * 3600, "1 day ago")]
    [InlineData(-6 * 86400, "6 days ago")]
    [InlineData(-7 * 86400, "4 Jan 2026")]
    [InlineData(30, "in a moment")]
    [InlineData(21 * 3600, "in 21 h")]
    public void Is_told_as_people_tell_it(int seconds, string told) => Assert.Equal(told, When.Text(s_now.AddSeconds(seconds), s_now, ViewerZone.Utc));

    [Fact]
    public void Keeps_its_exact_time_in_utc()
    {
        Services.AddSingleton<TimeProvider>(new Clock());

        var moment = Render<When>(p => p.Add(w => w.At, new DateTimeOffset(2026, 1, 11, 10, 12, 4, TimeSpan.FromHours(2))));

        moment.MarkupMatches("""<time datetime="2026-01-11T08:12:04Z" title="11 Jan 2026 08:12:04 UTC">3 h ago</time>""");
    }

    [Theory]
    [InlineData("auto.Europe/Berlin", "2026-01-11T23:30Z", "12 Jan 2026 00:30 UTC+1", "12 Jan 2026 00:30:00 UTC+1, 11 Jan 2026 23:30:00 UTC")]
    [InlineData("own.America/St_Johns", "2026-07-01T12:00Z", "1 Jul 2026 09:30 UTC−2:30", "1 Jul 2026 09:30:00 UTC−2:30, 1 Jul 2026 12:00:00 UTC")]
    [InlineData("auto.Europe/London", "2026-01-11T09:00Z", "11 Jan 2026 09:00 UTC", "11 Jan 2026 09:00:00 UTC")]
    [InlineData("auto.../../etc/passwd", "2026-01-11T09:00Z", "11 Jan 2026 09:00 UTC", "11 Jan 2026 09:00:00 UTC")]
    [InlineData(null, "2026-01-11T09:00Z", "11 Jan 2026 09:00 UTC", "11 Jan 2026 09:00:00 UTC")]
    public void Is_told_in_the_viewer_s_zone_beside_utc(string? cookie, string moment, string told, string hovered)
    {
        var (zone, at) = (ViewerZone.Of(cookie), DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal((told, hovered), (zone.Minute(at), zone.Both(at)));
        Assert.Equal(at, zone.Read(zone.Field(at)));
    }

    [Theory]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:30:00Z")] // left out by the clock
    [InlineData("2026-10-25T02:30", "2026-10-25T01:30:00Z")] // came twice
    [InlineData("yesterday", null)]
    public void Is_read_from_a_field_also_where_the_clocks_change(string field, string? moment) =>
        Assert.Equal(moment, ViewerZone.Of("auto.Europe/Berlin").Read(field)?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));

    [Theory]
    [InlineData("auto.Europe/Berlin", "2026-03-04", "2026-03-03T23:00:00Z")]
    [InlineData("own.America/St_Johns", "2026-07-01", "2026-07-01T02:30:00Z")]
    [InlineData("auto.Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z")] // its midnight left out by the clock
    [InlineData("auto.America/Havana", "2026-11-01", "2026-11-01T04:00:00Z")] // came twice
    [InlineData(null, "2026-03-04", "2026-03-04T00:00:00Z")]
    public void Begins_a_day_where_the_viewer_is(string? cookie, string day, string moment)
    {
        var (zone, date) = (ViewerZone.Of(cookie), DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal((moment, date), (zone.Start(date).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), DateOnly.FromDateTime(zone.Day(zone.Start(date)))));
    }

    sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => s_now;
    }
}
