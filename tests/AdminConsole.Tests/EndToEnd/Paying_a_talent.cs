using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Paying_a_talent(RunningConsole console) : IClassFixture<RunningConsole>
{
    /// <summary>From a signed deal over invoice, receipt and bank details to the bank, with a second person twice.</summary>
    [Fact]
    public async Task Goes_from_the_clients_invoice_to_the_talents_bank()
    {
        var page = await GoAsync(await (await console.BrowserAsync("Finance Admin")).NewPageAsync(), "/deals");
        var deciding = await (await console.BrowserAsync("Priya Raman")).NewPageAsync();
        var deal = (await console.Database.AskAsync("select d.id from agency.deals d join agency.talents t on t.id = d.talent_id where t.stage_name = 'Aria Okafor' and d.brand_id is not null and d.gross_minor > 0 and d.stage = 'contracted' or d.stage = 'live' order by d.id limit 1"))!.ToString()!;
        var talent = (await console.Database.AskAsync($"select talent_id from agency.deals where id = '{deal}'"))!.ToString()!;

        await GoAsync(page, $"/deals/{deal}?tab=money");
        await page.GetByRole(AriaRole.Link, new() { Name = "Draft invoice" }).ClickAsync();
        await page.GetByLabel("Price of line 1").FillAsync("1000");
        await page.GetByLabel("Tax of line 1").FillAsync("20");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add line" }).ClickAsync();
        await page.GetByLabel("Description of line 2").FillAsync("Usage, three months");
        await page.GetByLabel("Price of line 2").FillAsync("500");
        await PictureAsync(page, "invoice-draft");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Draft of an invoice");
        var theirs = await GoAsync(await (await console.BrowserAsync("Operations Admin")).NewPageAsync(), new Uri(page.Url).AbsolutePath + "/edit");
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).ClickAsync();
        await theirs.GetByLabel("Description of line 2").FillAsync("Usage, six months");
        await theirs.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(theirs.GetByText("Usage, six months").First).ToBeVisibleAsync();
        await page.GetByLabel("Purchase order").FillAsync("PO-7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        var conflict = page.GetByRole(AriaRole.Dialog);
        await Expect(conflict.GetByRole(AriaRole.Row, new() { Name = "Line 2: description" })).ToContainTextAsync("Usage, six months");
        await PictureAsync(page, "invoice-conflict");
        await conflict.GetByRole(AriaRole.Button, new() { Name = "Save with these choices" }).ClickAsync();
        await Expect(page.GetByText("Usage, six months").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Details" }).GetByText("PO-7")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("INV-00001");

        var receipt = page.GetByRole(AriaRole.Form, new() { Name = "Record a receipt" });
        await receipt.GetByLabel("Received").FillAsync("2000");
        await receipt.GetByRole(AriaRole.Button, new() { Name = "Record receipt" }).ClickAsync();
        await Expect(page.GetByText("That is more than is outstanding")).ToBeVisibleAsync();
        await receipt.GetByLabel("Received").FillAsync("1700");
        await receipt.GetByLabel("Bank reference").FillAsync("FPS 4711");
        await receipt.GetByRole(AriaRole.Button, new() { Name = "Record receipt" }).ClickAsync();
        await Expect(page.GetByText("FPS 4711")).ToBeVisibleAsync();
        await Expect(page.Locator(".state[data-state=paid]").First).ToBeVisibleAsync();
        await PictureAsync(page, "invoice");
        await LookAsync(page, "invoice");
        var invoice = new Uri(page.Url).AbsolutePath;
        await page.GotoAsync(invoice + "/print");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Invoice INV-00001");
        await PictureAsync(page, "invoice-print");

        await GoAsync(page, $"/talents/{talent}?tab=money");
        var details = page.GetByRole(AriaRole.Form, new() { Name = "Add bank details" });
        await details.GetByLabel("Account holder").FillAsync("Aria Okafor");
        await details.GetByLabel("IBAN").FillAsync("GB82 WEST 1234 5698 7654 33");
        await details.GetByRole(AriaRole.Button, new() { Name = "Add bank details" }).ClickAsync();
        await Expect(page.GetByText("The check digits do not fit").First).ToBeVisibleAsync();
        await details.GetByLabel("IBAN").FillAsync("GB82 WEST 1234 5698 7654 32");
        var currency = (await console.Database.AskAsync($"select currency from agency.deals where id = '{deal}'"))!.ToString()!;
        await details.GetByLabel("Currency").FillAsync(currency);
        await details.GetByRole(AriaRole.Button, new() { Name = "Add bank details" }).ClickAsync();
        await Expect(page.GetByText("GB82 … 5432")).ToBeVisibleAsync();
        await LookAsync(page, "talent-money");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for approval" }).ClickAsync();
        await DecideAsync(page, deciding, "Approve bank details of Aria Okafor");
        await console.Database.ChangeGuardedAsync("update agency.bank_accounts set held_until = now()");

        await GoAsync(page, $"/talents/{talent}?tab=money");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draft payout of" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for approval" }).ClickAsync();
        await DecideAsync(page, deciding, "Approve 1 payout");
        var payout = (await console.Database.AskAsync("select id from agency.payouts where state = 'approved'"))!.ToString()!;
        await GoAsync(page, $"/payouts/{payout}");
        await page.GetByLabel("Bank's reference").FillAsync("BACS 17");
        await page.GetByRole(AriaRole.Button, new() { Name = "It is sent" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "It has arrived" }).ClickAsync();
        await Expect(page.Locator(".page-head .state[data-state=paid]")).ToBeVisibleAsync();
        await LookAsync(page, "payout");
        await GoAsync(page, "/payouts");
        await LookAsync(page, "payouts");
        await GoAsync(page, "/invoices");
        await LookAsync(page, "invoices");
        Assert.Equal(0m, await console.Database.AskAsync("select sum(debit_minor - credit_minor) from agency.ledger_entries"));
        Assert.Empty(console.Failures);
    }

    static async Task DecideAsync(IPage asking, IPage deciding, string title)
    {
        await Expect(asking.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(title);
        await asking.GetByLabel("Why?").FillAsync("It is due.");
        await asking.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await Expect(asking.GetByText("You asked for this on")).ToBeVisibleAsync();
        await GoAsync(deciding, new Uri(asking.Url).AbsolutePath);
        await deciding.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(deciding.GetByText("Approved and applied.")).ToBeVisibleAsync();
    }

    /// <summary>Both sizes, both themes; and nothing is wider than its screen.</summary>
    static async Task LookAsync(IPage page, string name)
    {
        foreach (var width in new[] { 1440, 390 })
        {
            await page.SetViewportSizeAsync(width, 900);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than {width} pixels");
            foreach (var colors in new[] { ColorScheme.Dark, ColorScheme.Light })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = colors });
                await PictureAsync(page, $"{name}-{width}-{colors}");
            }
        }
        await page.SetViewportSizeAsync(1440, 900);
    }
}
