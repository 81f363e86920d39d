using AdminConsole.History;
using AdminConsole.Layout;
using AdminConsole.People;
using AdminConsole.Shared;
using AdminConsole.SignIn;
using Microsoft.AspNetCore.Components;
using Radzen.Blazor;

namespace AdminConsole;

public sealed class A_page_that_breaks : BunitContext
{
    [Fact]
    public async Task Says_so_in_its_own_place_and_is_tried_again_there()
    {
        AddAuthorization().SetAuthorized("Ann");
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        foreach (var around in (Type[])[typeof(NavMenu), typeof(TopBar), typeof(PastBar), typeof(AlarmBanner), typeof(GlassBanner), typeof(SessionEnds), typeof(RadzenComponents)])
            ComponentFactories.Add(type => type == around, _ => new Nothing());
        Breaks.Now = true;
        var layout = Render<MainLayout>(p => p.Add(l => l.Body, builder => { builder.OpenComponent<Breaks>(0); builder.CloseComponent(); }));
        Assert.Equal("Something broke on this page", layout.Find("main [role=alert] h2").TextContent);

        Breaks.Now = false;
        await layout.Find("main button").ClickAsync(new());

        Assert.Equal("Here it is.", layout.Find("main").TextContent.Trim());
    }

    sealed class Breaks : ComponentBase
    {
        public static bool Now { get; set; }

        protected override void OnInitialized()
        {
            if (Now)
                throw new InvalidOperationException("Nobody expected this.");
        }

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) => builder.AddContent(0, "Here it is.");
    }

    sealed class Nothing : ComponentBase;
}
