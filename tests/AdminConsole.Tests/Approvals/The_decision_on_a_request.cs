using AdminConsole.Approvals;
using AdminConsole.People;
using AdminConsole.Shared;
using Agency.Approvals;
using Agency.Data;
using Agency.People;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace AdminConsole;

public sealed class The_decision_on_a_request : BunitContext
{
    static readonly DateTimeOffset s_asked = new(2026, 5, 3, 9, 0, 0, TimeSpan.Zero);

    readonly BunitAuthorizationContext _who;

    public The_decision_on_a_request()
    {
        _who = AddAuthorization().SetAuthorized("Ann").SetRoles("admin");
        ComponentFactories.AddStub<ApplyAlone>();
        ComponentFactories.AddStub<PolicyAsked>();
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

    [Fact]
    public void Wants_the_number_of_rows_typed_where_there_are_more_than_ten()
    {
        var decision = Render(Page(RequestState.Pending) with { Card = Card(RequestState.Pending) with { RowCount = 1_204 } });
        Assert.True(Button(decision, "Approve").HasAttribute("disabled"));
        Assert.Contains("To approve, type how many rows this changes.", decision.Markup, StringComparison.Ordinal);

        decision.Find("#count").Input("1200");
        Assert.Contains("It does not change 1,200 rows", decision.Markup, StringComparison.Ordinal);
        decision.Find("#count").Input("1,204");

        Assert.False(Button(decision, "Approve").HasAttribute("disabled"));
    }

    [Fact]
    public void Says_how_many_have_signed_and_lets_whoever_did_take_it_back()
    {
        var page = Page(RequestState.Pending) with
        {
            Card = Card(RequestState.Pending) with { Quorum = 2, Approvals = 1 },
            Policy = new(2, [], 10_080, 1_440, false, []),
            Votes = [new("Bea", "approve", null, s_asked, OnBehalfOf: "Cal", SignedInAt: s_asked)],
            MayRetract = true,
        };
        var decision = Render(page);

        Assert.Contains("1 of 2 signed", decision.Markup, StringComparison.Ordinal);
        Assert.Contains("on behalf of Cal", decision.Markup, StringComparison.Ordinal);
        Assert.Equal("You have approved this; the others must come from other people.", decision.Find("#why-not").TextContent);
        Assert.True(Button(decision, "Approve").HasAttribute("disabled"));
        Assert.NotNull(Button(decision, "Take my approval back"));
    }

    [Fact]
    public void Says_of_the_first_of_two_signatures_that_it_does_not_apply_it()
    {
        var two = Page(RequestState.Pending) with { Policy = new(2, [], 10_080, 1_440, false, []) };
        Assert.Equal("Approve", Button(Render(two), "Approve").TextContent.Trim());
        Assert.Equal("Approve and apply", Button(Render(two with { Card = Card(RequestState.Pending) with { Quorum = 2, Approvals = 1 } }), "Approve").TextContent.Trim());
    }

    [Fact]
    public void Asks_the_requester_again_before_it_is_withdrawn_with_the_focus_on_cancel()
    {
        var decision = Render(Page(RequestState.Pending, "You asked for this on 3 May; somebody else must decide.") with { IsMine = true });

        Button(decision, "Withdraw").Click();

        var question = decision.Find("[role=alertdialog]");
        Assert.Equal(["Cancel", "Withdraw it"], question.QuerySelectorAll("button").Select(b => b.TextContent));
        JSInterop.VerifyFocusAsyncInvoke().Arguments[0].ShouldBeElementReferenceTo(question.QuerySelector("button")!);
        question.KeyDown("Escape");
        Assert.Empty(decision.FindAll("[role=alertdialog]"));
    }

    [Fact]
    public void Lets_an_approved_one_be_vetoed_with_a_reason()
    {
        var decision = Render(Page(RequestState.Approved));
        Assert.True(Button(decision, "Veto").HasAttribute("disabled"));

        decision.Find("textarea").Input("The client has called.");

        Assert.False(Button(decision, "Veto").HasAttribute("disabled"));
        Assert.DoesNotContain("Apply now", decision.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Lets_an_approver_try_again_what_failed_and_says_why_and_how_often()
    {
        _who.SetRoles("approver");
        var failed = new RequestStep(s_asked, null, RequestState.Executing, RequestState.Failed, "57014", "canceling statement due to statement timeout");
        var decision = Render(Page(RequestState.Failed) with { Steps = [failed, failed], StaleBecause = failed.Detail });

        Assert.Contains("Applying it failed twice", decision.Markup, StringComparison.Ordinal);
        Assert.Contains("statement timeout", decision.Markup, StringComparison.Ordinal);
        Assert.False(Button(decision, "Try again").HasAttribute("disabled"));
    }

    [Fact]
    public void Lets_a_stand_in_choose_for_whom()
    {
        var decision = Render(Page(RequestState.Pending, "Only someone who was an approver before this was asked may decide.") with { Absent = [new(Guid.AllBitsSet, "Cal")] });

        Assert.Equal(["Cal, whom you stand in for"], decision.FindAll("#behalf option").Select(o => o.TextContent));
        Assert.False(Button(decision, "Approve").HasAttribute("disabled"));
    }

    [Theory]
    [InlineData(RequestState.Stale)]
    [InlineData(RequestState.Rejected)]
    [InlineData(RequestState.Expired)]
    [InlineData(RequestState.Withdrawn)]
    [InlineData(RequestState.FailedFinal)]
    public void Offers_an_admin_to_plan_again_what_is_over(RequestState over)
    {
        Assert.NotNull(Button(Render(Page(over)), "Plan it again"));

        _who.SetRoles("approver");
        Assert.DoesNotContain("Plan it again", Render(Page(over)).FindAll("button").Select(b => b.TextContent.Trim()));
    }

    IRenderedComponent<RequestDecision> Render(RequestState state, string? refusal, bool mine = false, params Blocker[] blockers) =>
        Render(Page(state, refusal) with { IsMine = mine, Impact = new Impact([], [], blockers) });

    IRenderedComponent<RequestDecision> Render(Agency.Approvals.RequestPage page) => Render<RequestDecision>(p => p.Add(d => d.Request, page));

    static Agency.Approvals.RequestPage Page(RequestState state, string? refusal = null) =>
        new(Card(state), "hash", new Impact([], [], []), [], [], refusal, false, ["Bea", "Cal"], null, null, null, null);

    static RequestCard Card(RequestState state) =>
        new(Guid.Empty, "Move Aria to the trash", state, Guid.Empty, "Ann", state == RequestState.Draft ? null : "She left.", 1, [], s_asked, s_asked, null, null, null);

    static AngleSharp.Dom.IElement Button(IRenderedComponent<RequestDecision> decision, string words) =>
        decision.FindAll("button").Single(b => b.TextContent.Contains(words, StringComparison.Ordinal));

    sealed class Nobody : CurrentPerson
    {
        public override ValueTask<Guid?> IdAsync(CancellationToken ct = default) => ValueTask.FromResult<Guid?>(null);
    }
}
