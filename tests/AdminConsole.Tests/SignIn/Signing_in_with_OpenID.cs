using System.Globalization;
using AdminConsole.EndToEnd;
using Agency.Tests;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.SignIn;

/// <summary>Against a certified provider that runs as a server of its own. Whatever is wrong with an answer, nobody is signed in and the page says what it was.</summary>
public sealed class Signing_in_with_OpenID(OpenIdConsole console) : IClassFixture<OpenIdConsole>, IAsyncLifetime
{
    public Task InitializeAsync() => console.Provider.BreakAsync(null);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Signs_in_and_out_in_a_browser()
    {
        var page = await console.OpenAsync("/talents?sort=-name");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with the house's provider" }).ClickAsync();
        await SignInAtProviderAsync(page, "priya");

        await page.WaitForSelectorAsync(".live");
        Assert.EndsWith("/talents?sort=-name", page.Url, StringComparison.Ordinal);
        await page.GetByText("Priya Raman").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, sign me out" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sign in");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with the house's provider" }).ClickAsync();
        await Expect(page.Locator("input[name=login]")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("nonce", "belongs to another sign-in")]
    [InlineData("no-nonce", "belongs to another sign-in")]
    [InlineData("audience", "made for another application")]
    [InlineData("issuer", "comes from somebody else")]
    [InlineData("expired", "has expired")]
    [InlineData("none", "is not signed by the provider")]
    [InlineData("unsigned", "is not signed by the provider")]
    [InlineData("hs256", "is not signed by the provider")]
    [InlineData("another-key", "is not signed by the provider")]
    [InlineData("at-hash", "contradicts itself")]
    public async Task Refuses_a_token_with_a_fault_and_says_which(string fault, string says)
    {
        using var visitor = new Visitor(console.Address);
        await console.Provider.BreakAsync(fault);

        await RefusedAsync(visitor, await visitor.SignInAsync("priya"), says);
    }

    [Fact]
    public async Task Forgives_a_clock_that_is_a_moment_behind()
    {
        using var visitor = new Visitor(console.Address);
        await console.Provider.BreakAsync("expired-a-moment-ago");

        Assert.Contains("Priya Raman", await visitor.SignInAsync("priya"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_state_that_was_tampered_with()
    {
        using var visitor = new Visitor(console.Address);
        var callback = await CallbackAsync(visitor);

        await RefusedAsync(visitor, await visitor.FollowAsync(With(callback, "state", "x" + callback.State)), "was not begun here");
    }

    [Fact]
    public async Task Refuses_a_state_of_another_browser()
    {
        using var victim = new Visitor(console.Address);
        using var attacker = new Visitor(console.Address);
        var callback = await CallbackAsync(attacker);

        await RefusedAsync(victim, await victim.FollowAsync(callback.Address), "was not begun here");
    }

    [Fact]
    public async Task Refuses_an_answer_that_is_sent_twice()
    {
        using var visitor = new Visitor(console.Address);
        var callback = await CallbackAsync(visitor);
        Assert.Contains("Priya Raman", await visitor.FollowAsync(callback.Address), StringComparison.Ordinal);

        Assert.Contains("was used already", await visitor.FollowAsync(callback.Address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_code_that_was_used_before()
    {
        using var first = new Visitor(console.Address);
        await first.SignInAsync("priya");
        var used = await console.Provider.LastCodeAsync();
        using var visitor = new Visitor(console.Address);
        var callback = await CallbackAsync(visitor);

        await RefusedAsync(visitor, await visitor.FollowAsync(With(callback, "code", used)), "took its answer back");
    }

    [Fact]
    public async Task Refuses_an_answer_that_names_another_provider()
    {
        using var visitor = new Visitor(console.Address);
        var callback = await CallbackAsync(visitor);

        await RefusedAsync(visitor, await visitor.FollowAsync(With(callback, "iss", "https://another.example")), "not the provider that was asked");
    }

    [Theory]
    [InlineData("unverified", "Your e-mail address is not verified")]
    [InlineData("stranger", "Nobody here has your e-mail address")]
    [InlineData("twins", "Several people here have your e-mail address")]
    [InlineData("heir", "belongs to another account")]
    [InlineData("bystander", "You hold no role here")]
    [InlineData("gone", "Your account here is not active")]
    public async Task Links_nothing_and_says_why(string login, string says)
    {
        using var visitor = new Visitor(console.Address);
        await RefusedAsync(visitor, await visitor.SignInAsync(login), says);

        Assert.Null(await console.Database.AskAsync($"select 1 from agency.accounts where oidc_subject = '{login}'"));
    }

    [Fact]
    public async Task Gives_the_roles_of_the_providers_groups_and_keeps_those_given_by_hand()
    {
        using var visitor = new Visitor(console.Address);
        Assert.Contains("Priya Raman", await visitor.SignInAsync("priya"), StringComparison.Ordinal);

        Assert.Equal("approver manual, approver oidc, viewer oidc", await console.Database.AskAsync("""
            select string_agg(g.role || ' ' || g.source, ', ' order by g.role, g.source) from agency.role_grants g join agency.people p on p.id = g.person_id
             where p.display_name = 'Priya Raman' and (g.valid_until is null or now() < g.valid_until)
            """));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Leads_nowhere_but_into_the_console(string returnUrl)
    {
        using var visitor = new Visitor(console.Address);
        await visitor.SignInAsync("priya", returnUrl);

        Assert.Equal(new Uri(console.Address).Authority + "/", visitor.At.Authority + visitor.At.AbsolutePath);
    }

    [Fact]
    public async Task Keeps_only_session_and_person_in_a_cookie_that_scripts_cannot_read()
    {
        using var visitor = new Visitor(console.Address);
        await visitor.SignInAsync("priya");

        var cookie = visitor.Cookies.GetCookies(new Uri(console.Address))["adminconsole"]!;
        Assert.True(cookie.HttpOnly);
        Assert.True(cookie.Value.Length < 600, cookie.Value.Length.ToString(CultureInfo.InvariantCulture));
    }

    internal static async Task SignInAtProviderAsync(IPage page, string login)
    {
        await page.Locator("input[name=login]").FillAsync(login);
        await page.Locator("input[name=password]").FillAsync("any");
        await page.Locator("button[type=submit]").ClickAsync();
    }

    static async Task RefusedAsync(Visitor visitor, string page, string says)
    {
        Assert.Contains(says, page, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        await visitor.FollowAsync("/talents");
        Assert.Equal("/sign-in", visitor.At.AbsolutePath);
    }

    static async Task<Callback> CallbackAsync(Visitor visitor)
    {
        using var answer = await visitor.SignInUntilCallbackAsync("priya");
        return new(answer.RequestMessage!.RequestUri!);
    }

    static Uri With(Callback callback, string name, string value)
    {
        var query = QueryHelpers.ParseQuery(callback.Address.Query).ToDictionary(part => part.Key, part => (string?)part.Value.ToString());
        query[name] = value;
        return new Uri(QueryHelpers.AddQueryString(callback.Address.GetLeftPart(UriPartial.Path), query));
    }

    sealed record Callback(Uri Address)
    {
        public string State => QueryHelpers.ParseQuery(Address.Query)["state"].ToString();
    }
}
