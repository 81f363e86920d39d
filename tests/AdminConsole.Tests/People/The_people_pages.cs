using AdminConsole.EndToEnd;
using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.People;

public sealed class The_people_pages(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Fit_their_screen_and_have_one_heading(int width, ColorScheme colors)
    {
        await ArrangeGlassAsync();
        var page = await (await console.BrowserAsync("Operations Admin", width, colors)).NewPageAsync();
        var (me, priya) = (await IdAsync("operations.admin@agency.example"), await IdAsync("priya.raman@agency.example"));
        foreach (var path in new[] { "/people", "/people?q=nobody", "/people?state=invited", "/people/new", $"/people/{me}", $"/people/{priya}?tab=sign-in", $"/people/{priya}?tab=glass", $"/people/{me}?tab=keys", $"/people/{me}?tab=history", $"/people/{me}/edit", "/break-glass" })
        {
            await GoAsync(page, path);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
            await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Loading" })).ToHaveCountAsync(0);
            await Expect(page.Locator("main .failed")).ToHaveCountAsync(0);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than {width} pixels");
            Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('main :is(input:not([type=hidden]), select, textarea)')].filter(i => !i.labels?.length && !i.getAttribute('aria-label')).length"));
            await PictureAsync(page, $"{width}-{colors}{path.Replace('/', '-').Replace('?', '-').Replace(me, "M").Replace(priya, "P")}");
        }
        Assert.Empty(console.Failures);
    }

    [Fact]
    public async Task Invite_somebody_and_give_them_a_role_whose_days_begin_where_the_admin_is()
    {
        var tokyo = await console.BrowserAsync("Operations Admin");
        await tokyo.AddCookiesAsync([new() { Name = "zone", Value = "own.Asia/Tokyo", Url = console.Address }]);
        var page = await GoAsync(await tokyo.NewPageAsync(), "/people");
        await page.GetByRole(AriaRole.Link, new() { Name = "Invite somebody" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Invite somebody" })).ToBeVisibleAsync();
        await page.GetByLabel("Name").FillAsync("Vera Lind");
        await page.GetByLabel("E-mails").FillAsync("vera.lind@agency.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Vera Lind" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Invited", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Role", Exact = true }).SelectOptionAsync("Finance");
        await page.GetByLabel("Until", new() { Exact = true }).FillAsync("2040-03-04");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give the role" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "Finance" })).ToBeVisibleAsync();
        await EndsAsync("4 Mar 2040", "2040-03-04", "2040-03-03 15:00:00");

        await page.GetByLabel("The role Finance ends on").FillAsync("2040-05-06");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change when the role Finance ends" }).ClickAsync();
        await EndsAsync("6 May 2040", "2040-05-06", "2040-05-05 15:00:00");
        await PictureAsync(page, "roles-tokyo");

        async Task EndsAsync(string shown, string field, string utc)
        {
            await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Finance" }).GetByText(shown, new() { Exact = true })).ToBeVisibleAsync();
            await Expect(page.GetByLabel("The role Finance ends on")).ToHaveValueAsync(field);
            Assert.Equal(utc, await console.Database.AskAsync("select to_char(g.valid_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') from agency.role_grants g join agency.people p on p.id = g.person_id where p.display_name = 'Vera Lind'"));
        }
    }

    [Fact]
    public async Task Ask_for_the_approver_role_instead_of_giving_it()
    {
        var page = await console.OpenAsync($"/people/{await IdAsync("tom.ellery@agency.example")}", "Finance Admin");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Role", Exact = true }).SelectOptionAsync("Approver");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for the role" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Give Tom Ellery the role approver" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Why?")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Say_beside_the_button_what_the_database_refused()
    {
        await console.Database.ChangeGuardedAsync("update agency.role_grants set valid_until = now() where role = 'approver' and person_id = (select id from agency.people where 'grace.osei@agency.example' = any (emails))");
        var page = await console.OpenAsync($"/people/{await IdAsync("priya.raman@agency.example")}", "Finance Admin");

        await page.GetByRole(AriaRole.Button, new() { Name = "Take away the role Approver" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The last two approvers cannot be removed" })).ToBeVisibleAsync();
        await console.Database.ChangeGuardedAsync("update agency.role_grants set valid_until = null where role = 'approver'");
    }

    [Fact]
    public async Task Are_for_admins_and_approvers()
    {
        var page = await console.OpenAsync("/people", "Tom Ellery");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "People", Exact = true })).ToHaveCountAsync(0);
        await Expect(page.GetByText("operations.admin@agency.example")).ToHaveCountAsync(0);
    }

    /// <summary>Priya has broken the glass, and a glass of hers from yesterday waits for its review; Operations Admin has a key.</summary>
    async Task ArrangeGlassAsync()
    {
        var (priya, admin) = (await IdAsync("priya.raman@agency.example"), await IdAsync("operations.admin@agency.example"));
        await console.Database.ChangeGuardedAsync($"""
            insert into agency.break_glass_holders (id, person_id) values ('{priya}', '{priya}'), ('{admin}', '{admin}') on conflict do nothing;
            insert into guard.break_glass (id, person_id, reason, opened_at, ends_at, review_by) values
              ('{priya}', '{priya}', 'A talent asked to be taken off everything within the hour, and nobody answered.', now() - interval '1 day', now() - interval '23 hours', now() + interval '2 days'),
              ('{admin}', '{priya}', 'The feed doubled forty deals.', now(), now() + interval '40 minutes', now() + interval '72 hours') on conflict do nothing;
            insert into guard.api_keys (id, person_id, name, secret_hash, operations, expires_at) values ('{admin}', '{admin}', 'Nightly clean-up', '\x01', array['deal.removed', 'talent.removed'], now() + interval '90 days') on conflict do nothing
            """);
    }

    async Task<string> IdAsync(string email) => (await console.Database.AskAsync($"select id from agency.people where '{email}' = any (emails)"))!.ToString()!;
}
