using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Editing_a_talent(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Says_what_is_wrong_beside_the_field_and_keeps_what_was_typed()
    {
        var page = await OpenFormAsync("Leo Sato", "Finance Admin");

        await page.GetByLabel("Stage name").FillAsync("Omar Petrov");
        await page.GetByLabel("Commission").FillAsync("120");
        await SaveAsync(page);
        await Expect(page.GetByText("Between 0 and 100 percent.")).ToBeVisibleAsync();

        await page.GetByLabel("Commission").FillAsync("22.5");
        await SaveAsync(page);
        await Expect(page.GetByText("Another talent has this stage name.").First).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Commission")).ToHaveValueAsync("22.5");

        await page.GetByLabel("Stage name").FillAsync("Leo Sato Junior");
        await SaveAsync(page);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Leo Sato Junior");
        await Expect(page.GetByText("22.5 %")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Saves_although_the_message_that_goes_moves_the_button_from_under_the_mouse()
    {
        var page = await OpenFormAsync("Mila Okafor", "Finance Admin");
        await page.SetViewportSizeAsync(1440, 1200);
        await page.GetByLabel("Pronouns").FillAsync("they/she");
        await page.GetByLabel("Bio").FillAsync("Sings.");
        await page.GetByLabel("Legal name").FillAsync(new string('o', 300));
        await SaveAsync(page);
        var wrong = page.Locator(".validation-message");
        await Expect(wrong).ToBeVisibleAsync();

        await page.GetByLabel("Legal name").FillAsync("Mila Okafor");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Save changes" });
        var at = (await button.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(at.X + at.Width / 2, at.Y + at.Height - 2);
        await page.Mouse.DownAsync();
        await Expect(wrong).ToHaveCountAsync(0);
        Assert.True((await button.BoundingBoxAsync())!.Y < at.Y - 2);
        await page.Mouse.UpAsync();

        await Expect(page.GetByText("they/she")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Shows_both_versions_when_somebody_else_saved_first_and_loses_neither()
    {
        var mine = await OpenFormAsync("Noor Castell", "Finance Admin");
        var theirs = await OpenFormAsync("Noor Castell", "Operations Admin");
        await theirs.GetByLabel("Pronouns").FillAsync("she/her");
        await theirs.GetByLabel("Commission").FillAsync("17.5");
        await SaveAsync(theirs);
        await Expect(theirs.GetByText("17.5 %")).ToBeVisibleAsync();

        await mine.GetByLabel("Commission").FillAsync("18");
        await mine.GetByLabel("Bio").FillAsync("Writes and sings.");
        await SaveAsync(mine);
        var dialog = mine.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Row, new() { Name = "Commission percent" })).ToContainTextAsync("17.5");
        await PictureAsync(mine, "conflict");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save with these choices" }).ClickAsync();

        await Expect(mine.GetByText("18.0 %")).ToBeVisibleAsync();
        await Expect(mine.GetByText("she/her")).ToBeVisibleAsync();
        await Expect(mine.GetByText("Writes and sings.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Asks_before_leaving_what_is_not_saved()
    {
        var page = await OpenFormAsync("Mila Okafor", "Finance Admin");
        await page.GetByLabel("Pronouns").FillAsync("they/them");
        await page.GetByLabel("Pronouns").BlurAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Deals" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep editing" }).ClickAsync();

        await Expect(page.GetByLabel("Pronouns")).ToHaveValueAsync("they/them");
    }

    [Fact]
    public async Task Asks_before_the_tab_is_closed_from_the_first_change_on()
    {
        var page = await OpenFormAsync("Mila Okafor", "Finance Admin");
        var asked = new TaskCompletionSource<string>();
        page.Dialog += (_, dialog) => { asked.TrySetResult(dialog.Type); _ = dialog.DismissAsync(); };

        await page.GetByLabel("Pronouns").ClickAsync();
        await page.Keyboard.TypeAsync("xe/xem");
        await page.GetByLabel("Bio").ClickAsync();
        // The server hears of the change, and tells the browser to ask.
        await page.WaitForTimeoutAsync(500);
        await page.CloseAsync(new() { RunBeforeUnload = true });

        Assert.Equal("beforeunload", await asked.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        await Expect(page.GetByLabel("Pronouns")).ToHaveValueAsync("xe/xem");
    }

    [Fact]
    public async Task Is_not_offered_to_a_manager()
    {
        var page = await console.OpenAsync("/talents", "Tom Ellery");
        await page.GetByRole(AriaRole.Link, new() { Name = "Isla Haddad" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Isla Haddad");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Edit" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Move to trash" })).ToHaveCountAsync(0);
        await Expect(page.GetByText("for admins, finance and approvers")).ToBeVisibleAsync();

        await page.GotoAsync(new Uri(page.Url).AbsolutePath + "/edit");
        await Expect(page.GetByLabel("Stage name")).ToHaveCountAsync(0);
    }

    async Task<IPage> OpenFormAsync(string talent, string person)
    {
        var id = await console.Database.AskAsync($"select id from agency.talents where stage_name = '{talent}'");
        var page = await console.OpenAsync($"/talents/{id}/edit", person);
        await Expect(page.GetByLabel("Stage name")).ToHaveValueAsync(talent);
        return page;
    }

    static Task SaveAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
}
