using AdminConsole.EndToEnd;
using Agency.Tests;

namespace AdminConsole.SignIn;

/// <summary>What needs a fresh proof gets one from the provider, of the same person, no older than five minutes.</summary>
public sealed class Signing_in_again_with_OpenID(OpenIdConsole console) : IClassFixture<OpenIdConsole>, IAsyncLifetime
{
    public Task InitializeAsync() => console.Provider.BreakAsync(null);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Asks_the_person_again_and_makes_the_session_fresh()
    {
        using var visitor = await SignedInAsync("priya");
        await AgeAsync();
        Assert.False(await IsFreshAsync());

        await visitor.SignInAgainAsync("priya");

        Assert.Equal("/talents", visitor.At.AbsolutePath);
        Assert.True(await IsFreshAsync());
    }

    [Theory]
    [InlineData("old-auth-time")]
    [InlineData("no-auth-time")]
    public async Task Takes_no_older_proof(string fault)
    {
        using var visitor = await SignedInAsync("priya");
        await AgeAsync();
        await console.Provider.BreakAsync(fault);

        Assert.Contains("The provider did not ask you again", await visitor.SignInAgainAsync("priya"), StringComparison.Ordinal);
        Assert.False(await IsFreshAsync());
    }

    [Fact]
    public async Task Takes_no_other_person()
    {
        using var visitor = await SignedInAsync("priya");
        await AgeAsync();

        Assert.Contains("That was somebody else", await visitor.SignInAgainAsync("tom"), StringComparison.Ordinal);
        Assert.False(await IsFreshAsync());
        Assert.Contains("/sign-in/again?returnUrl=%2Ftalents", await visitor.FollowAsync("/sign-in?refused=OtherPerson&returnUrl=%2Ftalents"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_not_what_a_second_sign_in_in_the_same_browser_is_which_ends_the_first()
    {
        using var visitor = await SignedInAsync("priya");
        await visitor.SignInAsync("priya");

        Assert.Equal(1L, await console.Database.AskAsync("""
            select count(*) from guard.sessions s join (select person_id from guard.sessions order by started_at desc limit 1) mine using (person_id)
             where s.ended_at is null and s.started_at >= (select started_at from guard.sessions order by started_at desc offset 1 limit 1)
            """, "postgres"));
    }

    [Fact]
    public async Task Calls_a_first_sign_in_fresh_only_as_far_as_the_provider_says_when_it_was()
    {
        await console.Provider.BreakAsync("no-auth-time");
        using var visitor = await SignedInAsync("priya");

        Assert.False(await IsFreshAsync());
    }

    async Task<Visitor> SignedInAsync(string login)
    {
        var visitor = new Visitor(console.Address);
        Assert.Contains("Priya Raman", await visitor.SignInAsync(login), StringComparison.Ordinal);
        return visitor;
    }

    Task<object?> AgeAsync() => console.Database.AskAsync("update guard.sessions set authenticated_at = authenticated_at - interval '10 minutes'", "postgres");

    async Task<bool> IsFreshAsync() =>
        await console.Database.AskAsync("select guard.session_person(id, interval '5 minutes') is not null from guard.sessions order by started_at desc limit 1") is true;
}
