using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Without_a_mouse(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Somebody_signs_in_filters_a_list_selects_peeks_edits_and_puts_back()
    {
        var page = await (await console.BrowserAsync()).NewPageAsync();
        await page.GotoAsync("/");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Operations Admin" }));
        await page.WaitForSelectorAsync(".live");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("deals");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Heading(page)).ToHaveTextAsync("Deals");
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();

        var filter = page.Locator(".add-filter > summary");
        await PressAsync(page, filter);
        await page.Keyboard.PressAsync("Escape");
        await Expect(filter).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, page.Locator(".add-filter").GetByLabel("Field"));
        await page.Keyboard.TypeAsync("Stage");
        await PressAsync(page, page.GetByRole(AriaRole.Checkbox, new() { Name = "Contracted", Exact = true }), " ");
        await PressAsync(page, page.GetByRole(AriaRole.Checkbox, new() { Name = "Live", Exact = true }), " ");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Apply" }));
        await Expect(page.Locator(".filter summary")).ToHaveTextAsync("Stage is contracted or live");
        await Expect(filter).ToBeFocusedAsync();

        var rows = page.Locator("tbody tr");
        await TabToAsync(page, rows.First.Locator("th"));
        await page.Keyboard.PressAsync(" ");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync(" ");
        await Expect(page.GetByText("2 deals selected")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("p");
        var peek = page.GetByRole(AriaRole.Complementary, new() { Name = "Peek" });
        await Expect(peek.GetByRole(AriaRole.Heading)).ToHaveTextAsync(await NameAsync(rows.Nth(1)));
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(peek.GetByRole(AriaRole.Heading)).ToHaveTextAsync(await NameAsync(rows.Nth(2)));
        await page.Keyboard.PressAsync("Escape");
        await Expect(peek).ToHaveCountAsync(0);
        await Expect(rows.Nth(2).Locator("th")).ToBeFocusedAsync();

        var name = await NameAsync(rows.Nth(2));
        await page.Keyboard.PressAsync("F2");
        await Expect(page.Locator(".cell-editor input")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("Renamed by hand");
        await PictureAsync(page, "keyboard-edit");
        await page.Keyboard.PressAsync("Enter");
        var renamed = page.GetByRole(AriaRole.Rowheader, new() { Name = "Renamed by hand" });
        await Expect(renamed).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");
        await Expect(Heading(page)).ToHaveTextAsync("Renamed by hand");
        await PressAsync(page, page.GetByRole(AriaRole.Navigation, new() { Name = "Record" }).GetByRole(AriaRole.Link, new() { Name = "History" }));
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Put back Title" }));
        await Expect(Heading(page)).ToHaveTextAsync(name);
        Assert.Empty(console.Failures);
    }

    static async Task PressAsync(IPage page, ILocator target, string key = "Enter")
    {
        await TabToAsync(page, target);
        await page.Keyboard.PressAsync(key);
    }

    /// <summary>By the Tab key alone, as far as the whole page goes.</summary>
    static async Task TabToAsync(IPage page, ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var tabs = 0; tabs < 150; tabs++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
                return;
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"Tab never comes to {target}.");
    }

    static async Task<string> NameAsync(ILocator row) => (await row.Locator("th a").TextContentAsync())!;

    static ILocator Heading(IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });
}
