using Agency.Calendar;
using Agency.Deals;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Calendar;

public sealed class What_falls_on_a_day : AgencyTest
{
    static readonly DateOnly s_first = new(2026, 5, 1), s_last = new(2026, 5, 31);
    Guid _aria, _deal;

    protected override async Task ArrangeAsync()
    {
        _aria = await Agency.AddTalentAsync("Aria");
        _deal = await Agency.AddDealAsync(_aria, "Summer");
        var rights = Agency.As<RightService>(Ann);
        Done(await Agency.As<DeliverableService>(Ann).AddAsync(_deal, new DeliverableForm { Title = "Film", DraftDue = s_first, PublishOn = s_last }));
        Done(await rights.SaveRightAsync(_deal, null, new UsageRightForm { StartsOn = new(2026, 5, 2), DurationDays = 1 }));
        Done(await rights.SaveRightAsync(_deal, null, new UsageRightForm { StartsOn = new(2026, 6, 1), DurationDays = 1 }));
        Done(await rights.SaveExclusivityAsync(_deal, null, new ExclusivityForm { Category = "shoes", StartsOn = new(2026, 1, 1), EndsOn = new(2026, 5, 3) }));
        Done(await Agency.As<TeamService>(Ann).SaveRepresentationAsync(_aria, null, new RepresentationForm { Status = RepresentationStatus.Active, StartsOn = new(2026, 1, 1), EndsOn = new(2026, 5, 4) }));
    }

    [Fact]
    public async Task Is_what_is_due_and_what_ends_and_nothing_of_a_deal_that_is_lost()
    {
        var calendar = Agency.As<CalendarService>(Max);
        var then = new DateTimeOffset(await Database.AskAsync<DateTime>("select clock_timestamp()"));
        var whole = new[] { CalendarKind.DraftDue, CalendarKind.UsageEnds, CalendarKind.ExclusivityEnds, CalendarKind.RepresentationEnds, CalendarKind.Publishing };
        Assert.Equal(whole, (await calendar.BetweenAsync(s_first, s_last, _aria)).Select(e => e.Kind));
        Assert.Empty(await calendar.BetweenAsync(s_first, s_last, await Agency.AddTalentAsync("Bo")));
        var deals = Agency.As<DealService>(Ann);
        Done(await deals.MoveAsync(_deal, DealStage.Lost, "Budget.", (await deals.MissingAsync(_deal))!.Version));
        Assert.Equal([CalendarKind.RepresentationEnds], (await calendar.BetweenAsync(s_first, s_last)).Select(e => e.Kind));
        Assert.Equal(whole, (await calendar.BetweenAsync(s_first, s_last, at: then)).Select(e => e.Kind));
    }
}
