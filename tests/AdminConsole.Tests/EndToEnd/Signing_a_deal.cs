using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Signing_a_deal(RunningConsole console) : IClassFixture<RunningConsole>
{
    // A picture of one point, with more behind it than another form may send.
    static readonly byte[] s_png = [.. Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), .. new byte[2_000_000]];

    [Fact]
    public async Task Says_at_every_step_what_is_missing_until_the_contract_is_there()
    {
        var page = await console.OpenAsync("/talents", "Operations Admin");
        await console.Database.AskAsync("insert into agency.deals (id, title, talent_id, stage) select gen_random_uuid(), 'Launch film', id, 'lead' from agency.talents where stage_name = 'Isla Haddad'");
        var deal = $"/deals/{await console.Database.AskAsync("select id from agency.deals where title = 'Launch film'")}";
        await GoAsync(page, deal);
        await Expect(Stage(page).GetByText("Nobody owns the deal.")).ToBeVisibleAsync();
        await Expect(Button(page, "Move to qualified")).ToBeDisabledAsync();
        await PictureAsync(page, "deal-lead");

        await Stage(page).GetByRole(AriaRole.Link, new() { Name = "Edit the deal" }).ClickAsync();
        await page.GetByLabel("Owner").SelectOptionAsync(new SelectOptionValue { Label = "Operations Admin" });
        await page.GetByLabel("Payment terms").FillAsync("30");
        await page.GetByLabel("Gross").FillAsync("12500");
        await page.Locator(".rz-dropdown", new() { HasText = "Choose a brand" }).ClickAsync();
        await page.Locator(".rz-dropdown-item", new() { HasText = "Lumen Mobile" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Button(page, "Move to qualified").ClickAsync();
        await Button(page, "Move to negotiating").ClickAsync();

        await Expect(Stage(page).GetByText("No deliverable is planned.")).ToBeVisibleAsync();
        await Stage(page).GetByRole(AriaRole.Link, new() { Name = "See its deliverables" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Plan a deliverable" }).ClickAsync();
        await page.GetByLabel("Title").FillAsync("Film of thirty seconds");
        await page.GetByLabel("Published on").FillAsync("2026-12-10");
        await PictureAsync(page, "deal-deliverable");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Film of thirty seconds" })).ToBeVisibleAsync();
        await Button(page, "Move to contract sent").ClickAsync();

        await Expect(Stage(page).GetByText("No contract is signed")).ToBeVisibleAsync();
        await PictureAsync(page, "deal-contract-sent");
        await Stage(page).GetByRole(AriaRole.Link, new() { Name = "See its documents" }).ClickAsync();
        await page.GetByLabel("Title").FillAsync("Contract");
        await page.Locator("#doc-file").SetInputFilesAsync(new FilePayload { Name = "film.mov", MimeType = "video/quicktime", Buffer = new byte[27_000_000] });
        Assert.Equal("film.mov has 26 MB; at most 25 MB can be kept.", await page.Locator("#doc-file").EvaluateAsync<string>("file => file.validationMessage"));
        await page.Locator("#doc-file").SetInputFilesAsync(new FilePayload { Name = "contract.png", MimeType = "image/png", Buffer = s_png });
        await page.Locator("#doc-status").SelectOptionAsync("Signed");
        await page.Locator("#doc-signed").FillAsync("2026-11-20");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add document" }).ClickAsync();
        await ReachAsync(page, "/documents/");
        await page.WaitForSelectorAsync(".live");
        await Expect(page.GetByText("It is signed, so that it stays as it is")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Look at it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "contract.png" })).ToBeVisibleAsync();
        await PictureAsync(page, "document");
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("contract.png", file.SuggestedFilename);
        Assert.Equal(s_png, await System.IO.File.ReadAllBytesAsync(await file.PathAsync()));

        await GoAsync(page, deal);
        await Button(page, "Move to contracted").ClickAsync();
        await Expect(Button(page, "Move to in production")).ToBeEnabledAsync();
        await Expect(page.GetByText("20 Nov 2026").First).ToBeVisibleAsync();
        await GoAsync(page, deal + "?tab=people");
        await Expect(page.GetByText("100.0 % of it")).ToBeVisibleAsync();

        await GoAsync(page, deal + "?tab=notes");
        await page.GetByLabel("Write a note").FillAsync("The signed contract is here.");
        await page.GetByLabel("Mention").SelectOptionAsync(new SelectOptionValue { Label = "Priya Raman" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add note" }).ClickAsync();
        await Expect(page.GetByText("Told Priya Raman")).ToBeVisibleAsync();
        await PictureAsync(page, "deal-notes");
        Assert.Empty(console.Failures);
    }

    [Fact]
    public async Task Moves_cards_on_the_board_only_where_nothing_is_missing()
    {
        await console.Database.AskAsync("""
            insert into agency.deals (id, title, talent_id, stage, owner_person_id) select gen_random_uuid(), 'Board film', t.id, 'lead', p.id
              from agency.talents t, agency.people p where t.stage_name = 'Isla Haddad' and p.display_name = 'Operations Admin'
            """);
        var page = await console.OpenAsync("/deals/board", "Operations Admin");
        var card = page.Locator(".card", new() { HasText = "Board film" });
        await card.DragToAsync(page.GetByRole(AriaRole.Region, new() { Name = "Qualified" }), new() { TargetPosition = new() { X = 60, Y = 40 } });
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Qualified" }).GetByRole(AriaRole.Link, new() { Name = "Board film" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Move Board film on to negotiating" }).ClickAsync();
        await Expect(page.GetByText("It names no brand.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Qualified" }).GetByRole(AriaRole.Link, new() { Name = "Board film" })).ToBeVisibleAsync();
        await PictureAsync(page, "board");
        await page.SetViewportSizeAsync(390, 844);
        await PictureAsync(page, "board-phone");
        Assert.Empty(console.Failures);
    }

    static ILocator Stage(IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "Stage", Exact = true });

    static ILocator Button(IPage page, string name) => Stage(page).GetByRole(AriaRole.Button, new() { Name = name });
}
