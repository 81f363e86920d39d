using AdminConsole.Alerts;
using AdminConsole.Layout;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace AdminConsole;

public sealed class The_top_bar : BunitContext
{
    public The_top_bar()
    {
        AddAuthorization().SetAuthorized("Maya Okafor").SetRoles("admin", "approver");
        Services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = "Staging" });
        Services.AddSingleton<AntiforgeryStateProvider, KnownToken>().AddSingleton(TimeProvider.System);
        ComponentFactories.AddStub<NotificationBell>();
        SetRendererInfo(new("Server", isInteractive: true));
    }

    [Fact]
    public void Names_the_person_who_is_signed_in()
    {
        var bar = Render<TopBar>();

        Assert.Equal("Maya Okafor", bar.Find(".person").TextContent);
        Assert.Equal("admin, approver", bar.Find("summary .roles").TextContent);
    }

    [Fact]
    public void Says_which_environment_one_is_about_to_change() =>
        Assert.Equal("Staging", Render<TopBar>().Find(".environment").TextContent);

    [Fact]
    public void Signs_out_by_a_form_that_no_other_site_can_send()
    {
        var form = Render<TopBar>().Find("form[action='/sign-out']");

        Assert.Equal("post", form.GetAttribute("method"));
        Assert.Equal("known", form.QuerySelector("input[type=hidden]")!.GetAttribute("value"));
    }

    [Fact]
    public void Does_not_claim_to_be_live_before_it_is()
    {
        SetRendererInfo(new("Static", isInteractive: false));

        Assert.Empty(Render<TopBar>().FindAll(".live"));
    }

    sealed class KnownToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken GetAntiforgeryToken() => new("known", "__RequestVerificationToken");
    }
}
