using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Every_page(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Fits_its_screen_and_has_one_heading(int width, ColorScheme colors)
    {
        var page = await (await console.BrowserAsync("Operations Admin", width, colors)).NewPageAsync();
        var talent = await IdAsync("select id from agency.talents where stage_name = 'Isla Haddad'");
        var deal = await IdAsync("select d.id from agency.deals d join agency.talents t on t.id = d.talent_id where t.stage_name = 'Isla Haddad' order by d.id limit 1");
        var commit = await IdAsync("select id from history.commits where intent = 'data.imported' order by id limit 1");
        var policy = await IdAsync("select id from agency.policies where operation = 'trash.purged'");
        var company = await IdAsync("select id from agency.companies where trade_name = 'Lumen Mobile'");
        await console.Database.AskAsync($"insert into agency.contacts (id, company_id, name, role, email) values ('{Guid.AllBitsSet}', '{company}', 'Kit Ito', 'Head of influencer marketing', 'kit@example.com') on conflict do nothing");
        var then = Uri.EscapeDataString(await IdAsync("select to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
        string[] paths =
        [
            "/", "/talents", "/talents?q=nobody", $"/talents/{talent}", $"/talents/{talent}?tab=deals", $"/talents/{talent}?tab=payouts", $"/talents/{talent}?tab=history", $"/talents/{talent}/edit",
            "/deals", $"/deals/{deal}", $"/deals/{deal}?tab=money", $"/deals/{deal}?tab=history", $"/deals/{deal}/edit", $"/deals/{deal}?tab=deliverables&edit=new", $"/deals/{deal}?tab=rights&edit=exclusivity", $"/deals/{deal}?tab=people", $"/deals/{deal}?tab=documents", $"/deals/{deal}?tab=notes", "/deals/board",
            $"/talents/{talent}?tab=channels&edit=new", $"/talents/{talent}?tab=representation&edit=new", $"/talents/{talent}?tab=team&edit=new", $"/talents/{talent}?tab=team&edit=party", $"/talents/{talent}?tab=notes", $"/talents/{talent}?tab=documents&at={then}",
            "/companies", "/companies/new", $"/companies/{company}", $"/companies/{company}/edit", $"/companies/{company}?tab=contacts", $"/companies/{company}?tab=deals&at={then}", $"/companies?at={then}",
            "/contacts", "/contacts/new", $"/contacts/{Guid.AllBitsSet}", $"/contacts/{Guid.AllBitsSet}/edit", $"/contacts?at={then}", "/calendar", "/calendar?view=list&month=2026-12", $"/calendar?at={then}",
            "/inbox", "/inbox?tab=mine", "/inbox?tab=history", "/trash", "/policies", "/policies/new", $"/policies/{policy}/edit", $"/policies?at={then}",
            "/history", "/history?source=job", "/history?what=data.imported&source=import", $"/history/{commit}", "/history/diff", "/history/diff?from=2026-01-02&until=2026-01-01",
            $"/?at={then}", $"/talents?at={then}", $"/talents/{talent}?at={then}", $"/talents/{talent}?tab=history&at={then}", $"/deals?at={then}", $"/deals/{deal}?tab=money&at={then}", $"/trash?at={then}",
            $"/history?at={then}", $"/history/{commit}?at={then}", $"/talents/{talent}/edit?at={then}", "/talents?at=2001-01-01", "/talents?at=yesterday", "/?at=2999-01-01T00:00Z",
        ];
        foreach (var path in paths)
            await LookAsync(path);
        await GoAsync(page, $"/talents/{talent}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move to trash" }).ClickAsync();
        await page.GetByLabel("Why?").WaitForAsync();
        await LookAsync(new Uri(page.Url).PathAndQuery);
        Assert.Empty(console.Failures);

        async Task LookAsync(string path)
        {
            await GoAsync(page, path);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
            await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Loading" })).ToHaveCountAsync(0);
            await Expect(page.Locator("main .failed")).ToHaveCountAsync(0);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than {width} pixels");
            await PictureAsync(page, $"{width}-{colors}{path.Replace('/', '-').Replace('?', '-').Replace(talent, "T").Replace(deal, "D").Replace(commit, "C").Replace(policy, "P").Replace(company, "CO").Replace(then, "then")}");
        }
    }

    [Fact]
    public async Task Asks_whoever_is_not_signed_in_to_sign_in_first_and_then_opens()
    {
        var page = await (await console.BrowserAsync()).NewPageAsync();
        await page.GotoAsync("/deals");
        await PictureAsync(page, "sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tom Ellery" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Deals" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Add deal" })).ToHaveCountAsync(0);
    }

    async Task<string> IdAsync(string sql) => (await console.Database.AskAsync(sql))!.ToString()!;
}
