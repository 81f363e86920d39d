using AdminConsole.History;
using AdminConsole.Layout;
using AdminConsole.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole;

public sealed class The_frame_of_the_past : BunitContext
{
    static readonly DateTimeOffset s_at = TimeProvider.System.GetUtcNow().AddMinutes(-90);

    public The_frame_of_the_past()
    {
        Services.AddSingleton(TimeProvider.System);
        AddAuthorization().SetAuthorized("Ann").SetRoles("admin");
    }

    [Fact]
    public void Says_which_moment_it_is_and_leads_back_to_now()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/talents?state=Active&at=" + Urls.Moment(s_at));

        var bar = InThePast<PastBar>();

        Assert.Contains(s_at.UtcDateTime.ToString("d MMM yyyy HH:mm"), bar.Find("time").TextContent, StringComparison.Ordinal);
        Assert.Equal("/talents?state=Active", bar.FindAll("a").Single(a => a.TextContent == "Back to now").GetAttribute("href"));
        Assert.Equal(Urls.AsOf("http://localhost/talents?state=Active", s_at.AddHours(-1)), bar.Find("[aria-label='An hour earlier']").GetAttribute("href"));
    }

    [Fact]
    public void Takes_no_step_beyond_now()
    {
        var bar = InThePast<PastBar>();

        Assert.False(bar.Find("[aria-label='An hour later']").HasAttribute("aria-disabled"));
        Assert.Equal("true", bar.Find("[aria-label='A day later']").GetAttribute("aria-disabled"));
        Assert.False(bar.Find("[aria-label='A day later']").HasAttribute("href"));
    }

    [Fact]
    public void Is_not_there_now() => Assert.Empty(Render<PastBar>().Markup.Trim());

    [Fact]
    public void Offers_nothing_that_changes_the_agency()
    {
        Assert.Contains("Add talent", Render<Changing>(p => p.AddChildContent("Add talent")).Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Add talent", InThePast<Changing>(p => p.AddChildContent("Add talent")).Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/talents/0b8b4c5e-0000-0000-0000-000000000000", "Talents")]
    [InlineData("/history/diff", "History")]
    [InlineData("/", "Home")]
    public void Knows_the_page_by_its_path_while_every_link_keeps_the_moment(string path, string current)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"{path}?at={Urls.Moment(s_at)}");

        var links = InThePast<CurrentLink>().FindAll("a");

        Assert.Equal(current, links.Single(a => a.ClassList.Contains("active")).TextContent);
        Assert.All(links, a => Assert.Contains("?at=", a.GetAttribute("href"), StringComparison.Ordinal));
    }

    IRenderedComponent<T> InThePast<T>(Action<ComponentParameterCollectionBuilder<T>>? parameters = null) where T : IComponent => Render<T>(p =>
    {
        p.AddCascadingValue(new Moment(s_at));
        parameters?.Invoke(p);
    });

    sealed class CurrentLink : ComponentBase
    {
        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
        {
            foreach (var (path, url) in new[] { ("/", Urls.Home(s_at)), ("/talents", Urls.Talents(at: s_at)), ("/history", Urls.History(at: s_at)) })
            {
                builder.OpenComponent<SpineLink>(0);
                builder.AddComponentParameter(1, nameof(SpineLink.Path), path);
                builder.AddComponentParameter(2, "href", url);
                builder.AddComponentParameter(3, nameof(SpineLink.ChildContent), (RenderFragment)(b => b.AddContent(0, path switch { "/" => "Home", "/talents" => "Talents", _ => "History" })));
                builder.CloseComponent();
            }
        }
    }
}
