namespace AdminConsole.SignIn;

/// <summary>The console outlives its provider, and starts without it.</summary>
public sealed class A_provider_that_comes_and_goes(OpenIdConsole console) : IClassFixture<OpenIdConsole>
{
    [Fact]
    public async Task Is_missed_on_a_clear_page_and_found_again_without_a_restart()
    {
        await console.Provider.StopAsync();
        using (var visitor = new Visitor(console.Address))
            Assert.Contains("The provider does not answer", await visitor.FollowAsync("/sign-in/provider"), StringComparison.Ordinal);

        await console.Provider.StartAsync(console.Address, OpenIdConsole.People);
        await SignsInAsync();

        // Down once more, in the middle of a sign-in, and back with another key.
        using var unlucky = new Visitor(console.Address);
        using var callback = await unlucky.SignInUntilCallbackAsync("priya");
        await console.Provider.StopAsync();
        Assert.Contains("The provider does not answer", await unlucky.FollowAsync(callback.RequestMessage!.RequestUri!), StringComparison.Ordinal);

        await console.Provider.StartAsync(console.Address, OpenIdConsole.People, keyId: "second");
        await SignsInAsync();
    }

    async Task SignsInAsync()
    {
        using var visitor = new Visitor(console.Address);
        Assert.Contains("Priya Raman", await visitor.SignInAsync("priya"), StringComparison.Ordinal);
    }
}
