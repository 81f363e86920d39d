using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class On_a_phone(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task A_deal_is_found_and_put_on_hold_and_a_removal_signed_with_a_thumb()
    {
        var found = ((string)(await console.Database.AskAsync("select d.id || '/' || t.stage_name from agency.deals d join agency.talents t on t.id = d.talent_id where d.stage in ('lead', 'qualified', 'negotiating') and t.stage_name <> 'Theo Petrov' order by d.id limit 1"))!).Split('/');
        var (deal, talent) = (found[0], found[1]);
        var asked = await console.OpenAsync("/talents?q=Theo%20Petrov", "Finance Admin");
        await asked.GetByRole(AriaRole.Link, new() { Name = "Theo Petrov" }).ClickAsync();
        await asked.GetByRole(AriaRole.Button, new() { Name = "Move to trash" }).ClickAsync();
        await asked.GetByLabel("Why?").FillAsync("His contract ended.");
        await asked.GetByRole(AriaRole.Button, new() { Name = "Submit for approval" }).ClickAsync();
        await Expect(asked.GetByText("You asked for this on")).ToBeVisibleAsync();

        var phone = await GoAsync(await (await console.BrowserAsync("Operations Admin", width: 390, touch: true)).NewPageAsync(), "/");
        await TapAsync(phone.GetByRole(AriaRole.Button, new() { Name = "Go to anything" }));
        await phone.GetByRole(AriaRole.Combobox).FillAsync(talent);
        await TapAsync(phone.Locator("a[role=option][href^='/talents/']").Filter(new() { HasText = talent }));
        await Expect(Heading(phone)).ToHaveTextAsync(talent);

        await TapAsync(phone.GetByRole(AriaRole.Navigation, new() { Name = "Record" }).GetByRole(AriaRole.Link, new() { Name = "Deals" }));
        await TapAsync(phone.Locator($"main table a[href='/deals/{deal}']"));
        var stage = phone.GetByRole(AriaRole.Region, new() { Name = "Stage", Exact = true });
        await TapAsync(stage.GetByRole(AriaRole.Button, new() { Name = "Put on hold" }));
        await Expect(stage.GetByText("It left this way: it is on hold.")).ToBeVisibleAsync();
        await PictureAsync(phone, "phone-deal");

        await TapAsync(phone.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Inbox" }));
        await TapAsync(phone.GetByRole(AriaRole.Link, new() { Name = "Move Theo Petrov" }));
        await Expect(Heading(phone)).ToContainTextAsync("Move Theo Petrov");
        await PictureAsync(phone, "phone-request");
        await phone.GetByLabel("How many rows does this change?").FillAsync("11");
        await TapAsync(phone.GetByRole(AriaRole.Button, new() { Name = "Approve and apply" }));
        await Expect(phone.GetByText("Applied as")).ToBeVisibleAsync();
        Assert.Empty(console.Failures);
    }

    /// <summary>Taps what a thumb can hit, on a page that is no wider than the phone.</summary>
    static async Task TapAsync(ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        var wide = await target.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
        Assert.True(wide <= 0, $"{target.Page.Url} is {wide} pixels too wide");
        var box = (await target.BoundingBoxAsync())!;
        Assert.True(box.Height >= 24, $"{target} on {target.Page.Url} is {box.Height} pixels high");
        await target.TapAsync();
    }

    static ILocator Heading(IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });
}
