using AdminConsole.Shared;
using Agency;
using Agency.Talents;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace AdminConsole;

public sealed class A_form_that_breaks : BunitContext
{
    [Fact]
    public async Task While_it_is_saved_keeps_what_was_typed_and_can_be_saved_again()
    {
        Services.AddScoped<NotificationService>().AddScoped<DialogService>().AddScoped<Feedback>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        SetRendererInfo(new("Server", isInteractive: true));
        var isBroken = true;
        TalentForm? saved = null;
        var form = Render<RecordForm<TalentForm>>(p => p
            .Add(f => f.Label, "Talent").Add(f => f.Form, new() { StageName = "Aria" }).Add(f => f.Back, "/talents").Add(f => f.Onward, _ => "/talents")
            .Add(f => f.Save, typed => isBroken ? throw new InvalidOperationException("Nobody expected this.") : Task.FromResult<Outcome>(new Outcome.Done($"{(saved = typed).StageName} is saved.")))
            .Add(f => f.ChildContent, typed => builder =>
            {
                builder.OpenComponent<InputText>(0);
                builder.AddAttribute(1, "Value", typed.StageName);
                builder.AddAttribute(2, "ValueChanged", EventCallback.Factory.Create<string>(this, value => typed.StageName = value));
                builder.AddAttribute(3, "ValueExpression", (System.Linq.Expressions.Expression<Func<string>>)(() => typed.StageName));
                builder.CloseComponent();
            }));
        await form.Find("input").ChangeAsync(new() { Value = "Aria Lane" });

        await form.Find("form").SubmitAsync();
        Assert.StartsWith("Something broke while this was saved. What you typed is still here", form.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Aria Lane", form.Find("input").GetAttribute("value"));
        Assert.False(form.Find("button").HasAttribute("disabled"));

        isBroken = false;
        await form.Find("form").SubmitAsync();

        Assert.Equal("Aria Lane", saved!.StageName);
    }
}
