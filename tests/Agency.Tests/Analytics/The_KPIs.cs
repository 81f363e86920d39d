using Agency.Analytics;
using Agency.Tests.Invoices;

namespace Agency.Tests.Analytics;

public sealed class The_KPIs : MoneyAgency
{
    [Fact]
    public async Task Say_what_was_sold_billed_and_earned_and_that_the_books_reconcile()
    {
        var won = await Agency.AddDealAsync(Talent, "Won", 1000);
        var lost = await Agency.AddDealAsync(Talent, "Lost", 500);
        await Agency.AddDealAsync(Talent, "Open", 2000);
        await Database.AskAsync($"update agency.deals set stage = 'contracted', signed_on = current_date, brand_id = '{Acme}' where id = '{won}'; update agency.deals set stage = 'lost', lost_reason = 'Budget' where id = '{lost}'; update agency.deals set probability_bps = 5000 where title = 'Open'");
        await ReceiveAsync(await IssuedAsync(won, 1000), 600);

        var (sales, money) = (await ReadAsync("Sales"), await ReadAsync("Money"));

        Assert.Equal((100_000m, 20_000m, 100_000m), (sales["booked_value"], sales["booked_commission"], sales["weighted_pipeline"]));
        Assert.Equal((50m, 100m, 100m, 100m), (sales["win_rate"], sales["utilisation"], sales["top_brands"], sales["top_talents"]));
        Assert.Equal((120_000m, 60_000m, 60_000m), (money["billed"], money["collected"], money["outstanding"]));
        Assert.Equal((10_000m, 40_000m, 20m, 0m, 0m), (money["commission_earned"], money["held_for_talents"], money["effective_commission"], money["oldest_held"], money["reconciles"]));
        foreach (var section in KpiService.Sections)
            Assert.All((await Agency.As<KpiService>(TestAgency.Max).GetAsync(section, new(2026, 1, 1), new(2026, 12, 31))).Kpis, kpi => Assert.NotEmpty(kpi.Definition));
    }

    [Fact]
    public async Task Are_the_same_as_they_were_at_a_moment()
    {
        var deal = await Agency.AddDealAsync(Talent, "Won", 1000);
        await Database.AskAsync($"update agency.deals set stage = 'contracted', signed_on = current_date where id = '{deal}'");
        var then = new DateTimeOffset(await Database.AskAsync<DateTime>("select clock_timestamp()"));
        await Database.AskAsync($"update agency.deals set gross_minor = 1 where id = '{deal}'");

        foreach (var section in KpiService.Sections.Where(s => s != "Control"))
            Assert.NotEmpty((await Agency.As<KpiService>(TestAgency.Max).GetAsync(section, new(2026, 1, 1), new(2026, 12, 31), then)).Kpis);
        Assert.Equal(100_000m, (await ReadAsync("Sales", then))["booked_value"]);
        Assert.Equal(1m, (await ReadAsync("Sales"))["booked_value"]);
    }

    async Task<Dictionary<string, decimal?>> ReadAsync(string section, DateTimeOffset? at = null) =>
        (await Agency.As<KpiService>(TestAgency.Max).GetAsync(section, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-30), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), at)).Kpis.Where(k => k.Values.Count > 0).ToDictionary(k => k.Code, k => k.Values[0].Amount, StringComparer.Ordinal);
}
