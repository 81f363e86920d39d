using AdminConsole.Alerts;

namespace AdminConsole;

public sealed class The_bell : BunitContext
{
    [Theory]
    [InlineData(0, "Notifications, none unread", null)]
    [InlineData(3, "Notifications, 3 unread", "3")]
    [InlineData(100, "Notifications, 99+ unread", "99+")]
    public void Says_how_many_are_unread_and_leads_to_them(int unread, string name, string? badge)
    {
        var bell = Render<BellLink>(p => p.Add(b => b.Unread, unread)).Find("a");

        Assert.Equal((name, "/notifications"), (bell.GetAttribute("aria-label"), bell.GetAttribute("href")));
        Assert.Equal(badge, bell.QuerySelector(".bell-count")?.TextContent);
    }
}
