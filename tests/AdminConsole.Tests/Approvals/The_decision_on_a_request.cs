using AdminConsole.Approvals;
using AdminConsole.Shared;
using Agency.Approvals;
using Agency.Data;
using Agency.People;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace AdminConsole;

public sealed class The_decision_on_a_request : BunitContext
{
    static readonly DateTimeOffset s_asked = new(2026, 5, 3, 9, 0, 0, TimeSpan.Zero);

    public The_decision_on_a_request()
    {
        AddAuthorization().SetAuthorized("Ann").SetRoles("admin");
        Services.AddSingleton(TimeProvider.System).AddSingleton<CurrentPerson, Nobody>().AddAgency("Host=/nowhere").AddScoped<NotificationService>().AddScoped<Feedback>();
    }

    [Fact]
    public void Says_which_rule_stands_in_the_way_of_the_requester()
    {
        var decision = Render(RequestState.Pending, "You asked for this on 3 May; somebody else must decide.");

        Assert.All(decision.FindAll("button"), button => Assert.True(button.HasAttribute("disabled")));
        Assert.Equal("You asked for this on 3 May; somebody else must decide.", decision.Find(".why-not").TextContent);
    }

    [Fact]
    public void Lets_an_approver_approve_at_once_and_reject_only_with_a_reason()
    {
        var decision = Render(RequestState.Pending, refusal: null);
        Assert.False(Button(decision, "Approve").HasAttribute("disabled"));
        Assert.True(Button(decision, "Reject").HasAttribute("disabled"));

        decision.Find("textarea").Input("It is the wrong Aria.");

        Assert.False(Button(decision, "Reject").HasAttribute("disabled"));
    }

    [Fact]
    public void Asks_the_requester_why_and_says_who_can_approve()
    {
        var decision = Render(RequestState.Draft, refusal: null, mine: true);
        Assert.True(Button(decision, "Submit").HasAttribute("disabled"));
        Assert.Contains("Bea or Cal can approve it", decision.Markup, StringComparison.Ordinal);

        decision.Find("textarea").Input("She left.");

        Assert.False(Button(decision, "Submit").HasAttribute("disabled"));
    }

    [Fact]
    public void Cannot_be_asked_for_while_something_stands_in_the_way()
    {
        var decision = Render(RequestState.Draft, refusal: null, mine: true, new Blocker("agency.deals", Guid.Empty.ToString(), "Launch", "is under legal hold"));

        decision.Find("textarea").Input("She left.");

        Assert.True(Button(decision, "Submit").HasAttribute("disabled"));
        Assert.Equal("Clear what stands in the way first.", decision.Find(".why-not").TextContent);
    }

    IRenderedComponent<RequestDecision> Render(RequestState state, string? refusal, bool mine = false, params Blocker[] blockers)
    {
        var card = new RequestCard(Guid.Empty, "Move Aria to the trash", state, Guid.Empty, "Ann", state == RequestState.Draft ? null : "She left.", 1, [], s_asked, s_asked, null, null, null);
        return Render<RequestDecision>(p => p.Add(d => d.Request,
            new Agency.Approvals.RequestPage(card, "hash", new Impact([], [], blockers), [], [], refusal, mine, ["Bea", "Cal"], null, null, null, null)));
    }

    static AngleSharp.Dom.IElement Button(IRenderedComponent<RequestDecision> decision, string words) =>
        decision.FindAll("button").Single(b => b.TextContent.Contains(words, StringComparison.Ordinal));

    sealed class Nobody : CurrentPerson
    {
        public override ValueTask<Guid?> IdAsync(CancellationToken ct = default) => ValueTask.FromResult<Guid?>(null);
    }
}
