using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class A_list(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Keeps_search_filter_sort_and_page_in_its_address()
    {
        var page = await console.OpenAsync("/deals", "Tom Ellery");

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("Petrov");
        await page.WaitForURLAsync("**/deals?q=Petrov");
        await page.GetByLabel("Stage").SelectOptionAsync("Contracted");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gross" }).ClickAsync();
        await page.WaitForURLAsync("**/deals?q=Petrov&stage=Contracted&sort=gross");
        await page.ReloadAsync();

        await Expect(page.GetByLabel("Search deals")).ToHaveValueAsync("Petrov");
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Gross" })).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task Turns_its_pages_and_comes_back()
    {
        var page = await console.OpenAsync("/deals", "Tom Ellery");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
        var first = await page.Locator("tbody th").First.TextContentAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(7);
        await page.GetByRole(AriaRole.Button, new() { Name = "Previous" }).ClickAsync();

        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
        await Expect(page.Locator("tbody th").First).ToHaveTextAsync(first!);
    }

    [Fact]
    public async Task That_finds_nothing_offers_the_way_back()
    {
        var page = await console.OpenAsync("/talents?q=nobody+of+that+name", "Tom Ellery");

        await page.GetByRole(AriaRole.Link, new() { Name = "Show all talents" }).ClickAsync();

        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(23);
    }

    [Fact]
    public async Task Shows_by_itself_what_came_in_by_SQL()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery");
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();

        await console.Database.AskAsync("update agency.talents set status = 'paused' where stage_name = 'Cleo Ito'");

        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Cleo Ito" })).ToContainTextAsync("Paused");
    }
}
