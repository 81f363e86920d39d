using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Looking_at_the_past(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Leads_from_an_edit_in_the_log_to_the_console_just_before_it_and_back()
    {
        var page = await console.OpenAsync($"/talents/{await IdAsync("Leo Sato")}/edit", "Finance Admin");
        await page.GetByLabel("Stage name").FillAsync("Leo Sato Junior");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(Heading(page)).ToHaveTextAsync("Leo Sato Junior");

        await page.GetByRole(AriaRole.Link, new() { Name = "History" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Finance Admin edited" }).ClickAsync();
        await Expect(Heading(page)).ToContainTextAsync("Finance Admin edited");
        await Expect(page.GetByRole(AriaRole.Deletion)).ToHaveTextAsync("Leo Sato");
        await Expect(page.GetByRole(AriaRole.Insertion)).ToHaveTextAsync("Leo Sato Junior");
        await PictureAsync(page, "commit");
        await page.GetByRole(AriaRole.Link, new() { Name = "The console just before" }).ClickAsync();

        var frame = page.GetByRole(AriaRole.Region, new() { Name = "You are looking at the past" });
        await Expect(frame).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Talents" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Add talent" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Leo Sato", Exact = true })).ToBeVisibleAsync();
        await PictureAsync(page, "past");
        await page.GetByRole(AriaRole.Link, new() { Name = "Leo Sato", Exact = true }).ClickAsync();
        await Expect(Heading(page)).ToHaveTextAsync("Leo Sato");
        await Expect(frame).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Edit" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Move to trash" })).ToHaveCountAsync(0);

        await frame.GetByRole(AriaRole.Link, new() { Name = "Back to now" }).ClickAsync();
        await Expect(Heading(page)).ToHaveTextAsync("Leo Sato Junior");
        await Expect(frame).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Edit" })).ToBeVisibleAsync();
        Assert.Empty(console.Failures);
    }

    [Fact]
    public async Task Begins_in_the_top_bar_by_keyboard()
    {
        var page = await console.OpenAsync("/talents?f=status~active", "Tom Ellery");

        await page.Locator("summary", new() { HasText = "Look at the past" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("The console as of").FillAsync("2026-01-11T09:12");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "You are looking at the past" })).ToContainTextAsync("11 Jan 2026 09:12 UTC");
        await ReachAsync(page, "/talents?f=status~active&at=2026-01-11T09%3A12Z");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Show all talents" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Refuses_a_form_and_a_moment_that_has_not_come()
    {
        var page = await console.OpenAsync($"/talents/{await IdAsync("Omar Petrov")}/edit?at=2026-01-11", "Finance Admin");
        await Expect(Heading(page)).ToHaveTextAsync("This page is of now alone");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open it now" }).ClickAsync();
        await Expect(page.GetByLabel("Stage name")).ToHaveValueAsync("Omar Petrov");

        await GoAsync(page, "/talents?at=2999-01-01T00:00Z");
        await Expect(Heading(page)).ToHaveTextAsync("Nobody can look at that moment");
        await Expect(page.GetByText("has not come yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Look at now" }).ClickAsync();
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Keeps_the_log_s_filters_in_its_address_and_shows_by_itself_what_comes_in()
    {
        var page = await console.OpenAsync("/history", "Tom Ellery");
        var filters = page.GetByRole(AriaRole.Group, new() { Name = "Which commits" });

        await filters.GetByRole(AriaRole.Combobox, new() { Name = "made" }).SelectOptionAsync("sql");
        await Expect(page).ToHaveURLAsync("/history?source=sql");
        await console.Database.AskAsync("update agency.talents set status = 'paused' where stage_name = 'Cleo Ito'");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "changed 1 row of talents by SQL" })).ToBeVisibleAsync();
        await GoAsync(page, new Uri(page.Url).PathAndQuery);
        await Expect(filters.GetByRole(AriaRole.Combobox, new() { Name = "made" })).ToHaveValueAsync("sql");

        await filters.GetByRole(AriaRole.Button, new() { Name = "made anywhere" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "imported" }).First).ToBeVisibleAsync();
    }

    static ILocator Heading(IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    async Task<string> IdAsync(string talent) => (await console.Database.AskAsync($"select id from agency.talents where stage_name = '{talent}'"))!.ToString()!;
}
