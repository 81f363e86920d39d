using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Coming_home(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Shows_an_admin_what_a_new_console_still_needs_until_it_is_hidden()
    {
        var page = await console.OpenAsync("/", "Finance Admin");
        var steps = page.GetByRole(AriaRole.Region, new() { Name = "Before the agency relies on this console" });
        var backup = steps.GetByRole(AriaRole.Button, new() { Name = "Back up the database" });
        await Expect(steps.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(7);
        await Expect(steps.GetByText("Add the talents, done")).ToBeVisibleAsync();
        var done = int.Parse((await steps.GetByText(" of 7").InnerTextAsync())[..1]);

        await backup.ClickAsync();
        await Expect(steps.GetByText($"{done + 1} of 7")).ToBeVisibleAsync();
        await Expect(backup).ToBeHiddenAsync();
        await PictureAsync(page, "first-steps");
        await page.SetViewportSizeAsync(390, 844);
        await PictureAsync(page, "first-steps-phone");
        await steps.GetByRole(AriaRole.Link, new() { Name = "Read the policies" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Policies");

        await GoAsync(page, "/");
        await steps.GetByRole(AriaRole.Button, new() { Name = "Hide" }).ClickAsync();
        await Expect(steps).ToHaveCountAsync(0);
        await GoAsync(page, "/");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What you asked for" })).ToBeVisibleAsync();
        await Expect(steps).ToHaveCountAsync(0);
        var manager = await console.OpenAsync("/", "Tom Ellery");
        await Expect(manager.GetByRole(AriaRole.Region, new() { Name = "Money", Exact = true })).ToBeVisibleAsync();
        await Expect(manager.GetByText("Before the agency relies on this console")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Leads_through_a_records_history_back_to_one_old_value_and_from_a_list_to_its_trash()
    {
        var id = await console.Database.AskAsync("select id from agency.talents where stage_name = 'Leo Sato'");
        var page = await console.OpenAsync($"/talents/{id}/edit", "Finance Admin");
        await page.GetByLabel("Pronouns").FillAsync("he/they");
        await page.GetByLabel("Bio").FillAsync("Draws.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.GetByText("he/they")).ToBeVisibleAsync();

        await GoAsync(page, $"/talents/{id}?tab=history");
        await PictureAsync(page, "put-back");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put back Pronouns" }).ClickAsync();
        var newest = page.Locator(".commit").First;
        await Expect(newest).ToContainTextAsync("put back the field");
        await Expect(newest.Locator("del")).ToHaveTextAsync("he/they");
        await GoAsync(page, $"/talents/{id}");
        await Expect(page.GetByText("Draws.")).ToBeVisibleAsync();
        await Expect(page.GetByText("he/they")).ToHaveCountAsync(0);

        await GoAsync(page, "/deals");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Trash", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync("/trash?table=deals");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Tables" }).Locator("[aria-current=page]")).ToContainTextAsync("Deals");
    }
}
