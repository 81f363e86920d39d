using Microsoft.Playwright;

namespace AdminConsole.EndToEnd;

public sealed class A_page(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Fact]
    public async Task That_does_not_exist_says_so_inside_the_live_console()
    {
        var page = await console.OpenAsync("/no/such/page");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nothing at this address");
        await Assertions.Expect(page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
    }
}
