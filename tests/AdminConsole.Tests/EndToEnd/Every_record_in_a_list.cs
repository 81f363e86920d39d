using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Every_record_in_a_list(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task Is_found_by_the_tab_it_belongs_to_peeked_at_edited_where_it_stands_and_opened()
    {
        await FillAsync();
        var page = await console.OpenAsync("/companies", "Operations Admin");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Link, new() { Name = "Production" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Production" })).ToHaveAttributeAsync("aria-current", "page");
        var row = page.GetByRole(AriaRole.Row, new() { Name = "Quince Films" });
        await row.GetByRole(AriaRole.Rowheader).FocusAsync();
        for (var right = 0; right < 5; right++)
            await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("e");
        await page.Locator(".cell-editor input").FillAsync("45");
        await page.Keyboard.PressAsync("Enter");
        await Expect(row).ToContainTextAsync("45");
        Assert.Equal(45, await console.Database.AskAsync("select payment_terms_days from agency.companies where trade_name = 'Quince Films'"));
        await PictureAsync(page, "list-companies");

        await GoAsync(page, "/contacts?q=quince+flms");
        await Expect(page.GetByText("Nothing contains “quince flms”. These resemble it.")).ToBeVisibleAsync();
        await PictureAsync(page, "list-contacts");
        await page.Locator("tbody th").FocusAsync();
        await page.Keyboard.PressAsync("p");
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Peek" })).ToContainTextAsync("Quince Films");
        await PictureAsync(page, "list-contacts");

        await GoAsync(page, "/companies?q=quince");
        await page.Locator("tbody tr .list-pick input").CheckAsync();
        await PictureAsync(page, "list-companies-picked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move to trash…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Move 1 company and 1 contact to the trash" })).ToBeVisibleAsync();
        await Expect(page.GetByText("INV-00001 is issued: credit it first")).ToBeVisibleAsync();
        await Expect(page.GetByText("Company Quince Films has money in the books")).ToBeVisibleAsync();
        await PictureAsync(page, "list-companies-plan");

        await GoAsync(page, "/invoices");
        await page.GetByRole(AriaRole.Link, new() { Name = "Overdue" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "INV-00001" })).ToContainTextAsync("Overdue");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator(".selection-bar")).ToHaveCountAsync(0);
        await page.Locator("tbody tr .list-pick input").CheckAsync();
        await Expect(page.GetByText("1 invoice selected")).ToBeVisibleAsync();
        await Expect(page.Locator(".selection-bar summary")).ToHaveCountAsync(0);
        await Expect(page.Locator("[data-edit]")).ToHaveCountAsync(0);
        await PictureAsync(page, "list-invoices");

        await GoAsync(page, "/payouts");
        await page.GetByRole(AriaRole.Link, new() { Name = "Drafts" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Isla Haddad" })).ToContainTextAsync("£1,200.00");
        await PictureAsync(page, "list-payouts");

        await GoAsync(page, "/documents");
        await Expect(page.Locator("tbody th a")).ToHaveTextAsync(["Retainer"]);
        await PictureAsync(page, "list-documents");
        await GoAsync(page, "/deliverables?sort=title&q=storyboard");
        await Expect(page.Locator("tbody tr")).ToContainTextAsync(["Isla Haddad"]);
        await PictureAsync(page, "list-deliverables");
        await page.GetByRole(AriaRole.Link, new() { Name = "Storyboard" }).ClickAsync();
        await ReachAsync(page, "?tab=deliverables");
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "Storyboard" })).ToBeVisibleAsync();

        var viewer = await console.OpenAsync("/documents", "Tom Ellery");
        await Expect(viewer.GetByRole(AriaRole.Heading, new() { Name = "No documents yet" })).ToBeVisibleAsync();
        Assert.Empty(console.Failures);
    }

    [Theory, InlineData(1440, ColorScheme.Dark), InlineData(390, ColorScheme.Light)]
    public async Task Fits_its_screen(int width, ColorScheme colors)
    {
        await FillAsync();
        var page = await (await console.BrowserAsync("Operations Admin", width, colors)).NewPageAsync();
        foreach (var list in new[] { "companies", "contacts", "invoices", "payouts", "documents", "deliverables" })
        {
            await GoAsync(page, "/" + list);
            await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
            await PictureAsync(page, $"every-{list}-{width}-{colors}");
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), list);
            Assert.Empty(await Axe.ViolationsAsync(page));
        }
    }

    Task<object?> FillAsync() => console.Database.AskAsync("""
        insert into agency.companies (id, trade_name, kind, country, tags) values ('0197f000-0000-7000-8000-0000000000d1', 'Quince Films', 'production', 'GB', '{film,london}') on conflict do nothing;
        insert into agency.contacts (id, company_id, name, role, email) values ('0197f000-0000-7000-8000-0000000000d2', '0197f000-0000-7000-8000-0000000000d1', 'Kit Ito', 'Head of influencer marketing', 'kit@example.com') on conflict do nothing;
        insert into agency.invoices (id, deal_id, bill_to_id, currency, net_minor, tax_minor)
          select '0197f000-0000-7000-8000-0000000000d3', d.id, '0197f000-0000-7000-8000-0000000000d1', 'GBP', 250000, 50000
            from agency.deals d join agency.talents t on t.id = d.talent_id where t.stage_name = 'Isla Haddad' order by d.id limit 1 on conflict do nothing;
        insert into agency.invoice_lines (id, invoice_id, position, description, unit_minor, tax_bps, net_minor, tax_minor)
          values ('0197f000-0000-7000-8000-0000000000d7', '0197f000-0000-7000-8000-0000000000d3', 1, 'Three reels', 250000, 2000, 250000, 50000) on conflict do nothing;
        update agency.invoice_series set next_number = 2 where prefix = 'INV-' and next_number = 1;
        update agency.invoices set series_id = '019b0000-0000-7000-8000-000000000101', number_in_series = 1, number = 'INV-00001', status = 'issued', issued_on = '2026-01-02', due_on = '2026-02-01'
         where id = '0197f000-0000-7000-8000-0000000000d3' and status = 'draft';
        insert into agency.ledger_entries (id, transaction_id, account, debit_minor, credit_minor, currency, occurred_on, source, company_id, invoice_id)
          select gen_random_uuid(), i.id, e.account, e.debit, e.credit, 'GBP', i.issued_on, 'invoice', case when e.account = 'receivable' then i.bill_to_id end, i.id
            from agency.invoices i, (values ('receivable', 300000, 0), ('billed', 0, 250000), ('tax', 0, 50000)) e (account, debit, credit)
           where i.id = '0197f000-0000-7000-8000-0000000000d3' and not exists (select from agency.ledger_entries l where l.invoice_id = i.id);
        insert into agency.payouts (id, talent_id, amount_minor, currency, scheduled_on) select '0197f000-0000-7000-8000-0000000000d4', id, 120000, 'GBP', '2026-12-24' from agency.talents where stage_name = 'Isla Haddad' on conflict do nothing;
        insert into agency.documents (id, title, kind, visibility, talent_id, expires_on) select '0197f000-0000-7000-8000-0000000000d5', 'Retainer', 'contract', 'private', id, '2027-01-31' from agency.talents where stage_name = 'Isla Haddad' on conflict do nothing;
        insert into agency.deliverables (id, deal_id, title, publish_on) select '0197f000-0000-7000-8000-0000000000d6', d.id, 'Storyboard', '2026-12-01'
          from agency.deals d join agency.talents t on t.id = d.talent_id where t.stage_name = 'Isla Haddad' order by d.id limit 1 on conflict do nothing
        """);
}
