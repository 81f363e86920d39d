using Agency.Deals;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Deals;

public sealed class What_a_deal_gives_and_forbids : AgencyTest
{
    Guid _aria, _bo, _summer, _winter;

    protected override async Task ArrangeAsync()
    {
        (_aria, _bo) = (await Agency.AddTalentAsync("Aria"), await Agency.AddTalentAsync("Bo"));
        (_summer, _winter) = (await Agency.AddDealAsync(_aria, "Summer"), await Agency.AddDealAsync(_aria, "Winter"));
        await Database.AskAsync($"""
            insert into agency.companies (id, trade_name, kind) values ('{Guid.AllBitsSet}', 'Lumen', 'brand');
            update agency.deals set brand_id = '{Guid.AllBitsSet}' where id = '{_winter}'
            """);
    }

    RightService Rights => Agency.As<RightService>(Ann);

    [Fact]
    public async Task Conflicts_with_another_deal_of_the_talent_for_the_same_goods_or_with_a_named_competitor_at_the_same_time_and_place()
    {
        var form = new ExclusivityForm { Category = "Skincare", StartsOn = new(2026, 5, 1), EndsOn = new(2026, 8, 31), Territories = "GB, IE" };
        Done(await Rights.SaveExclusivityAsync(_winter, null, form));

        Assert.Single(await Rights.ConflictsAsync(_summer, form with { Territories = "ie", StartsOn = new(2026, 8, 31), EndsOn = new(2026, 12, 31) }));
        Assert.Single(await Rights.ConflictsAsync(_summer, form with { Territories = "worldwide" }));
        Assert.Empty(await Rights.ConflictsAsync(_summer, form with { Territories = "FR" }));
        Assert.Empty(await Rights.ConflictsAsync(_summer, form with { StartsOn = new(2026, 9, 1), EndsOn = new(2026, 9, 2) }));
        Assert.Empty(await Rights.ConflictsAsync(_summer, form with { Category = "shoes" }));
        Assert.Contains("Lumen", Assert.Single(await Rights.ConflictsAsync(_summer, form with { Category = "shoes", Competitors = "Halden, lumen" })).Because);

        Done(await Rights.SaveExclusivityAsync(_summer, null, form with { Category = "shoes", Competitors = "Lumen" }));
        Assert.Equal([_winter], (await Rights.OfAsync(_summer))!.Conflicts.Select(c => c.DealId));
        Assert.Equal([_summer], (await Rights.OfAsync(_winter))!.Conflicts.Select(c => c.DealId));
        await Database.AskAsync($"update agency.deals set stage = 'lost', lost_reason = 'Budget' where id = '{_winter}'");
        Assert.Empty((await Rights.OfAsync(_summer))!.Conflicts);
    }

    [Fact]
    public async Task Renews_a_right_by_a_deal_of_its_own_once()
    {
        var right = Done(await Rights.SaveRightAsync(_summer, null, new UsageRightForm { Media = "paid, ooh", StartsOn = new(2026, 1, 1), DurationDays = 31, RenewalFee = 500 }));
        Assert.Equal(new DateOnly(2026, 1, 31), (await Rights.OfAsync(_summer))!.Rights.Single().EndsOn);
        Assert.Equal("Media", Assert.IsType<Outcome.Refused>(await Rights.SaveRightAsync(_summer, null, new UsageRightForm { Media = "radio", StartsOn = new(2026, 1, 1) })).Field);

        var renewal = Done(await Rights.RenewAsync(right));

        var deal = (await Agency.As<DealService>(Max).GetAsync(renewal))!;
        Assert.Equal(("Renewal: Summer", DealStage.Lead, 50000, new DateOnly(2026, 2, 1), new DateOnly(2026, 3, 3)), (deal.Deal.Title, deal.Deal.Stage, deal.Deal.GrossMinor, deal.StartsOn, deal.EndsOn));
        Assert.IsType<Outcome.Refused>(await Rights.RenewAsync(right));
    }

    [Fact]
    public async Task Counts_rounds_of_revision_and_goes_live_only_with_its_address()
    {
        var deliverables = Agency.As<DeliverableService>(Ann);
        var film = Done(await deliverables.AddAsync(_summer, new DeliverableForm { Title = "Film", PublishOn = new(2026, 5, 1) }));
        foreach (var (from, to) in new[] { (DeliverableStatus.Planned, DeliverableStatus.Drafting), (DeliverableStatus.Drafting, DeliverableStatus.Submitted), (DeliverableStatus.Submitted, DeliverableStatus.ChangesRequested),
            (DeliverableStatus.ChangesRequested, DeliverableStatus.Submitted), (DeliverableStatus.Submitted, DeliverableStatus.Approved) })
            Done(await deliverables.MoveAsync(film, from, to));
        Assert.IsType<Outcome.Conflict>(await deliverables.MoveAsync(film, DeliverableStatus.Submitted, DeliverableStatus.Approved));
        Assert.IsType<Outcome.Refused>(await deliverables.MoveAsync(film, DeliverableStatus.Approved, DeliverableStatus.Verified));
        Assert.Equal("LiveUrl", Assert.IsType<Outcome.Refused>(await deliverables.MoveAsync(film, DeliverableStatus.Approved, DeliverableStatus.Live, "javascript:alert(1)")).Field);
        Done(await deliverables.MoveAsync(film, DeliverableStatus.Approved, DeliverableStatus.Live, "https://example.com/film"));

        var row = Assert.Single(await deliverables.OfAsync(_summer));
        Assert.Equal((DeliverableStatus.Live, 1, "https://example.com/film"), (row.Status, row.RevisionRounds, row.LiveUrl));
        Assert.NotNull(row.LiveAt);
    }

    [Fact]
    public async Task Is_shared_wholly_or_not_at_all()
    {
        var people = Agency.As<ParticipantService>(Ann);
        Assert.Equal([(_aria, 10000)], Shares(await people.OfAsync(_summer)));
        Assert.IsType<Outcome.Refused>(await people.ShareAsync(_summer, [new(_aria, "", 6000), new(_bo, "", 3999)]));
        Assert.IsType<Outcome.Refused>(await people.ShareAsync(_summer, [new(_bo, "", 10000)]));
        Done(await people.ShareAsync(_summer, [new(_aria, "", 6000), new(_bo, "", 4000)]));
        Done(await people.ShareAsync(_summer, [new(_aria, "", 3333), new(_bo, "", 6667)]));
        Assert.Equal([(_bo, 6667), (_aria, 3333)], Shares(await people.OfAsync(_summer)));
        Done(await people.ShareAsync(_summer, [new(_aria, "", 10000)]));
        Assert.Equal([(_aria, 10000)], Shares(await people.OfAsync(_summer)));

        static IEnumerable<(Guid, int)> Shares(DealPeople people) => people.Shares.Select(s => (s.TalentId, s.Bps));
    }
}
