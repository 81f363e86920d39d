using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class The_command_palette(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Leads_by_keyboard_alone_to_a_deal_that_is_edited_and_saved_and_remembers_it()
    {
        var title = (string)(await console.Database.AskAsync("select title from agency.deals order by id limit 1"))!;
        var page = await console.OpenAsync("/talents", "Operations Admin");
        await page.GetByRole(AriaRole.Searchbox).FocusAsync();

        await page.Keyboard.PressAsync("Control+k");
        await Expect(Ask(page)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(title[..6] + title[7..]); // a letter is missing
        await page.Keyboard.PressAsync("Enter");
        await Expect(Heading(page)).ToHaveTextAsync(title);

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("edit");
        await Expect(Option(page, "Edit")).ToHaveAttributeAsync("aria-selected", "true");
        await PictureAsync(page, "palette-record");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Heading(page)).ToHaveTextAsync("Edit deal");
        await page.GetByLabel("Title").FillAsync(title + " again");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Heading(page)).ToHaveTextAsync(title + " again");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("talents");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Heading(page)).ToHaveTextAsync("Talents");
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Opened last" }).GetByRole(AriaRole.Option).First).ToContainTextAsync(title + " again");
        await PictureAsync(page, "palette");
        Assert.Empty(await Axe.ViolationsAsync(page));
        Assert.Empty(console.Failures);
    }

    [Fact]
    public async Task Opens_before_the_page_is_alive_walks_with_the_arrows_and_gives_the_focus_back()
    {
        var context = await console.BrowserAsync("Tom Ellery");
        var page = await context.NewPageAsync();
        await page.RouteWebSocketAsync("**/*", _ => { }); // no circuit ever comes
        await page.RouteAsync("**/_blazor/**", route => route.AbortAsync());
        await page.GotoAsync("/deals");
        var search = page.GetByRole(AriaRole.Searchbox);
        await search.FocusAsync();

        await page.Keyboard.PressAsync("Control+k");
        await Expect(Ask(page)).ToBeFocusedAsync();
        await Expect(Option(page, "Add deal")).ToHaveCountAsync(0);
        await page.Keyboard.TypeAsync("h");
        await Expect(Option(page, "Home")).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Option(page, "History")).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(Option(page, "Home")).ToHaveAttributeAsync("aria-selected", "false");
        Assert.Equal(await Option(page, "History").GetAttributeAsync("id"), await Ask(page).GetAttributeAsync("aria-activedescendant"));
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(search).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Shows_every_shortcut_by_a_question_mark_and_goes_by_two_letters()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery", width: 390);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go to anything" }).ClickAsync();
        await page.Keyboard.TypeAsync("isla");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Records" }).GetByRole(AriaRole.Option, new() { Name = "Isla Haddad" }).First).ToBeVisibleAsync();
        await PictureAsync(page, "palette-phone");
        await page.Keyboard.PressAsync("Escape");

        await page.Keyboard.PressAsync("?");
        var sheet = page.GetByRole(AriaRole.Dialog, new() { Name = "Shortcuts" });
        await Expect(sheet.GetByText("Find anything, do anything")).ToBeVisibleAsync();
        Assert.Empty(await Axe.ViolationsAsync(page));
        await page.SetViewportSizeAsync(1440, 900);
        await PictureAsync(page, "shortcuts");
        await page.Keyboard.PressAsync("Escape");
        await Expect(sheet).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("d");
        await Expect(Heading(page)).ToHaveTextAsync("Deals");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("i");
        await Expect(Heading(page)).ToHaveTextAsync("Inbox");
    }

    static ILocator Ask(IPage page) => page.GetByRole(AriaRole.Combobox, new() { Name = "Search everything" });

    static ILocator Option(IPage page, string name) => page.GetByRole(AriaRole.Option, new() { Name = name, Exact = true });

    static ILocator Heading(IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });
}
