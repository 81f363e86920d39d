using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Removing_a_talent(RunningConsole console) : IClassFixture<RunningConsole>
{
    const string Talent = "Aria Okafor";

    [Fact]
    public async Task Takes_two_people_and_can_be_undone_by_two()
    {
        var asking = await console.BrowserAsync("Finance Admin");
        var deciding = await console.BrowserAsync("Priya Raman");
        var asked = await GoAsync(await asking.NewPageAsync(), "/talents");
        var watching = await GoAsync(await deciding.NewPageAsync(), "/talents");
        var inbox = await GoAsync(await deciding.NewPageAsync(), "/inbox");
        await Expect(Row(watching)).ToBeVisibleAsync();
        await Expect(Row(asked)).ToBeVisibleAsync();
        await PictureAsync(asked, "talents");

        await asked.GetByRole(AriaRole.Link, new() { Name = Talent }).ClickAsync();
        await asked.GetByRole(AriaRole.Button, new() { Name = "Move to trash" }).ClickAsync();
        await Expect(Heading(asked)).ToHaveTextAsync($"Move {Talent} and 3 deals to the trash");
        await SubmitAsync(asked, "Her contract ended on 31 October.");
        await Expect(asked.GetByText("You asked for this on")).ToBeVisibleAsync();
        await Expect(asked.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToBeDisabledAsync();

        await GoAsync(asked, new Uri(asked.Url).PathAndQuery);
        await asked.GetByRole(AriaRole.Link, new() { Name = Talent }).ClickAsync();
        await Expect(asked.GetByText("One signature is missing.")).ToBeVisibleAsync();
        await PictureAsync(asked, "banner");
        await asked.GetByRole(AriaRole.Link, new() { Name = "See the request" }).ClickAsync();

        await Expect(inbox.GetByRole(AriaRole.Link, new() { Name = $"Move {Talent}" })).ToBeVisibleAsync();
        await PictureAsync(inbox, "inbox");
        await inbox.SetViewportSizeAsync(390, 844);
        await PictureAsync(inbox, "inbox-phone");
        await inbox.SetViewportSizeAsync(1440, 900);
        await inbox.GetByRole(AriaRole.Link, new() { Name = $"Move {Talent}" }).ClickAsync();
        await Expect(Heading(inbox)).ToHaveTextAsync($"Move {Talent} and 3 deals to the trash");
        await PictureAsync(inbox, "request");
        await ApproveAsync(inbox);

        await Expect(Row(watching)).Not.ToBeVisibleAsync();
        await Expect(asked.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeVisibleAsync();
        await GoAsync(asked, "/talents");
        await Expect(asked.GetByRole(AriaRole.Heading, new() { Name = "Talents" })).ToBeVisibleAsync();
        await Expect(Row(asked)).Not.ToBeVisibleAsync();

        await GoAsync(asked, "/trash");
        await Expect(Row(asked)).ToBeVisibleAsync();
        await PictureAsync(asked, "trash");
        await asked.GetByRole(AriaRole.Row, new() { Name = Talent }).GetByRole(AriaRole.Link, new() { Name = "See and undo" }).ClickAsync();
        await asked.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Heading(asked)).ToHaveTextAsync($"Undo: Move {Talent} and 3 deals to the trash");
        await SubmitAsync(asked, "She signed again.");

        await GoAsync(inbox, "/inbox");
        await inbox.GetByRole(AriaRole.Link, new() { Name = $"Undo: Move {Talent}" }).ClickAsync();
        await ApproveAsync(inbox);

        await Expect(Row(watching)).ToBeVisibleAsync();
        await Row(watching).GetByRole(AriaRole.Link).ClickAsync();
        await watching.GetByRole(AriaRole.Navigation, new() { Name = "Record" }).GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        await Expect(Heading(watching)).ToHaveTextAsync(Talent);
        await Expect(watching.GetByText("Her contract ended on 31 October.")).ToBeVisibleAsync();
        await Expect(watching.GetByText("She signed again.")).ToBeVisibleAsync();
        await PictureAsync(watching, "history");

        await watching.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        await Expect(watching.GetByRole(AriaRole.Link, new() { Name = $"Finance Admin moved {Talent} and 3 deals to the trash" })).ToBeVisibleAsync();
        await PictureAsync(watching, "log");
        Assert.Empty(console.Failures);
    }

    static ILocator Row(IPage page) => page.GetByRole(AriaRole.Row, new() { Name = Talent });

    static ILocator Heading(IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    static async Task SubmitAsync(IPage page, string reason)
    {
        await page.GetByLabel("Why?").FillAsync(reason);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit for approval" }).ClickAsync();
        await Expect(page.GetByText("Pending").First).ToBeVisibleAsync();
    }

    static async Task ApproveAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve and apply" }).ClickAsync();
        await Expect(page.GetByText("Applied as")).ToBeVisibleAsync();
    }
}
