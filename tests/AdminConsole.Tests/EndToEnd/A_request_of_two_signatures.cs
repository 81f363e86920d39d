using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class A_request_of_two_signatures(RunningConsole console) : IClassFixture<RunningConsole>
{
    const string Talent = "Isla Haddad", Other = "Leo Sato", Policy = "Moving a talent to the trash, from 500 rows";

    [Fact]
    public async Task Goes_from_a_stricter_policy_over_one_of_two_to_applied_and_undo()
    {
        await console.Database.AskAsync($"insert into agency.deals (id, title, talent_id, stage, gross_minor) select gen_random_uuid(), 'Season ' || n, t.id, 'lead', 40000 + 1000 * n from agency.talents t, generate_series(1, 240) n where t.stage_name = '{Talent}'", "postgres");
        var asked = await console.OpenAsync("/policies", "Finance Admin");
        await TightenAsync(asked);

        await PlanAsync(asked, Talent);
        await Expect(asked.GetByText("It needs 2 other people").First).ToBeVisibleAsync();
        await SubmitAsync(asked, "The agency no longer represents her.");
        await Expect(asked.GetByText("0 of 2 signed")).ToBeVisibleAsync();

        var first = await console.OpenAsync(new Uri(asked.Url).PathAndQuery, "Priya Raman");
        await WalkAsync(first);
        var rows = (await first.Locator(".impact-total span").Nth(1).TextContentAsync())!;
        await PicturesAsync(first, "request-large");
        await Expect(Approve(first)).ToBeDisabledAsync();
        await first.GetByLabel("How many rows does this change?").FillAsync(rows);
        await Approve(first).ClickAsync();
        await Expect(first.GetByText("1 of 2 signed")).ToBeVisibleAsync();
        await Expect(first.GetByText("You have approved this; the others must come from other people.")).ToBeVisibleAsync();
        await Expect(asked.GetByText("1 of 2 signed")).ToBeVisibleAsync();

        var second = await console.OpenAsync("/inbox", "Operations Admin");
        await Expect(second.GetByRole(AriaRole.Article, new() { Name = Talent })).ToContainTextAsync("1 of 2 signed");
        await Expect(second.GetByRole(AriaRole.Article, new() { Name = Talent })).ToContainTextAsync("h left");
        await PicturesAsync(second, "inbox");
        await second.GetByRole(AriaRole.Link, new() { Name = $"Move {Talent}" }).ClickAsync();
        await second.GetByLabel("Your reason").FillAsync("Agreed with her on the phone.");
        await second.GetByLabel("How many rows does this change?").FillAsync(rows);
        await console.Database.AskAsync("update guard.sessions set authenticated_at = authenticated_at - interval '10 minutes'", "postgres");
        await Approve(second).ClickAsync();
        await Expect(second.GetByText("Sign in again first.")).ToBeVisibleAsync();
        await Expect(second.GetByLabel("Your reason")).ToHaveValueAsync("Agreed with her on the phone.");
        await console.Database.AskAsync("update guard.sessions set authenticated_at = now()", "postgres");
        await Approve(second).ClickAsync();
        await Expect(second.GetByText("Applied as")).ToBeVisibleAsync();

        await asked.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Heading(asked)).ToContainTextAsync($"Undo: Move {Talent}");
        Assert.Empty(console.Failures);
    }

    [Fact]
    public async Task Goes_stale_when_a_row_changes_and_is_planned_again_with_what_differs()
    {
        var page = await console.OpenAsync("/talents", "Finance Admin");
        await PlanAsync(page, Other);
        await PicturesAsync(page, "request");
        await SubmitAsync(page, "His contract ended.");

        await console.Database.AskAsync($"update agency.talents set pronouns = 'he/they' where stage_name = '{Other}'");
        await Expect(page.GetByText("is no longer as it was when this was planned").First).ToBeVisibleAsync();
        await Expect(page.GetByText("changed since this was planned")).ToBeVisibleAsync();
        await page.GetByLabel("Only what changed since").CheckAsync();
        await Expect(page.Locator("[data-step]")).ToHaveCountAsync(1);
        await PicturesAsync(page, "request-stale");
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan it again" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What differs from the plan before" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What differs from the plan before" })).ToContainTextAsync("he/they");
        await PicturesAsync(page, "request-again");
        await SubmitAsync(page, "His contract ended.");
        Assert.Empty(console.Failures);
    }

    static async Task TightenAsync(IPage page)
    {
        await PicturesAsync(page, "policies");
        await page.Locator("#sim-table").FillAsync("agency.payouts");
        await page.Locator("#sim-column").FillAsync("state");
        await page.Locator("#sim-value").FillAsync("paid");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask the policies" }).ClickAsync();
        await Expect(page.GetByText("It needs 1 other person, within 2 days.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Grace Osei")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = $"Change: {Policy}" }).ClickAsync();
        await page.GetByLabel("From how many rows on").FillAsync("900");
        await page.GetByLabel("From how many rows on").BlurAsync();
        await Expect(page.GetByText("This asks for less than before")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(Heading(page)).ToHaveTextAsync("Change the policy for talent.removed");
        await Expect(page.GetByText("900")).ToBeVisibleAsync();

        await GoAsync(page, "/policies");
        await page.GetByRole(AriaRole.Link, new() { Name = $"Change: {Policy}" }).ClickAsync();
        await page.GetByLabel("From how many rows on").FillAsync("0");
        await page.GetByLabel("From how many rows on").BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.GetByText("Moving a talent to the trash needs 2 other people, within 7 days.")).ToBeVisibleAsync();
    }

    static async Task WalkAsync(IPage page)
    {
        await Expect(page.Locator("[data-step]")).ToHaveCountAsync(200);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator("[data-step]").Nth(1)).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the next" }).ClickAsync();
        await Expect(page.Locator("[data-step]").Nth(230)).ToBeAttachedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Talents 1" }).ClickAsync();
        await Expect(page.Locator("[data-step]")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "All" }).First.ClickAsync();
        await Expect(page.Locator("[data-step]")).ToHaveCountAsync(200);
    }

    static async Task PlanAsync(IPage page, string talent)
    {
        await GoAsync(page, "/talents");
        await page.GetByRole(AriaRole.Link, new() { Name = talent, Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Move to trash" }).ClickAsync();
        await Expect(Heading(page)).ToContainTextAsync($"Move {talent}");
    }

    static async Task SubmitAsync(IPage page, string reason)
    {
        await page.GetByLabel("Why?").FillAsync(reason);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit for approval" }).ClickAsync();
        await Expect(page.GetByText("Pending").First).ToBeVisibleAsync();
    }

    /// <summary>The same page at both widths and in both colours, where SCREENSHOTS names a folder.</summary>
    static async Task PicturesAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is not { Length: > 0 })
            return;
        await Expect(page.Locator(".rz-notification-item")).ToHaveCountAsync(0);
        foreach (var (suffix, width, colors) in new[] { ("-phone", 390, ColorScheme.Dark), ("-phone-light", 390, ColorScheme.Light), ("-dark", 1440, ColorScheme.Dark), ("", 1440, ColorScheme.Light) })
        {
            await page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
            await page.EmulateMediaAsync(new() { ColorScheme = colors });
            await page.EvaluateAsync("scrollTo(0, 0)");
            await Task.Delay(300); // colours fade
            await PictureAsync(page, name + suffix);
        }
    }

    static ILocator Approve(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Approve" });

    static ILocator Heading(IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });
}
