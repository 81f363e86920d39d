using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.SignIn;

public sealed class The_mapping_of_groups(OpenIdConsole console) : IClassFixture<OpenIdConsole>
{
    [Fact]
    public async Task Shows_what_another_one_would_change_before_it_is_saved()
    {
        using (var visitor = new Visitor(console.Address))
            await visitor.SignInAsync("priya");
        var page = await console.OpenAsync("/settings/sign-in", "Finance Admin");
        var person = page.GetByRole(AriaRole.Row, new() { Name = "Priya Raman" });
        await Expect(page.GetByText("It would change nobody's roles")).ToBeVisibleAsync();

        await page.GetByLabel("A group and its roles").FillAsync("signers = approver, finance");
        await Expect(page.GetByText("It would change the roles of 1 of 1")).ToBeVisibleAsync();
        await Expect(person).ToContainTextAsync("finance");
        await Expect(person).ToContainTextAsync("viewer");
        await Expect(page.GetByText("Authentication__Oidc__Roles__signers=approver, finance")).ToBeVisibleAsync();
        await PictureAsync(page, "sign-in-settings");
        await page.SetViewportSizeAsync(390, 844);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await PictureAsync(page, "sign-in-settings-390");
        await page.GetByLabel("A group and its roles").FillAsync("");
        await Expect(person).ToContainTextAsync("keeps approver, given by hand");
        await page.GetByLabel("A group and its roles").FillAsync("signers = emperor");
        await Expect(page.GetByText("none of the roles")).ToBeVisibleAsync();

        Assert.Equal(2L, await console.Database.AskAsync("select count(*) from agency.role_grants where source = 'oidc' and valid_until is null"));
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light), InlineData(390, ColorScheme.Light), InlineData(1440, ColorScheme.Dark), InlineData(390, ColorScheme.Dark)]
    public async Task Has_a_sign_in_page_before_it_that_says_how_and_why_not_on_any_screen(int width, ColorScheme colors)
    {
        var page = await (await console.BrowserAsync(width: width, colors: colors)).NewPageAsync();
        await page.GotoAsync("/sign-in?refused=EmailNotVerified&returnUrl=%2Ftalents");

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your e-mail address is not verified.");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sign in with the house's provider" })).ToHaveAttributeAsync("href", "/sign-in/provider?returnUrl=%2Ftalents");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await PictureAsync(page, $"sign-in-{width}-{colors}".ToLowerInvariant());
    }
}
