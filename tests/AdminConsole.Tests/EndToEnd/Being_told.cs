using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Being_told(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Rings_the_bell_of_who_may_decide_while_they_look_and_leads_to_the_request()
    {
        var decider = await console.OpenAsync("/talents", "Priya Raman");
        await ReadAllAsync(decider);
        await GoAsync(decider, "/talents");
        await AskAsync("Isla Haddad");

        await Expect(Bell(decider, "Notifications, 1 unread")).ToBeVisibleAsync();
        await Bell(decider, "Notifications, 1 unread").ClickAsync();
        await decider.GetByRole(AriaRole.Link, new() { Name = "asks: Move" }).First.ClickAsync();

        await Expect(decider.GetByRole(AriaRole.Button, new() { Name = "Reject" })).ToBeVisibleAsync();
        await Expect(Bell(decider, "Notifications, none unread")).ToBeVisibleAsync();
        Assert.Empty(console.Failures);
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Fits_every_screen(int width, ColorScheme colors)
    {
        await ArrangeAsync();
        var page = await (await console.BrowserAsync("Operations Admin", width, colors)).NewPageAsync();
        foreach (var (path, name) in new[] { ("/notifications", "notifications"), ("/notifications?tab=choices", "choices"), ("/notifications?tab=unsent", "unsent"), ("/notifications?event=guard.tampering", "none") })
        {
            await GoAsync(page, path);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Notifications" })).ToHaveCountAsync(1);
            await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Loading" })).ToHaveCountAsync(0);
            await Expect(page.Locator("main .failed")).ToHaveCountAsync(0);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than {width} pixels");
            await PictureAsync(page, $"{width}-{colors}-{name}");
        }
        Assert.Empty(console.Failures);
    }

    [Fact]
    public async Task Is_chosen_per_event_and_kept()
    {
        var page = await console.OpenAsync("/notifications?tab=choices", "Priya Raman");
        var applied = page.GetByRole(AriaRole.Combobox, new() { Name = "By e-mail: My request is applied" });
        await Expect(applied).ToHaveValueAsync("");
        await applied.SelectOptionAsync("in a daily digest");
        await Expect(page.GetByText("Your choice is kept.")).ToBeVisibleAsync();

        await GoAsync(page, "/notifications?tab=choices");
        await Expect(applied).ToHaveValueAsync("digest");
        await applied.SelectOptionAsync("not");
        await Expect(page.GetByText("Your choice is kept.")).ToBeVisibleAsync();

        await GoAsync(page, "/notifications?tab=choices");
        await Expect(applied).ToHaveValueAsync("");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "By e-mail: Somebody breaks the glass" }).GetByRole(AriaRole.Option)).ToHaveTextAsync(["at once", "not"]);
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "In the console: Somebody breaks the glass" })).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Is_filtered_by_event_in_the_address()
    {
        await ArrangeAsync();
        var page = await console.OpenAsync("/notifications", "Operations Admin");

        await page.GetByLabel("About").SelectOptionAsync("A job of the console fails");

        await Expect(page).ToHaveURLAsync("/notifications?event=job.failed");
        await Expect(page.Locator(".notice")).ToHaveCountAsync(await CountAsync("job.failed"));
    }

    [Fact]
    public async Task Lets_an_admin_send_again_what_was_given_up_and_nobody_else_see_it()
    {
        await ArrangeAsync();
        var page = await console.OpenAsync("/notifications?tab=unsent", "Operations Admin");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try all again" }).ClickAsync();
        await Expect(page.GetByText("Everything was sent")).ToBeVisibleAsync();

        var other = await console.OpenAsync("/notifications", "Tom Ellery");
        await Expect(other.GetByRole(AriaRole.Link, new() { Name = "Not sent" })).ToHaveCountAsync(0);
    }

    static ILocator Bell(IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    static async Task ReadAllAsync(IPage page)
    {
        await GoAsync(page, "/notifications");
        var all = page.GetByRole(AriaRole.Button, new() { Name = "Mark all read" });
        if (await all.IsEnabledAsync())
            await all.ClickAsync();
        await Expect(Bell(page, "Notifications, none unread")).ToBeVisibleAsync();
    }

    async Task AskAsync(string talent)
    {
        var page = await console.OpenAsync($"/talents/{await console.Database.AskAsync($"select id from agency.talents where stage_name = '{talent}'")}", "Finance Admin");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move to trash" }).ClickAsync();
        await page.GetByLabel("Why?").FillAsync("They left the agency.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit for approval" }).ClickAsync();
        await Expect(page.GetByText("You asked for this on")).ToBeVisibleAsync();
    }

    /// <summary>Messages of every kind, and two that were given up.</summary>
    async Task ArrangeAsync()
    {
        await console.Database.AskAsync("""
            insert into console.outbox (event, subject) values
              ('guard.refused', '{"count": 4, "tables": {"agency.deals": 3, "agency.talents": 1}}'),
              ('job.failed', '{"job": "Sealing history (webhook)", "because": "No route to host"}'),
              ('guard.spike', '{"asked": 23, "refused": 4, "rows": 4120, "minutes": 10}');
            insert into console.deliveries (outbox_id, channel, attempts, gave_up_at, last_error) select max(id), 'webhook', 16, now(), 'It answered 404.' from console.outbox;
            insert into console.deliveries (outbox_id, channel, person_id, attempts, gave_up_at, last_error)
              select max(o.id), 'email', (select id from agency.people where display_name = 'Priya Raman'), 16, now(), 'The person has no mail address.' from console.outbox o
            """, "postgres");
        await console.Database.AskAsync("select console.fan_out('{}', 100)");
    }

    async Task<int> CountAsync(string named) => (int)(long)(await console.Database.AskAsync(
        $"select count(*) from console.notifications n join console.outbox o on o.id = n.outbox_id join agency.people p on p.id = n.person_id where p.display_name = 'Operations Admin' and o.event = '{named}'"))!;
}
