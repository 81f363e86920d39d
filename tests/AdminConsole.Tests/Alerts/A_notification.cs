using AdminConsole.Alerts;
using Agency.Alerts;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole;

public sealed class A_notification : BunitContext
{
    static readonly DateTimeOffset s_at = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    int _read;
    int _opened;

    public A_notification() => Services.AddSingleton(TimeProvider.System);

    [Fact]
    public void Leads_to_the_page_where_it_is_decided_and_is_read_by_that()
    {
        var line = Line(readAt: null);
        Assert.Equal("/requests/7", line.Find("a").GetAttribute("href"));
        Assert.Equal(["3 rows.", "“Because.”"], line.FindAll(".notice-said").Select(l => l.TextContent));

        line.Find("a").Click();

        Assert.Equal((1, 0), (_opened, _read));
    }

    [Fact]
    public void Can_be_marked_read_until_it_is()
    {
        Line(readAt: null).Find("button[aria-label='Mark read: Ann asks: Move <b>Aria</b>']").Click();
        Assert.Equal(1, _read);

        Assert.Empty(Line(readAt: s_at).FindAll("button"));
        Line(readAt: s_at).Find("a").Click();
        Assert.Equal((0, 1), (_opened, _read));
    }

    [Fact]
    public void Shows_what_people_wrote_as_text() => Assert.Empty(Line(readAt: null).FindAll("b"));

    IRenderedComponent<NotificationLine> Line(DateTimeOffset? readAt) => Render<NotificationLine>(p => p
        .Add(n => n.Of, new Notification(1, "request.review_wanted", s_at, readAt, new MessageText("Ann asks: Move <b>Aria</b>", ["3 rows.", "“Because.”"], "/requests/7")))
        .Add(n => n.Read, () => _read++).Add(n => n.Opened, () => _opened++));
}
