using AdminConsole.Approvals;
using Agency.Approvals;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole;

public sealed class A_card_in_the_inbox : BunitContext
{
    static readonly DateTimeOffset s_asked = new(2026, 5, 3, 9, 0, 0, TimeSpan.Zero);

    readonly Clock _clock = new();

    public A_card_in_the_inbox() => Services.AddSingleton<TimeProvider>(_clock);

    [Fact]
    public void Says_who_what_why_how_much_and_how_long_there_is()
    {
        _clock.Now = s_asked.AddHours(20);
        var card = Show(Pending);

        foreach (var said in (string[])["Ann", "Move Aria to the trash", "She left.", "1,204", "£1,200.00", "1 of 2", "20 h ago", "4 h left"])
            Assert.Contains(said, card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_in_the_last_quarter_of_its_time()
    {
        _clock.Now = s_asked.AddHours(17);
        Assert.False(Show(Pending).Find(".deadline").ClassList.Contains("near"));

        _clock.Now = s_asked.AddHours(19);
        Assert.True(Show(Pending).Find(".deadline").ClassList.Contains("near"));
    }

    [Fact]
    public void Says_that_a_machine_asked_or_that_somebody_broke_the_glass()
    {
        Assert.Contains("By a machine's key", Show(Pending with { ByMachine = true }).Find(".request-line").TextContent, StringComparison.Ordinal);
        Assert.Contains("Broke the glass", Show(Pending with { BrokeGlass = true }).Find(".request-line").TextContent, StringComparison.Ordinal);
    }

    static RequestCard Pending => new(Guid.Empty, "Move Aria to the trash", RequestState.Pending, Guid.Empty, "Ann", "She left.", 1_204, [new("gross", 120_000, "GBP")], s_asked, s_asked, null, null, null)
    {
        Quorum = 2,
        Approvals = 1,
        Deadline = s_asked.AddDays(1),
    };

    IRenderedComponent<RequestCardView> Show(RequestCard card) => Render<RequestCardView>(p => p.Add(c => c.Card, card).Add(c => c.MayReview, true));

    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
