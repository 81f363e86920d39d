using Microsoft.Playwright;
using static AdminConsole.EndToEnd.RunningConsole;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.EndToEnd;

public sealed class A_lost_connection(RunningConsole console) : IClassFixture<RunningConsole>
{
    const string KeepSockets = "globalThis.sockets = []; globalThis.WebSocket = class extends WebSocket { constructor(...of) { super(...of); sockets.push(this); } };";

    [Fact]
    public async Task Comes_back_by_itself_with_what_was_typed_meanwhile()
    {
        var page = await EditAsync("Leo Sato");
        var banner = page.Locator("#components-reconnect-modal");
        await page.GetByLabel("Pronouns").FillAsync("he/him");

        await page.Context.SetOfflineAsync(true);
        await page.EvaluateAsync("sockets.forEach(socket => { socket.close(); socket.dispatchEvent(new CloseEvent('close')); })");
        await Expect(banner.GetByText("Connection lost")).ToBeVisibleAsync();
        await page.GetByLabel("Bio").FillAsync("Typed while nothing answered.");
        await PictureAsync(page, "connection-lost");
        await page.Context.SetOfflineAsync(false);

        await Expect(banner).ToBeHiddenAsync();
        await Expect(page.Locator("[data-restored]")).ToBeHiddenAsync();
        await SaveAsync(page);
        await Expect(page.GetByText("Typed while nothing answered.")).ToBeVisibleAsync();
        await Expect(page.GetByText("he/him")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Shows_on_its_return_what_others_changed_meanwhile()
    {
        var page = await (await console.BrowserAsync("Tom Ellery")).NewPageAsync();
        await page.AddInitScriptAsync(KeepSockets);
        await GoAsync(page, "/talents");

        await page.Context.SetOfflineAsync(true);
        await page.EvaluateAsync("sockets.forEach(socket => { socket.close(); socket.dispatchEvent(new CloseEvent('close')); })");
        await Expect(page.Locator("#components-reconnect-modal").GetByText("Connection lost")).ToBeVisibleAsync();
        var id = await page.Locator("tbody tr").First.GetAttributeAsync("data-row");
        await console.Database.AskAsync($"update agency.talents set stage_name = stage_name || ' the Second' where id = '{id}'");
        // Longer than a change takes to be told.
        await page.WaitForTimeoutAsync(2500);
        await page.Context.SetOfflineAsync(false);

        await Expect(page.Locator($"tr[data-row='{id}']")).ToContainTextAsync("the Second");
        await Expect(page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task To_a_server_that_was_restarted_brings_back_what_was_typed_and_loads_the_rest_anew()
    {
        var form = await EditAsync("Noor Castell");
        var asked = 0;
        form.Dialog += (_, dialog) => { asked++; _ = dialog.DismissAsync(); };
        var read = await (await console.BrowserAsync("Tom Ellery")).NewPageAsync();
        await GoAsync(read, "/talents");
        await read.EvaluateAsync("document.body.dataset.first = 'yes'");
        await form.GetByLabel("Commission").FillAsync("18.5");
        await form.GetByLabel("Pronouns").FillAsync("they/them");
        await form.GetByLabel("Pronouns").BlurAsync();

        await console.RestartAsync(async () =>
        {
            await console.Database.AskAsync("update agency.talents set default_commission_bps = 1700 where stage_name = 'Noor Castell'");
            await form.GetByLabel("Bio").FillAsync("Typed while the server was gone.");
        });

        await Expect(read.Locator("body[data-first]")).ToHaveCountAsync(0, new() { Timeout = 40_000 });
        await Expect(read.Locator(".live")).ToBeVisibleAsync();
        await Expect(form.GetByText("What you typed is back, and not saved yet.")).ToContainTextAsync("Somebody else changed this meanwhile: Commission.", new() { Timeout = 40_000 });
        await PictureAsync(form, "typed-is-back");
        await Expect(form.GetByLabel("Commission")).ToHaveValueAsync("18.5");
        await Expect(form.GetByLabel("Bio")).ToHaveValueAsync("Typed while the server was gone.");
        Assert.Equal(0, await form.EvaluateAsync<int>("sessionStorage.length"));
        await SaveAsync(form);
        await Expect(form.GetByText("18.5 %")).ToBeVisibleAsync();
        await Expect(form.GetByText("they/them")).ToBeVisibleAsync();
        await Expect(form.GetByText("Typed while the server was gone.")).ToBeVisibleAsync();
        Assert.Equal(0, asked);
    }

    async Task<IPage> EditAsync(string talent)
    {
        var id = await console.Database.AskAsync($"select id from agency.talents where stage_name = '{talent}'");
        var context = await console.BrowserAsync("Finance Admin");
        await context.AddInitScriptAsync(KeepSockets);
        return await GoAsync(await context.NewPageAsync(), $"/talents/{id}/edit");
    }

    static Task SaveAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
}
