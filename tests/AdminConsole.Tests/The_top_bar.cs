using AdminConsole.Layout;

namespace AdminConsole;

public sealed class The_top_bar : BunitContext
{
    [Fact]
    public void Names_the_person_who_is_signed_in()
    {
        AddAuthorization().SetAuthorized("Maya Okafor").SetRoles("admin", "approver");
        SetRendererInfo(new("Server", isInteractive: true));

        var bar = Render<TopBar>();

        Assert.Equal("Maya Okafor", bar.Find(".person").TextContent);
    }
}
