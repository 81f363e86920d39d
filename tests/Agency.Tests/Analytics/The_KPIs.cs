using Agency.Analytics;
using Agency.Approvals;
using Agency.Deals;
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

    [Fact]
    public async Task Follow_each_deal_from_stage_to_stage()
    {
        await WalkAsync("Won", ("lead", 20), ("qualified", 18), ("negotiating", 13), ("contract_sent", 12), ("contracted", 2));
        await WalkAsync("Lost", ("lead", 20), ("qualified", 16), ("lost", 10));
        await WalkAsync("Stepped back", ("lead", 40), ("qualified", 25), ("negotiating", 22), ("qualified", 20), ("negotiating", 14), ("on_hold", 10), ("negotiating", 4));
        await WalkAsync("New", ("lead", 9));
        await WalkAsync("Lost on hold", ("lead", 12), ("on_hold", 10), ("lost", 3));
        var (removal, plan) = await Agency.RequestAsync(new RemoveDeal(await WalkAsync("In the trash", ("lead", 8), ("qualified", 7))));
        Assert.IsType<Outcome.Done>(await Agency.As<ApprovalService>(TestAgency.Bea).ApproveAsync(removal, plan));

        Assert.Equal(
            ["lead to qualified 50.0", "qualified to negotiating 66.7", "negotiating to contract sent 50.0", "contract sent to contracted 100.0", "contracted to in production 0.0",
             "lead_conversion 25.0", "lead 5.8", "qualified 6.7", "negotiating 1.0", "contract sent 10.0"], await StagesAsync(30, 0));
        Assert.Equal(["contract sent to contracted 100.0"], (await StagesAsync(12, 0)).Where(n => n.StartsWith("contract sent to", StringComparison.Ordinal)));
        Assert.Equal(["lead to qualified 100.0", "qualified to negotiating 33.3", "negotiating to contract sent 0.0", "lead_conversion 0.0", "lead 7.0", "negotiating 2.0"], await StagesAsync(30, 15, isPast: true));
    }

    /// <summary>A deal that came to each stage so many days ago.</summary>
    async Task<Guid> WalkAsync(string title, params (string Stage, int DaysAgo)[] steps)
    {
        var deal = await Database.AskAsync<Guid>($"insert into agency.deals (id, title, talent_id, stage) values (gen_random_uuid(), '{title}', '{Talent}', '{steps[0].Stage}') returning id");
        foreach (var (stage, _) in steps.Skip(1))
            await Database.AskAsync($"update agency.deals set stage = '{stage}', lost_reason = case '{stage}' when 'lost' then 'Budget' end where id = '{deal}'");
        await Database.ForceAsync($"""
            alter table history.changes disable trigger append_only;
            update history.changes c set at = now() - make_interval(days => (array[{string.Join(',', steps.Select(s => s.DaysAgo))}])[x.n])
              from (select h.seq, row_number() over (order by h.seq) as n from history.changes h where h.image ->> 'id' = '{deal}') x where x.seq = c.seq;
            alter table history.changes enable always trigger append_only
            """);
        return deal;
    }

    /// <summary>The stages' numbers in words, over the days from so many ago up to so many ago.</summary>
    async Task<IEnumerable<string>> StagesAsync(int from, int until, bool isPast = false)
    {
        var now = TimeProvider.System.GetUtcNow();
        var section = await Agency.As<KpiService>(TestAgency.Max).GetAsync("Stages", Day(from), Day(until), isPast ? now.AddDays(-until) : null);
        return section.Kpis.SelectMany(k => k.Values.Where(v => v.Amount is not null).Select(v => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{v.Label ?? k.Code} {v.Amount:0.0}")));

        DateOnly Day(int ago) => DateOnly.FromDateTime(now.UtcDateTime).AddDays(-ago);
    }

    async Task<Dictionary<string, decimal?>> ReadAsync(string section, DateTimeOffset? at = null) =>
        (await Agency.As<KpiService>(TestAgency.Max).GetAsync(section, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-30), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), at)).Kpis.Where(k => k.Values.Count > 0).ToDictionary(k => k.Code, k => k.Values[0].Amount, StringComparer.Ordinal);
}
