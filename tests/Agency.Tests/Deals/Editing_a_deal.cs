using Agency.Approvals;
using Agency.Deals;
using Agency.History;
using Agency.Talents;
using Agency.Tests.Data;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Deals;

public sealed class Editing_a_deal : AgencyTest
{
    Guid _aria;
    Guid _deal;
    DealForm _full = null!;

    protected override async Task ArrangeAsync()
    {
        _aria = await Agency.AddTalentAsync("Aria");
        _deal = await Agency.AddDealAsync(_aria, "Summer campaign");
        await Database.AskAsync($"insert into agency.companies (id, trade_name, kind) values ('{Guid.AllBitsSet}', 'Lumen', 'brand')");
        _full = new()
        {
            Title = "Winter campaign", TalentId = await Agency.AddTalentAsync("Bo"), BrandId = Guid.AllBitsSet, Stage = DealStage.Lost, FeeType = FeeType.RevenueShare, Gross = 1234.56m,
            Currency = "EUR", CommissionPercent = 12.5m, SignedOn = new(2026, 1, 2), StartsOn = new(2026, 2, 1), EndsOn = new(2026, 2, 1), ExpectedClose = new(2026, 1, 1),
            LostReason = "Too dear.", Notes = "Call again.",
        };
    }

    [Fact]
    public async Task Saves_every_field_and_says_what_was_meant()
    {
        Done(await EditAsync(Bea, _full with { Version = (await FormAsync()).Version }));

        var saved = await FormAsync();
        Assert.Equal(_full with { Version = saved.Version }, saved);
        var log = await Agency.As<HistoryService>(Ann).RowLogAsync("agency.deals", _deal);
        Assert.Equal([("deal.edited", "Bea"), ("deal.added", "Ann")], log.Changes.Select(c => (c.Intent, c.ActorName)));
        Assert.Contains(new FieldChange("title", "Summer campaign", "Winter campaign"), log.Changes[0].Fields);
    }

    [Theory, InlineData("JPY", "1500", 1500), InlineData("KWD", "1.255", 1255), InlineData("GBP", "0", 0), InlineData("GBP", "1000000000", 100_000_000_000)]
    public async Task Keeps_money_in_the_minor_units_of_its_currency(string currency, string typed, long minor)
    {
        var gross = decimal.Parse(typed);
        Done(await EditAsync(Ann, (await FormAsync()) with { Currency = currency, Gross = gross }));
        Assert.Equal((minor, gross), (await Database.AskAsync<long>($"select gross_minor from agency.deals where id = '{_deal}'"), (await FormAsync()).Gross));
    }

    [Fact]
    public async Task Tells_who_comes_second_that_somebody_saved_first_and_loses_nothing()
    {
        var (first, second) = (await FormAsync(), await FormAsync());
        Done(await EditAsync(Bea, first with { Notes = "Bea's." }));

        Assert.IsType<Outcome.Conflict>(await EditAsync(Ann, second with { Notes = "Ann's." }));

        Assert.Equal("Bea's.", (await FormAsync()).Notes);
    }

    [Fact]
    public async Task Names_the_field_that_breaks_a_rule_and_saves_nothing()
    {
        (string Field, DealForm Form)[] flawed =
        [
            ("Title", _full with { Title = "" }), ("Title", _full with { Title = " " }), ("Title", _full with { Title = new string('x', 201) }), ("TalentId", _full with { TalentId = null }),
            ("Gross", _full with { Gross = -0.4m }), ("Gross", _full with { Gross = -1 }), ("Gross", _full with { Gross = 3_000_000_000 }), ("Gross", _full with { Gross = 1.005m }),
            ("Gross", _full with { Gross = 1.5m, Currency = "JPY" }), ("Currency", _full with { Currency = "euro" }), ("Currency", _full with { Currency = "" }),
            ("CommissionPercent", _full with { CommissionPercent = 100.4m }), ("CommissionPercent", _full with { CommissionPercent = -0.4m }), ("CommissionPercent", _full with { CommissionPercent = 1.005m }),
            ("EndsOn", _full with { EndsOn = new(2026, 1, 31) }), ("LostReason", _full with { LostReason = " " }), ("LostReason", _full with { LostReason = new string('x', 1001) }),
            ("Notes", _full with { Notes = new string('x', 4001) }), ("Stage", _full with { Stage = (DealStage)99 }), ("FeeType", _full with { FeeType = (FeeType)99 }),
            ("TalentId", _full with { TalentId = Guid.AllBitsSet }), ("BrandId", _full with { BrandId = _deal }),
        ];
        var before = await Database.ImageAsync();
        var version = (await FormAsync()).Version;
        foreach (var (field, form) in flawed)
        {
            Commands.RefusedAt(field, await EditAsync(Ann, form with { Version = version }));
            Commands.RefusedAt(field, await Agency.As<DealService>(Ann).AddAsync(form));
        }
        Assert.Equal(before, await Database.ImageAsync());
    }

    [Fact]
    public async Task Moves_to_no_talent_in_the_trash_and_is_not_there_itself()
    {
        var (removal, hash) = await Agency.RequestAsync(new RemoveTalent(_aria));
        Done(await Agency.As<ApprovalService>(Cal).ApproveAsync(removal, hash));
        var bos = await Agency.AddDealAsync(_full.TalentId!.Value, "Spring campaign");
        var form = (await Agency.As<DealService>(Ann).FormAsync(bos))!;

        Assert.Equal("AG002", Assert.IsType<Outcome.Refused>(await Agency.As<DealService>(Ann).EditAsync(bos, form with { TalentId = _aria })).SqlState);
        Assert.Equal("AG002", Assert.IsType<Outcome.Refused>(await Agency.As<DealService>(Ann).AddAsync(_full with { TalentId = _aria })).SqlState);
        Assert.Equal("This deal is in the trash or gone.", Assert.IsType<Outcome.Refused>(await EditAsync(Ann, _full)).Because);
    }

    [Fact]
    public async Task Is_for_admins()
    {
        var version = (await FormAsync()).Version;
        await Agency.AreForAdminsAsync(person => EditAsync(person, _full with { Version = version }));
    }

    [Fact]
    public async Task Adding_one_is_for_admins() => await Agency.AreForAdminsAsync(person => Agency.As<DealService>(person).AddAsync(_full));

    [Fact]
    public async Task Asks_for_the_role_each_time()
    {
        var bea = Agency.As<DealService>(Bea);
        await Agency.ReadRolesEachTimeAsync(() => bea.AddAsync(_full));
    }

    async Task<DealForm> FormAsync() => (await Agency.As<DealService>(Ann).FormAsync(_deal))!;

    Task<Outcome> EditAsync(Guid? person, DealForm form) => Agency.As<DealService>(person).EditAsync(_deal, form);
}
