using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class On_a_phone(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task A_deal_is_found_moved_and_asked_away_and_somebody_else_signs_all_with_a_thumb()
    {
        await console.Database.AskAsync("""
            insert into agency.deals (id, title, talent_id, stage, owner_person_id) select gen_random_uuid(), 'Pocket film', t.id, 'lead', p.id
              from agency.talents t, agency.people p where t.stage_name = 'Isla Haddad' and p.display_name = 'Operations Admin'
            """);
        var asking = await SignInAsync("Operations Admin");
        await TapAsync(Button(asking, "Go to anything"));
        await asking.Keyboard.TypeAsync("isla");
        await TapAsync(asking.GetByRole(AriaRole.Group, new() { Name = "Records" }).GetByRole(AriaRole.Option, new() { Name = "Isla Haddad" }).Filter(new() { HasText = "Talent" }));
        await Expect(Heading(asking)).ToHaveTextAsync("Isla Haddad");
        await TapAsync(asking.GetByRole(AriaRole.Navigation, new() { Name = "Record" }).GetByRole(AriaRole.Link, new() { Name = "Deals" }));
        await TapAsync(Link(asking, "Pocket film"));
        await Expect(Heading(asking)).ToHaveTextAsync("Pocket film");
        await TapAsync(Button(asking, "Move to qualified"));
        await Expect(asking.GetByText("It names no brand.")).ToBeVisibleAsync();
        await Expect(Button(asking, "Move to negotiating")).ToBeVisibleAsync();
        await PictureAsync(asking, "phone-deal");
        await TapAsync(Button(asking, "Move to trash"));
        await Expect(Heading(asking)).ToContainTextAsync("Move Pocket film");
        await asking.GetByLabel("Why?").FillAsync("The brand called it off.");
        await TapAsync(Button(asking, "Submit for approval"));
        await Expect(asking.GetByText("Pending").First).ToBeVisibleAsync();

        var signing = await SignInAsync("Priya Raman");
        await TapAsync(signing.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Inbox" }));
        var card = signing.GetByRole(AriaRole.Article, new() { Name = "Pocket film" });
        await Expect(card).ToContainTextAsync("The brand called it off.");
        await PictureAsync(signing, "phone-inbox");
        await TapAsync(card.GetByRole(AriaRole.Link, new() { Name = "Review" }));
        await TapAsync(Button(signing, "Approve"));
        await Expect(signing.GetByText("Applied as")).ToBeVisibleAsync();
        await FitsAsync(signing);
        await PictureAsync(signing, "phone-applied");
        Assert.Equal(1L, await console.Database.AskAsync("select count(*) from agency.deals where title = 'Pocket film' and stage = 'qualified' and deleted_at is not null"));
        Assert.Empty(console.Failures);
    }

    async Task<IPage> SignInAsync(string person)
    {
        var page = await (await console.BrowserAsync(width: 390, touch: true)).NewPageAsync();
        await page.GotoAsync("/");
        await TapAsync(Button(page, person));
        await page.WaitForSelectorAsync(".live");
        return page;
    }

    /// <summary>Taps what is large enough to be hit, on a page that does not slide sideways.</summary>
    static async Task TapAsync(ILocator target)
    {
        await Expect(target).ToBeEnabledAsync();
        var box = (await target.BoundingBoxAsync())!;
        Assert.True(box.Width >= 24 && box.Height >= 24, $"{target} is {box.Width}×{box.Height} pixels large.");
        await FitsAsync(target.Page);
        await target.TapAsync();
    }

    static async Task FitsAsync(IPage page) => Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{page.Url} slides sideways.");

    static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    static ILocator Link(IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name });

    static ILocator Heading(IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });
}
