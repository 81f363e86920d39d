using AdminConsole.History;
using AdminConsole.Shared;
using Microsoft.AspNetCore.Components;

namespace AdminConsole;

public sealed class The_moment_one_looks_at
{
    static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-20T14:30Z", "2026-11-20T14:30Z")]
    [InlineData("2026-11-20T14:30", "2026-11-20T14:30Z")]
    [InlineData("2026-11-20", "2026-11-20T00:00Z")]
    [InlineData("2026-11-20T14:30:05.123456Z", "2026-11-20T14:30:05.123456Z")]
    [InlineData("2026-11-20T15:30%2B01:00", "2026-11-20T14:30Z")]
    public void Is_read_from_the_address_in_UTC(string said, string moment) => Assert.Equal(moment, Urls.Moment(Of($"?at={said}").At));

    [Theory]
    [InlineData("")]
    [InlineData("?at=")]
    [InlineData("?q=Aria")]
    public void Is_now_where_the_address_names_none(string query) => Assert.Equal(Moment.Now, Of(query));

    [Theory]
    [InlineData("yesterday", "is not a moment")]
    [InlineData("2026-13-40T14:30Z", "is not a moment")]
    [InlineData("2026-11-24T12:02Z", "has not come yet")]
    public void Says_what_is_wrong_with_it(string said, string flaw)
    {
        var moment = Of($"?at={said}");

        Assert.False(moment.IsPast);
        Assert.Contains(flaw, moment.Flaw, StringComparison.Ordinal);
    }

    [Fact]
    public void Includes_what_a_database_whose_clock_is_ahead_has_just_committed() => Assert.True(Of("?at=2026-11-24T12:00:30Z").IsPast);

    [Fact]
    public void Opens_only_pages_that_show_the_past()
    {
        var past = Of("?at=2026-11-20");

        Assert.Equal(typeof(Talents.TalentsPage), past.Open(Page<Talents.TalentsPage>()).PageType);
        Assert.Equal(typeof(NoSuchMoment), past.Open(Page<Talents.EditTalentPage>()).PageType);
        Assert.Equal(typeof(NoSuchMoment), past.Open(Page<Deals.NewDealPage>()).PageType);
        Assert.Equal(typeof(Talents.EditTalentPage), Moment.Now.Open(Page<Talents.EditTalentPage>()).PageType);
        Assert.Equal(typeof(NoSuchMoment), Of("?at=never").Open(Page<Talents.TalentsPage>()).PageType);
    }

    [Fact]
    public void Can_be_left_without_losing_what_the_list_showed() =>
        Assert.Equal("/deals?q=R%26B", Urls.AsOf("http://console/deals?q=R%26B&after=abc&at=2026-11-20", at: null));

    static Moment Of(string query) => Moment.Of("http://console/talents" + query, s_now);

    static RouteData Page<T>() => new(typeof(T), new Dictionary<string, object?>());
}
