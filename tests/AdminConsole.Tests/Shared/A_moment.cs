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
    public void Is_told_as_people_tell_it(int seconds, string told) => Assert.Equal(told, When.Text(s_now.AddSeconds(seconds), s_now));

    [Fact]
    public void Keeps_its_exact_time_in_utc()
    {
        Services.AddSingleton<TimeProvider>(new Clock());

        var moment = Render<When>(p => p.Add(w => w.At, new DateTimeOffset(2026, 1, 11, 10, 12, 4, TimeSpan.FromHours(2))));

        moment.MarkupMatches("""<time datetime="2026-01-11T08:12:04Z" title="11 Jan 2026 08:12:04 UTC">3 h ago</time>""");
    }

    sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => s_now;
    }
}
