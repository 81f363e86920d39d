using AdminConsole.EndToEnd;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Agency.Tests;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.SignIn;

/// <summary>What becomes of a session reaches every page that is open in it within five seconds, and costs nobody what they typed.</summary>
public sealed class A_session_in_open_pages(RunningConsole console) : IClassFixture<RunningConsole>
{
    static readonly LocatorAssertionsToBeVisibleOptions s_fiveSeconds = new() { Timeout = 5_000 };

    [Fact]
    public async Task Signed_out_everywhere_is_over_on_every_device()
    {
        var phone = await console.OpenAsync("/talents", "Tom Ellery", width: 390);
        var desk = await console.OpenAsync("/deals", "Tom Ellery");

        await desk.GetByText("Tom Ellery").First.ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();

        await Expect(phone.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync(s_fiveSeconds);
        await phone.GotoAsync("/deals");
        await RunningConsole.ReachAsync(phone, "/sign-in?");
    }

    [Fact]
    public async Task Loses_a_role_and_its_person_within_seconds()
    {
        var page = await console.OpenAsync("/talents", "Finance Admin");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Add talent" })).ToBeVisibleAsync();
        await console.Database.AskAsync("insert into agency.role_grants (id, person_id, role) select gen_random_uuid(), id, 'viewer' from agency.people where display_name = 'Finance Admin'");

        await console.Database.AskAsync("update agency.role_grants g set valid_until = now() from agency.people p where p.id = g.person_id and p.display_name = 'Finance Admin' and g.role = 'admin'");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Add talent" })).ToBeHiddenAsync(new() { Timeout = 5_000 });

        await console.Database.AskAsync("update agency.people set status = 'suspended' where display_name = 'Finance Admin'");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync(s_fiveSeconds);
    }

    [Fact]
    public async Task Warns_before_it_is_unused_for_too_long_and_goes_on_when_told_to()
    {
        var page = await console.OpenAsync("/talents", "Priya Raman");

        await SetAsync("Priya Raman", "used_at = now() - interval '27 minutes'");
        await Expect(page.GetByText("You will be signed out in 3 minutes")).ToBeVisibleAsync(s_fiveSeconds);
        await RunningConsole.PictureAsync(page, "session-idle");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stay signed in" }).ClickAsync();

        await Expect(page.GetByText("You will be signed out")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Is_signed_in_again_in_place_before_its_end_and_keeps_what_was_typed()
    {
        var id = await console.Database.AskAsync("select id from agency.talents where stage_name = 'Noor Castell'");
        var page = await console.OpenAsync($"/talents/{id}/edit", "Operations Admin");
        await page.GetByLabel("Bio").FillAsync("Half a sentence, and");

        await SetAsync("Operations Admin", "ends_at = now() + interval '2 minutes'");
        await Expect(page.GetByText("You will be signed out in 2 minutes")).ToBeVisibleAsync(s_fiveSeconds);
        await RunningConsole.PictureAsync(page, "session-ends");
        var window = await page.RunAndWaitForPopupAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Sign in again" }).ClickAsync());
        await window.WaitForSelectorAsync("text=Is it still you?");
        await RunningConsole.PictureAsync(window, "sign-in-again");
        await window.GetByRole(AriaRole.Button, new() { Name = "I am Operations Admin" }).ClickAsync();

        await Expect(page.GetByText("You will be signed out")).ToBeHiddenAsync();
        await Expect(page.GetByLabel("Bio")).ToHaveValueAsync("Half a sentence, and");
        await page.GetByLabel("Bio").FillAsync("Half a sentence, and the other half.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Noor Castell", new() { Timeout = 20_000 });
        await Expect(page.GetByText("and the other half.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Is_known_to_another_console_on_the_same_database()
    {
        var browser = await console.BrowserAsync("Tom Ellery");
        await using var other = WebConsole.Build(new WebApplicationOptions
        {
            Args = ["--Logging:LogLevel:Default", "Warning"],
            EnvironmentName = "Development",
            ContentRootPath = TestDatabase.Checkout,
        }, console.Database.AppConnectionString, "http://127.0.0.1:0");
        await other.StartAsync();

        var answer = await browser.APIRequest.GetAsync(other.Urls.Single() + "/talents");

        Assert.Equal("/talents", new Uri(answer.Url).AbsolutePath);
        Assert.Contains("Tom Ellery", await answer.TextAsync(), StringComparison.Ordinal);
    }

    Task<object?> SetAsync(string person, string what) =>
        console.Database.AskAsync($"update guard.sessions s set {what} from agency.people p where p.id = s.person_id and p.display_name = '{person}'", "postgres");
}
