using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Many_rows(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Are_changed_and_moved_to_the_trash_by_one_person_and_a_second()
    {
        await console.Database.AskAsync("insert into agency.deals (id, title, talent_id, stage, gross_minor) select gen_random_uuid(), 'Season ' || n, t.id, 'lead', 40000 from (select id from agency.talents order by id limit 1) t, generate_series(1, 12) n", "postgres");
        var asking = await console.OpenAsync("/deals?q=Season", "Finance Admin");
        var deciding = await console.OpenAsync("/inbox", "Priya Raman");

        await SelectAsync(asking);
        await asking.Locator(".selection-bar summary").ClickAsync();
        await asking.Locator(".selection-bar").GetByLabel("Field").SelectOptionAsync("Rate");
        await asking.Locator(".selection-bar").GetByLabel("New value").FillAsync("18.5");
        await asking.GetByRole(AriaRole.Button, new() { Name = "Plan the change of 12 deals" }).ClickAsync();
        await AskAsync(asking, "The season has a rate of its own.");
        await ApproveAsync(deciding, asking.Url);
        Assert.Equal(12L, await console.Database.AskAsync("select count(*) from agency.deals where title like 'Season %' and commission_bps = 1850"));

        await GoAsync(asking, "/deals?q=Season");
        await SelectAsync(asking);
        await PictureAsync(asking, "bulk-trash");
        await asking.GetByRole(AriaRole.Button, new() { Name = "Move to trash" }).ClickAsync();
        await AskAsync(asking, "The season is called off.");
        await Expect(asking.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Move 12 deals to the trash");
        Assert.Equal(12L, await console.Database.AskAsync("select count(*) from agency.deals where title like 'Season %' and deleted_at is null"));
        await ApproveAsync(deciding, asking.Url);
        Assert.Equal(0L, await console.Database.AskAsync("select count(*) from agency.deals where title like 'Season %' and deleted_at is null"));
        await Expect(asking.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeVisibleAsync();
        Assert.Empty(console.Failures);
    }

    static async Task SelectAsync(IPage page)
    {
        await page.Locator("tbody tr").First.Locator(".list-pick input").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Select all 12 matching" }).ClickAsync();
        await Expect(page.GetByText("12 deals selected")).ToBeVisibleAsync();
    }

    static async Task AskAsync(IPage page, string reason)
    {
        await ReachAsync(page, "/requests/");
        await page.GetByLabel("Why?").FillAsync(reason);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit for approval" }).ClickAsync();
        await Expect(page.GetByText("Pending").First).ToBeVisibleAsync();
    }

    static async Task ApproveAsync(IPage page, string request)
    {
        await GoAsync(page, new Uri(request).PathAndQuery);
        await page.GetByLabel("How many rows does this change?").FillAsync((await page.Locator(".impact-total span").Nth(1).TextContentAsync())!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve and apply" }).ClickAsync();
        await Expect(page.GetByText("Applied as")).ToBeVisibleAsync();
    }
}
