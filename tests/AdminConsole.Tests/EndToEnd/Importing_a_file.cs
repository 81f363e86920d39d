using System.Text;
using Agency.Import;
using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class Importing_a_file(RunningConsole console) : IClassFixture<RunningConsole>
{
    const string Csv = "\uFEFFName;Rate;Country;Star sign\nNova Lind;17.5;SE;Leo\n\"Ada, Duke\";20;GB;Virgo\nAria Okafor;23;GB;Leo\nLate Entry;lots;GB;Leo\n";

    [Fact]
    public async Task Shows_line_by_line_what_it_would_do_takes_the_good_ones_and_hands_back_the_others()
    {
        var page = await console.OpenAsync("/talents", "Finance Admin");
        await page.GetByRole(AriaRole.Link, new() { Name = "Import CSV" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Import talents");
        await page.GetByLabel("A CSV file").SetInputFilesAsync(new FilePayload { Name = "talents.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(Csv) });

        await Expect(page.GetByText("Not imported: Star sign.")).ToBeVisibleAsync();
        await Expect(Line(page, "Nova Lind")).ToContainTextAsync("New");
        await Expect(Line(page, "Aria Okafor").Locator("ins")).ToContainTextAsync(["23"]);
        await Expect(Line(page, "Late Entry")).ToContainTextAsync("5");
        await Expect(Line(page, "Late Entry")).ToContainTextAsync("Commission “lots”: A number with a point");
        Assert.Equal(0L, await console.Database.AskAsync("select count(*) from agency.talents where stage_name = 'Nova Lind'"));
        await LookAsync(page);

        var left = page.GetByRole(AriaRole.Combobox, new() { Name = "Country", Exact = true });
        await left.SelectOptionAsync("not imported");
        await Expect(page.GetByText("Not imported: Country, Star sign.")).ToBeVisibleAsync();
        await left.SelectOptionAsync("Country");
        await Expect(page.GetByText("Not imported: Star sign.")).ToBeVisibleAsync();
        await page.GetByLabel("Only errors").CheckAsync();
        await Expect(page.Locator(".import-rows tbody tr")).ToHaveCountAsync(1);

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download the line with errors" }).ClickAsync());
        Assert.Equal("talents-errors.csv", download.SuggestedFilename);
        Assert.Equal(["Name,Rate,Country,Star sign,error", "Late Entry,lots,GB,Leo,\"Commission: A number with a point and without a currency, as in 1250.50.\""], File.ReadAllLines(await download.PathAsync()).Select(l => l.TrimStart('\uFEFF')));

        await page.GetByRole(AriaRole.Button, new() { Name = "Import 3 rows…" }).ClickAsync();
        await page.GetByLabel("Why?").FillAsync("From the spring roster.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 3 rows", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Imported 3 talents from talents.csv.").First).ToBeVisibleAsync();
        Assert.Equal(2L, await console.Database.AskAsync("select count(*) from agency.talents where stage_name in ('Nova Lind', 'Ada, Duke')"));
        await page.GetByRole(AriaRole.Link, new() { Name = "See it in history" }).ClickAsync();
        await Expect(page.GetByText("imported talents from talents.csv: 2 new, 1 changed: From the spring roster.")).ToHaveCountAsync(1);
        await AskAsync(page);
        Assert.Empty(console.Failures);
    }

    // More rows than one person may change alone: asked for from the same page, and seen row by row on the request.
    static async Task AskAsync(IPage page)
    {
        await GoAsync(page, "/import/talents");
        var rows = string.Concat(Enumerable.Range(1, CsvImport.MostChanged + 1).Select(n => $"Roster {n},GB\n"));
        await page.GetByLabel("A CSV file").SetInputFilesAsync(new FilePayload { Name = "roster.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("Name,Country\n" + rows) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 101 rows…" }).ClickAsync();
        await page.GetByLabel("Why?").FillAsync("The roster.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 101 rows", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Imported 101 talents from roster.csv.").First).ToBeVisibleAsync();

        await page.GetByLabel("A CSV file").SetInputFilesAsync(new FilePayload { Name = "roster.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("Name,Country\nRoster one more,SE\n" + rows.Replace("GB", "SE", StringComparison.Ordinal)) });
        await Expect(page.GetByText("It changes 101 talents that are here already")).ToContainTextAsync("could approve it");
        await LookAsync(page, "ask-to-import");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask to change 101 talents and add 1…" }).ClickAsync();
        await page.GetByLabel("Why?").FillAsync("The agency moves to Sweden.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask to change 101 talents and add 1", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Change 101 talents from roster.csv, with 1 new");
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "New: Roster one more, talent" })).ToContainTextAsync("SE");
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "Changed: Roster 1, talent", Exact = true }).Locator("ins")).ToContainTextAsync(["SE"]);
        await LookAsync(page, "import-asked");
    }

    static ILocator Line(IPage page, string name) => page.GetByRole(AriaRole.Row, new() { Name = name });

    static async Task LookAsync(IPage page, string picture = "import")
    {
        foreach (var (width, colours) in new[] { (1440, ColorScheme.Light), (1440, ColorScheme.Dark), (390, ColorScheme.Dark), (390, ColorScheme.Light) })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EmulateMediaAsync(new() { ColorScheme = colours });
            await Task.Delay(300); // colours fade
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
            Assert.Empty(await Axe.ViolationsAsync(page, coloursOnly: colours == ColorScheme.Dark));
            await PictureAsync(page, $"{picture}-{width}-{colours}");
        }
        await page.SetViewportSizeAsync(1440, 900);
    }
}
