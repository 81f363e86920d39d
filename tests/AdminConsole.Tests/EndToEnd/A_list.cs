using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class A_list(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Keeps_search_filter_sort_and_rows_in_its_address_and_is_found_again_by_going_back()
    {
        var page = await console.OpenAsync("/deals", "Tom Ellery");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
        await Expect(page.GetByText("57 deals")).ToBeVisibleAsync();

        // The end comes into view, and what follows is there.
        await page.Locator("tbody tr").First.Locator("th").FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(57);
        await Expect(page).ToHaveURLAsync("/deals?rows=57");
        await page.Keyboard.PressAsync("Control+End");
        var last = await page.Locator("tbody tr:last-child th a").TextContentAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(last!);
        await page.GoBackAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(57);
        await Expect(page.Locator("tbody tr:last-child th a")).ToBeInViewportAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("Petrov");
        await Expect(page).ToHaveURLAsync("/deals?q=Petrov");
        await page.Locator(".add-filter summary").ClickAsync();
        await page.GetByLabel("Field").SelectOptionAsync("Stage");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Contracted", Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Gross", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync("/deals?q=Petrov&f=stage~is-contracted&sort=gross");
        await page.ReloadAsync();

        await Expect(page.GetByLabel("Search deals")).ToHaveValueAsync("Petrov");
        await Expect(page.Locator(".filter summary")).ToHaveTextAsync("Stage is contracted");
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Gross" })).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(4);
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
