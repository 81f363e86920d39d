using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Every_page(RunningConsole console) : A_look_at_every_page(console, 1440, ColorScheme.Light)
{
    [Fact]
    public async Task Asks_whoever_is_not_signed_in_to_sign_in_first_and_then_opens()
    {
        var page = await (await Console.BrowserAsync()).NewPageAsync();
        await page.GotoAsync("/deals");
        await PictureAsync(page, "sign-in");
        Assert.Empty(await Axe.ViolationsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Tom Ellery" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Deals" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Add deal" })).ToHaveCountAsync(0);
    }
}

public sealed class Every_page_in_the_dark(RunningConsole console) : A_look_at_every_page(console, 1440, ColorScheme.Dark);

public sealed class Every_page_on_a_phone(RunningConsole console) : A_look_at_every_page(console, 390, ColorScheme.Light);

/// <summary>A class for each of the three, so that they can go on side by side.</summary>
public abstract class A_look_at_every_page(RunningConsole console, int width, ColorScheme colors) : IClassFixture<RunningConsole>
{
    protected RunningConsole Console => console;

    /// <summary>Every page of the console; a new one is one more line. What stands in braces is a row of the sample, and then is a moment ago.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "/", "/talents", "/talents?q=nobody", "/talents/new", "/talents/{talent}", "/talents/{talent}?tab=deals", "/talents/{talent}?tab=money", "/talents/{talent}?tab=history", "/talents/{talent}/edit",
        "/deals", "/deals/new", "/deals/{deal}", "/deals/{deal}?tab=money", "/deals/{deal}?tab=history", "/deals/{deal}/edit",
        "/deals/board", "/deals/{deal}?tab=deliverables&edit=new", "/deals/{deal}?tab=rights&edit=exclusivity", "/deals/{deal}?tab=people", "/deals/{deal}?tab=documents", "/deals/{deal}?tab=notes",
        "/talents/{talent}?tab=channels&edit=new", "/talents/{talent}?tab=representation&edit=new", "/talents/{talent}?tab=team&edit=new", "/talents/{talent}?tab=notes", "/talents/{talent}?tab=documents&at={then}",
        "/companies", "/companies/new", "/companies/{company}", "/companies/{company}/edit", "/companies/{company}?tab=contacts", "/companies?at={then}",
        "/import/deals", "/contacts", "/contacts/new", "/contacts/{contact}", "/contacts/{contact}/edit", "/calendar", "/calendar?view=list&month=2026-12", "/calendar?at={then}",
        "/invoices", "/invoices/new?deal={deal}", "/invoices?f=status~is-draft&at={then}", "/payouts", "/documents", "/deliverables", "/deliverables/{deal}", "/numbers", "/numbers?at={then}",
        "/inbox", "/inbox?tab=mine", "/inbox?tab=history", "/trash",
        "/policies", "/policies/new", "/policies/{policy}/edit", "/policies?at={then}",
        "/people", "/people/new", "/people/{person}", "/people/{person}?tab=sign-in", "/people/{person}?tab=glass", "/people/{person}?tab=keys", "/people/{person}?tab=history", "/people/{person}/edit",
        "/break-glass", "/settings/sign-in", "/notifications", "/notifications?tab=choices", "/notifications?tab=unsent",
        "/history", "/history?source=job", "/history?what=data.imported&source=import", "/history/{commit}", "/history/diff", "/history/diff?from=2026-01-02&until=2026-01-01",
        "/?at={then}", "/talents?at={then}", "/talents/{talent}?at={then}", "/talents/{talent}?tab=history&at={then}", "/deals?at={then}", "/deals/{deal}?tab=money&at={then}", "/trash?at={then}",
        "/history?at={then}", "/history/{commit}?at={then}", "/talents/{talent}/edit?at={then}", "/talents?at=2001-01-01", "/talents?at=yesterday", "/?at=2999-01-01T00:00Z",
    ];

    [Fact]
    public async Task Fits_its_screen_has_one_heading_and_can_be_used_by_everybody()
    {
        var page = await (await console.BrowserAsync("Operations Admin", width, colors)).NewPageAsync();
        var rows = await RowsAsync();
        List<string> violations = [];
        foreach (var path in Pages)
            await LookAsync(rows.Aggregate(path, (address, row) => address.Replace($"{{{row.Key}}}", row.Value)), path);
        await GoAsync(page, $"/talents/{rows["talent"]}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move to trash" }).ClickAsync();
        await page.GetByLabel("Why?").WaitForAsync();
        await LookAsync(new Uri(page.Url).PathAndQuery, "the plan of a removal");
        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.Empty(console.Failures);

        async Task LookAsync(string address, string path)
        {
            await GoAsync(page, address);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
            await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Loading" })).ToHaveCountAsync(0);
            await Expect(page.Locator("main .failed")).ToHaveCountAsync(0);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than {width} pixels");
            await PictureAsync(page, $"{width}-{colors}{path.Replace('/', '-').Replace('?', '-')}");
            // The two sizes differ in layout, the two themes in colours alone.
            violations.AddRange((await Axe.ViolationsAsync(page, coloursOnly: colors == ColorScheme.Dark)).Select(violation => $"{path} ({width}, {colors}): {violation}"));
        }
    }

    async Task<IReadOnlyDictionary<string, string>> RowsAsync() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["talent"] = await IdAsync("select id from agency.talents where stage_name = 'Isla Haddad'"),
        ["deal"] = await IdAsync("select d.id from agency.deals d join agency.talents t on t.id = d.talent_id where t.stage_name = 'Isla Haddad' order by d.id limit 1"),
        ["person"] = await IdAsync("select id from agency.people where display_name = 'Tom Ellery'"),
        ["commit"] = await IdAsync("select id from history.commits where intent = 'data.imported' order by id limit 1"),
        ["company"] = await IdAsync("select id from agency.companies where trade_name = 'Lumen Mobile'"),
        ["contact"] = await ContactAsync(),
        ["policy"] = await IdAsync("select id from agency.policies where operation = 'trash.purged'"),
        ["then"] = Uri.EscapeDataString(await IdAsync("select to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")),
    };

    async Task<string> ContactAsync()
    {
        await console.Database.AskAsync($"insert into agency.contacts (id, company_id, name, role, email) select '{Guid.AllBitsSet}', id, 'Kit Ito', 'Head of influencer marketing', 'kit@example.com' from agency.companies where trade_name = 'Lumen Mobile' on conflict do nothing");
        return Guid.AllBitsSet.ToString();
    }

    async Task<string> IdAsync(string sql) => (await console.Database.AskAsync(sql))!.ToString()!;
}
