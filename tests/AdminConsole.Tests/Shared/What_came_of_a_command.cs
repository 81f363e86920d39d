using AdminConsole.EndToEnd;
using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Shared;

public sealed class What_came_of_a_command(RunningConsole console) : IClassFixture<RunningConsole>
{
    [Theory]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task Is_said_beside_whatever_one_would_press_next(int width, ColorScheme colors)
    {
        var page = await (await console.BrowserAsync("Operations Admin", width, colors)).NewPageAsync();
        await GoAsync(page, "/talents");
        await page.GetByRole(AriaRole.Grid).GetByRole(AriaRole.Link).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).First.ClickAsync();
        await page.GetByLabel("Stage name").FillAsync($"Nova Vale {width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();

        await Expect(page.GetByText($"Nova Vale {width} is saved.")).ToBeVisibleAsync();
        await PictureAsync(page, $"said-{width}-{colors}");
        Assert.Empty(await page.EvaluateAsync<string[]>(Covered));
    }

    // What one reads first and can press, and what is said stands over a part of it.
    const string Covered = """
        () => [...document.querySelectorAll("h1, a, button, summary")]
          .filter(e => !e.closest(".rz-notification") && e.checkVisibility({ visibilityProperty: true }))
          .filter(e => {
            const at = e.getBoundingClientRect(), said = document.querySelector(".rz-notification-item").getBoundingClientRect();
            return at.left < said.right && at.right > said.left && at.top < said.bottom && at.bottom > said.top;
          })
          .map(e => e.textContent.trim())
        """;
}
