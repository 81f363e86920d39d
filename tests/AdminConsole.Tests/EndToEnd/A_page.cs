using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class A_page(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task That_does_not_exist_says_so_inside_the_console()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery");
        await page.GotoAsync("/no/such/page");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nothing at this address");
    }

    [Fact]
    public async Task Has_the_chosen_colours_from_its_first_byte()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery");
        var toggle = page.GetByRole(AriaRole.Button, new() { Name = "Change colours" });

        await toggle.ClickAsync();
        await toggle.ClickAsync();
        var again = await page.Context.APIRequest.GetAsync("/talents");

        Assert.Contains("data-theme=\"dark\"", await again.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signs_out_and_asks_who_is_next()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery");

        await page.GetByText("Tom Ellery").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Who is signing in?");
        await page.GotoAsync("/talents");
        await page.WaitForURLAsync("**/sign-in?*");
    }

    [Fact]
    public async Task Loads_nothing_from_elsewhere()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery");
        var requested = new List<string>();
        page.Request += (_, request) => requested.Add(new Uri(request.Url).Host);

        await page.ReloadAsync();

        Assert.Equal(["127.0.0.1"], requested.Distinct());
    }
}
