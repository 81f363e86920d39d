using Agency.Analytics;
using Agency.Deals;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Analytics;

public sealed class The_numbers_on_the_home_page
{
    [Fact]
    public async Task Count_what_is_open_booked_and_quiet()
    {
        await using var agency = await OpenAsync();
        var talent = await agency.AddTalentAsync("Aria");
        var deals = agency.As<DealService>(Ann);
        Done(await deals.AddAsync(new DealForm { Title = "Lead", TalentId = talent, Gross = 100, Stage = DealStage.Lead }));
        await agency.Database.AskAsync($"insert into agency.deals (id, title, talent_id, gross_minor, stage, signed_on) values (gen_random_uuid(), 'Signed', '{talent}', 250050, 'contracted', now() at time zone 'UTC')");
        Done(await deals.AddAsync(new DealForm { Title = "In euros", TalentId = talent, Gross = 7, Currency = "EUR", Stage = DealStage.Negotiating }));
        Done(await deals.AddAsync(new DealForm { Title = "Lost", TalentId = talent, Gross = 9, Stage = DealStage.Lost, LostReason = "Budget" }));
        await agency.Database.AskAsync("update agency.deals set probability_bps = 5000, updated_at = now() - interval '15 days' where title in ('Lead', 'In euros')");

        var numbers = await agency.As<HomeService>(Max).GetAsync();

        Assert.Equal((1, 3, 2), (numbers.ActiveTalents, numbers.OpenDeals, numbers.QuietDeals));
        Assert.Equal([new Amount("GBP", 250_050, 1)], numbers.Booked);
        Assert.Equal([new Amount("GBP", 5_000, 1), new Amount("EUR", 350, 1)], numbers.Pipeline);
        Assert.Equal(["In euros", "Lead"], numbers.QuietRows.Select(d => d.Title).Order());
    }
}
