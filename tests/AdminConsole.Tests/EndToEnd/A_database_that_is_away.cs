using System.Text;
using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class A_database_that_is_away(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Is_said_where_something_would_stand_and_what_failed_is_read_when_it_is_back()
    {
        var page = await console.OpenAsync("/talents", "Operations Admin");

        await console.Database.WhileAwayAsync(async () =>
        {
            foreach (var (link, what) in s_pages)
            {
                await page.Locator(".spine").GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasTextString = what + " could not be read" }).First).ToBeVisibleAsync();
                await PictureAsync(page, "away-" + link);
            }
        });

        await Expect(page.GetByText("could not be read")).ToHaveCountAsync(0);
        await Expect(page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
    }

    static readonly (string Link, string What)[] s_pages =
    [
        ("Deals", "The deals"), ("Companies", "The companies"), ("Invoices", "The invoices"), ("Calendar", "The calendar"), ("Numbers", "The numbers"), ("Trash", "The trash"), ("History", "The history"),
        ("People", "The people"), ("Policies", "The policies"), ("Home", "What ends soon"),
    ];

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Is_what_a_page_that_is_opened_says_until_it_opens(int width, ColorScheme colors)
    {
        var page = await (await console.BrowserAsync("Operations Admin", width, colors)).NewPageAsync();

        await console.Database.WhileAwayAsync(async () =>
        {
            var answer = await page.GotoAsync("/deals?q=reel");
            Assert.Equal(503, answer!.Status);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("The database does not answer");
            await PictureAsync(page, $"away-opened-{width}-{colors}");
            Assert.Empty(await Axe.ViolationsAsync(page));
        });
        await page.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Deals");
        await Expect(page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("reel");
    }

    [Fact]
    public async Task Takes_nothing_of_what_was_typed()
    {
        var page = await console.OpenAsync("/deals/new", "Operations Admin");
        await page.GetByLabel("Title").FillAsync("Winter campaign");
        await page.GetByLabel("Gross").FillAsync("1200");

        await console.Database.WhileAwayAsync(async () =>
        {
            await page.Locator("div#talent").ClickAsync();
            await page.Locator(".rz-dropdown-filter:visible").FillAsync("Leo");
            await Expect(page.GetByText("What can be chosen could not be read.")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Escape");
            await PictureAsync(page, "away-form");
            await Expect(page.GetByLabel("Title")).ToHaveValueAsync("Winter campaign");
        });

        await Expect(page.GetByText("What can be chosen could not be read.")).ToHaveCountAsync(0);
        await page.Locator("div#talent").ClickAsync();
        await page.Locator(".rz-dropdown-filter:visible").FillAsync("Leo Sato");
        await page.GetByRole(AriaRole.Option, new() { Name = "Leo Sato" }).ClickAsync();
        await console.Database.WhileAwayAsync(async () =>
        {
            await SaveAsync(page);
            await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasTextString = "The database does not answer." })).ToBeVisibleAsync();
        });
        await SaveAsync(page);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Winter campaign");
        await Expect(page.GetByText("£1,200.00").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Takes_neither_a_chosen_file_nor_the_page_on_which_one_writes_or_arranges()
    {
        var importing = await console.OpenAsync("/import/talents", "Operations Admin");
        var noting = await console.OpenAsync("/talents", "Operations Admin");
        await noting.GetByRole(AriaRole.Grid).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(noting.GetByRole(AriaRole.Navigation, new() { Name = "Record" })).ToBeVisibleAsync();
        var arranging = await console.OpenAsync("/companies", "Operations Admin");

        await console.Database.WhileAwayAsync(async () =>
        {
            await importing.GetByLabel("A CSV file").SetInputFilesAsync(new FilePayload { Name = "roster.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("Name;Rate\nNova Lind;17.5\n") });
            await Expect(importing.GetByText("What roster.csv would do could not be read.")).ToBeVisibleAsync();
            await PictureAsync(importing, "away-import");

            await noting.GetByRole(AriaRole.Navigation, new() { Name = "Record" }).GetByRole(AriaRole.Link, new() { Name = "Notes" }).ClickAsync();
            await Expect(noting.GetByText("Whom one can mention could not be read.")).ToBeVisibleAsync();
            await noting.GetByLabel("Write a note").FillAsync("Prefers to be called in the morning.");
            await noting.GetByRole(AriaRole.Button, new() { Name = "Add note" }).ClickAsync();
            await Expect(noting.GetByText("The database does not answer.")).ToBeVisibleAsync();
            await PictureAsync(noting, "away-notes");

            await arranging.Locator(".columns-menu summary").ClickAsync();
            await arranging.GetByRole(AriaRole.Radio, new() { Name = "Compact" }).CheckAsync();
            await Expect(arranging.GetByText("The database does not answer.")).ToBeVisibleAsync();
            await PictureAsync(arranging, "away-arranging");
        });

        await Expect(importing.Locator(".import-rows")).ToContainTextAsync("Nova Lind");
        await Expect(noting.GetByText("Whom one can mention could not be read.")).ToHaveCountAsync(0);
        await Expect(noting.GetByText("The notes could not be read")).ToHaveCountAsync(0);
        await noting.GetByRole(AriaRole.Button, new() { Name = "Add note" }).ClickAsync();
        await Expect(noting.Locator(".note-body")).ToHaveTextAsync("Prefers to be called in the morning.");
        await Expect(arranging.Locator(".list-frame.compact")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Is_not_taken_for_a_record_that_is_not_there()
    {
        var page = await console.OpenAsync("/talents", "Operations Admin");

        await console.Database.WhileAwayAsync(async () =>
        {
            await page.Keyboard.PressAsync("Control+k");
            await page.GetByRole(AriaRole.Combobox, new() { Name = "Search everything" }).FillAsync("Leo Sato");
            await Expect(page.GetByText("Records could not be searched just now.")).ToBeVisibleAsync();
            await Expect(page.GetByText("Nothing is called so")).ToBeHiddenAsync();
            await PictureAsync(page, "away-palette");
        });
        await page.Keyboard.TypeAsync(" ");

        await Expect(page.GetByRole(AriaRole.Option).Filter(new() { HasTextString = "Leo Sato" }).First).ToBeVisibleAsync();
        await Expect(page.GetByText("Records could not be searched just now.")).ToBeHiddenAsync();
    }

    static Task SaveAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
}
