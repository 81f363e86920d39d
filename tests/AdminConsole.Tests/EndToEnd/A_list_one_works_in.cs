using System.IO.Compression;
using Microsoft.Playwright;
using Npgsql;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class A_list_one_works_in(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Is_filtered_arranged_and_shared_as_a_view_that_somebody_else_opens()
    {
        var page = await console.OpenAsync("/deals", "Operations Admin");
        await FilterAsync(page, "Stage", panel => CheckAsync(panel, "Contracted", "Live"));
        await FilterAsync(page, "Gross", panel => panel.GetByLabel("Value").FillAsync("100"));
        await FilterAsync(page, "Deal", panel => panel.GetByLabel("Value").FillAsync("a;b|c(d)~$"), beside: "Gross is 100 or more");
        await Expect(page.Locator(".filter summary")).ToHaveTextAsync(["Stage is contracted or live", "Gross is 100 or more", "Deal contains “a;b|c(d)~$”"]);
        await Expect(page.Locator(".joint")).ToHaveTextAsync(["and", "or"]);
        await PictureAsync(page, "list-filtered");

        await page.Locator(".columns-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Brand", Exact = true }).UncheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Fee", Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Move Fee forward" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Compact" }).CheckAsync();
        await Expect(page.Locator(".list-frame.compact")).ToBeVisibleAsync();
        await PictureAsync(page, "list-columns");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gross", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Gross" })).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Brand" })).ToHaveCountAsync(0);
        var rows = await page.Locator("tbody tr").CountAsync();
        Assert.InRange(rows, 1, 49);

        await page.Locator("summary", new() { HasText = "Save as view" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Worth a call");
        await page.GetByLabel("For", new() { Exact = true }).SelectOptionAsync("everyone");
        await PictureAsync(page, "list-save-view");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a new view" }).ClickAsync();
        await ReachAsync(page, "/deals?view=");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Worth a call" })).ToHaveAttributeAsync("aria-current", "page");

        var other = await console.OpenAsync("/deals", "Tom Ellery");
        await other.GetByRole(AriaRole.Link, new() { Name = "Worth a call" }).ClickAsync();
        await Expect(other.Locator("tbody tr")).ToHaveCountAsync(rows);
        await Expect(other.GetByRole(AriaRole.Columnheader, new() { Name = "Fee" })).ToBeVisibleAsync();
        await other.GetByRole(AriaRole.Columnheader, new() { Name = "Gross" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(other.GetByText("Changed", new() { Exact = true }).First).ToBeVisibleAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(other.GetByText("Only an admin may share a view with others.").Last).ToBeVisibleAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
        await Expect(other.GetByRole(AriaRole.Columnheader, new() { Name = "Gross" })).ToHaveAttributeAsync("aria-sort", "ascending");
        Assert.Empty(console.Failures);
    }

    [Fact]
    public async Task Is_arranged_faster_than_that_is_kept()
    {
        var page = await console.OpenAsync("/companies", "Priya Raman");
        await page.Locator(".columns-menu summary").ClickAsync();
        var shown = await page.GetByRole(AriaRole.Columnheader).GetByRole(AriaRole.Button).AllTextContentsAsync();
        await using (var slow = new NpgsqlConnection(console.Database.SuperuserConnectionString))
        {
            await slow.OpenAsync();
            await using var transaction = await slow.BeginTransactionAsync();
            await using var command = new NpgsqlCommand("lock table console.list_settings", slow, transaction);
            await command.ExecuteNonQueryAsync();
            await page.GetByRole(AriaRole.Checkbox, new() { Name = shown[1], Exact = true }).UncheckAsync();
            await page.GetByRole(AriaRole.Checkbox, new() { Name = shown[2], Exact = true }).UncheckAsync();
            await page.GetByRole(AriaRole.Radio, new() { Name = "Compact" }).CheckAsync();
            await Expect(page.GetByRole(AriaRole.Columnheader).GetByRole(AriaRole.Button)).ToHaveTextAsync([shown[0], .. shown.Skip(3)]);
            await Expect(page.Locator(".list-frame.compact")).ToBeVisibleAsync();
        }

        // What is kept first is on its way while the last is chosen.
        for (var tries = 0; tries < 100 && await console.Database.AskAsync("select settings->>'Compact' from console.list_settings where list = 'companies'") is not "true"; tries++)
            await Task.Delay(100);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader).GetByRole(AriaRole.Button)).ToHaveTextAsync([shown[0], .. shown.Skip(3)]);
    }

    [Fact]
    public async Task Loses_its_filters_as_fast_as_they_are_taken_away()
    {
        var page = await console.OpenAsync("/deals?f=stage~lead;gross~over-100;title~has-a", "Priya Raman");
        await Expect(page.Locator(".filter summary")).ToHaveCountAsync(3);

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the filter gross" }).EvaluateAsync("button => { button.click(); button.click(); }");
        await Expect(page.Locator(".filter summary")).ToHaveCountAsync(2);
        await page.EvaluateAsync("document.querySelectorAll('[aria-label^=\"Remove the filter\"]').forEach(button => button.click())");

        await Expect(page.Locator(".filter summary")).ToHaveCountAsync(0);
        await Expect(page).ToHaveURLAsync("/deals?f=none");
        Assert.Empty(console.Failures);
    }

    [Fact]
    public async Task Is_walked_edited_peeked_at_and_changed_in_many_rows_by_keyboard()
    {
        var page = await console.OpenAsync("/talents", "Finance Admin");
        var grid = page.GetByRole(AriaRole.Grid);
        await grid.GetByRole(AriaRole.Rowheader).First.FocusAsync();

        // One row down, two cells to the right: its type.
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("e");
        await Expect(grid.Locator(".cell-editor select")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.TypeAsync("Athl");
        await Expect(grid.Locator(".cell-editor select")).ToHaveValueAsync("athlete");
        await Expect(page.Locator(".cell-editor")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".cell-editor")).ToHaveCountAsync(0);
        await Expect(page.Locator("tbody tr").Nth(1)).ToContainTextAsync("Athlete");
        var name = await page.Locator("tbody tr").Nth(1).Locator("th a").TextContentAsync();
        Assert.Equal("athlete", await console.Database.AskAsync($"select type from agency.talents where stage_name = '{name}'"));

        await page.Locator("tbody tr").Nth(2).Locator("th").FocusAsync();
        await page.Keyboard.PressAsync("p");
        var peek = page.GetByRole(AriaRole.Complementary, new() { Name = "Peek" });
        await Expect(peek.GetByRole(AriaRole.Heading)).ToHaveTextAsync((await page.Locator("tbody tr").Nth(2).Locator("th a").TextContentAsync())!);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(peek.GetByRole(AriaRole.Heading)).ToHaveTextAsync((await page.Locator("tbody tr").Nth(3).Locator("th a").TextContentAsync())!);
        await ReachAsync(page, "peek=");
        await PictureAsync(page, "list-peek");
        await page.Keyboard.PressAsync("Escape");
        await Expect(peek).ToHaveCountAsync(0);

        // Somebody else changes the row that has the focus: the keys go on from it.
        await console.Database.AskAsync($"update agency.talents set stage_name = 'Renamed meanwhile' where id = '{await page.Locator("tr:has(th:focus)").GetAttributeAsync("data-row")}'");
        await Expect(page.Locator("tr:has-text('Renamed meanwhile')")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator("tr:has-text('Renamed meanwhile') + tr th")).ToBeFocusedAsync();

        await page.Locator("tbody tr").Nth(4).Locator("th").FocusAsync();
        await page.Keyboard.PressAsync(" ");
        await Expect(page.GetByText("1 talent selected")).ToBeVisibleAsync();
        await page.Locator("tbody tr").Nth(6).GetByRole(AriaRole.Checkbox).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(page.GetByText("3 talents selected")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Select all 23 matching" }).ClickAsync();
        await Expect(page.GetByText("23 talents selected")).ToBeVisibleAsync();
        await page.Locator(".selection-bar summary").ClickAsync();
        await page.Locator(".selection-bar").GetByLabel("Field").SelectOptionAsync("Commission");
        await page.Locator(".selection-bar").GetByRole(AriaRole.Spinbutton, new() { Name = "New value" }).FillAsync("18.5");
        await PictureAsync(page, "list-bulk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan the change of 23 talents" }).ClickAsync();
        await ReachAsync(page, "/requests/");
        await Expect(page.GetByText("18.5 %").First).ToBeVisibleAsync();
        Assert.Empty(console.Failures);
    }

    [Fact]
    public async Task Leaves_as_a_file_exactly_as_it_is_shown_and_goes_to_a_value_of_its_order()
    {
        var page = await console.OpenAsync("/talents?f=type~not-other&sort=-name&cols=name.status", "Tom Ellery");
        await page.Locator("summary", new() { HasText = "Export" }).ClickAsync();
        var csv = await DownloadAsync(page, "As CSV");
        var shown = await page.Locator("tbody th a").AllTextContentsAsync();
        var lines = File.ReadAllLines(csv);
        Assert.Equal("Stage name,Status", lines[0].TrimStart('\uFEFF'));
        Assert.Equal(shown, lines.Skip(1).Select(l => l.Split(',')[0]));

        await page.Locator("summary", new() { HasText = "Export" }).ClickAsync();
        using (var book = ZipFile.OpenRead(await DownloadAsync(page, "For Excel")))
            Assert.Contains(shown[0], await new StreamReader(book.GetEntry("xl/worksheets/sheet1.xml")!.Open()).ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal((long)shown.Count * 2, await console.Database.AskAsync("select sum(rows)::bigint from console.exports where finished and list = 'talents'"));

        await page.GetByPlaceholder("Go to…").FillAsync("L");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("tbody th a").First).ToHaveTextAsync(shown.First(name => string.CompareOrdinal(name, "M") < 0));
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the rows before" }).ClickAsync();
        await Expect(page.Locator("tbody th a").First).ToHaveTextAsync(shown[0]);
        Assert.Empty(console.Failures);
    }

    [Theory, InlineData(1440, ColorScheme.Light), InlineData(1440, ColorScheme.Dark), InlineData(390, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task Fits_its_screen(int width, ColorScheme colors)
    {
        var page = await (await console.BrowserAsync("Operations Admin", width, colors)).NewPageAsync();
        await GoAsync(page, "/deals?f=stage~live,contracted,completed;gross~over-1000&sort=-gross");
        await page.Locator("tbody tr").Nth(1).Locator(".list-pick input").CheckAsync();
        await Expect(page.GetByText("1 deal selected")).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await PictureAsync(page, $"list-{width}-{colors}");
        await GoAsync(page, "/deals?f=nonsense~1");
        await Expect(page.GetByText("This list has no field for “nonsense~1”.")).ToBeVisibleAsync();
        Assert.InRange((await page.GetByText("Go to a value of Changed").BoundingBoxAsync())!.Width, 20, 200); // its words are seen, not only heard
        await PictureAsync(page, $"list-head-{width}-{colors}");
        var tops = await page.Locator(".page-head .actions > .button").EvaluateAllAsync<double[]>("all => all.map(one => one.getBoundingClientRect().top)");
        Assert.Single(tops.Distinct());
        await page.Locator(".add-filter summary").ClickAsync();
        await PictureAsync(page, $"list-filter-{width}-{colors}");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    static async Task FilterAsync(IPage page, string field, Func<ILocator, Task> fill, string? beside = null)
    {
        var menu = page.Locator(".add-filter");
        await menu.Locator("summary").ClickAsync();
        if (beside is not null)
            await menu.GetByLabel("Beside").SelectOptionAsync(new SelectOptionValue { Label = $"“{beside}”, or …" });
        await menu.GetByLabel("Field").SelectOptionAsync(field);
        await fill(menu);
        await menu.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(menu.GetByRole(AriaRole.Button, new() { Name = "Apply" })).ToBeHiddenAsync();
    }

    static async Task CheckAsync(ILocator panel, params string[] choices)
    {
        foreach (var choice in choices)
            await panel.GetByRole(AriaRole.Checkbox, new() { Name = choice, Exact = true }).CheckAsync();
    }

    static async Task<string> DownloadAsync(IPage page, string link)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync());
        return await download.PathAsync();
    }
}
