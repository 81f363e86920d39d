using Agency.Approvals;
using Agency.History;
using Agency.Talents;
using Agency.Tests.Data;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Talents;

public sealed class Editing_a_talent : AgencyTest
{
    static readonly TalentForm s_aria = new()
    {
        StageName = "Aria Vale", LegalName = "Ariadne Vale", Type = TalentType.Musician, Status = TalentStatus.Onboarding, Pronouns = "she/her", Country = "GB",
        Niches = "beauty, travel", CommissionPercent = 17.25m, PayoutCurrency = "EUR", Bio = "Sings.",
    };

    static readonly (string Field, TalentForm Form)[] s_flawed =
    [
        ("StageName", s_aria with { StageName = "" }), ("StageName", s_aria with { StageName = "   " }), ("StageName", s_aria with { StageName = new string('x', 201) }),
        ("LegalName", s_aria with { LegalName = new string('x', 201) }), ("Pronouns", s_aria with { Pronouns = new string('x', 61) }), ("Country", s_aria with { Country = "Britain" }),
        ("Country", s_aria with { Country = "gb" }), ("Niches", s_aria with { Niches = new string('x', 501) }), ("Bio", s_aria with { Bio = new string('x', 4001) }),
        ("CommissionPercent", s_aria with { CommissionPercent = -0.4m }), ("CommissionPercent", s_aria with { CommissionPercent = 100.4m }), ("CommissionPercent", s_aria with { CommissionPercent = 101 }),
        ("CommissionPercent", s_aria with { CommissionPercent = decimal.MaxValue }), ("CommissionPercent", s_aria with { CommissionPercent = 12.345m }),
        ("PayoutCurrency", s_aria with { PayoutCurrency = "" }), ("PayoutCurrency", s_aria with { PayoutCurrency = "pounds" }),
        ("Type", s_aria with { Type = (TalentType)99 }), ("Status", s_aria with { Status = (TalentStatus)99 }),
    ];

    Guid _aria;

    protected override async Task ArrangeAsync()
    {
        _aria = await Agency.AddTalentAsync("Aria");
    }

    [Fact]
    public async Task Saves_every_field_and_says_what_was_meant()
    {
        var opened = await FormAsync();

        Done(await EditAsync(Ann, s_aria with { Version = opened.Version }));

        var saved = await FormAsync();
        Assert.Equal(s_aria with { Version = saved.Version }, saved);
        Assert.NotEqual(opened.Version, saved.Version);
        var log = await Agency.As<HistoryService>(Ann).RowLogAsync("agency.talents", _aria);
        Assert.Equal(["talent.edited", "talent.added"], log.Changes.Select(c => c.Intent));
    }

    [Fact]
    public async Task Takes_empty_boxes_for_nothing_and_whole_limits_for_enough()
    {
        var opened = await FormAsync();
        var full = opened with { StageName = " " + new string('x', 198) + " ", Country = "", Niches = " , ,", Bio = new string('x', 4000), CommissionPercent = 100 };

        Done(await EditAsync(Ann, full));

        var saved = await FormAsync();
        Assert.Equal((198, null, "", 100m), (saved.StageName.Length, saved.Country, saved.Niches, saved.CommissionPercent));
    }

    [Fact]
    public async Task Tells_who_comes_second_that_somebody_saved_first_and_loses_nothing()
    {
        var (first, second) = (await FormAsync(), await FormAsync());
        Done(await EditAsync(Bea, first with { Bio = "Bea's." }));

        Assert.IsType<Outcome.Conflict>(await EditAsync(Ann, second with { Pronouns = "they/them" }));

        var now = await FormAsync();
        Assert.Equal(("Bea's.", null), (now.Bio, now.Pronouns));
        Done(await EditAsync(Ann, now with { Pronouns = "they/them" }));
        Assert.Equal(("Bea's.", "they/them"), (await FormAsync()) switch { var f => (f.Bio, f.Pronouns) });
    }

    [Fact]
    public async Task Lets_one_of_two_save_who_save_at_once()
    {
        var form = await FormAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => EditAsync(Ann, form with { Bio = $"Bio {n}" })));
        Assert.Single(outcomes, o => o is Outcome.Done);
        Assert.Equal(3, outcomes.Count(o => o is Outcome.Conflict));
    }

    [Fact]
    public async Task Names_the_field_that_breaks_a_rule_and_saves_nothing()
    {
        var before = await Database.ImageAsync();
        var version = (await FormAsync()).Version;
        foreach (var (field, form) in s_flawed)
        {
            Commands.RefusedAt(field, await EditAsync(Ann, form with { Version = version }));
            Commands.RefusedAt(field, await Agency.As<TalentService>(Ann).AddAsync(form));
        }
        Assert.Equal(before, await Database.ImageAsync());
    }

    [Fact]
    public async Task Names_the_stage_name_where_another_live_talent_has_it()
    {
        var bo = await Agency.AddTalentAsync("Bo");
        Commands.RefusedAt("StageName", await EditAsync(Ann, (await FormAsync()) with { StageName = "bO " }));
        Commands.RefusedAt("StageName", await Agency.As<TalentService>(Ann).AddAsync(new TalentForm { StageName = "BO" }));

        var (id, hash) = await Agency.RequestAsync(new RemoveTalent(bo));
        Done(await Agency.As<ApprovalService>(Cal).ApproveAsync(id, hash));
        Done(await EditAsync(Ann, (await FormAsync()) with { StageName = "Bo" }));
        Assert.Null(await Agency.As<TalentService>(Ann).FormAsync(bo));
        Assert.Equal("This talent is in the trash or gone.", Assert.IsType<Outcome.Refused>(await Agency.As<TalentService>(Ann).EditAsync(bo, s_aria)).Because);
    }

    [Fact]
    public async Task Is_for_admins()
    {
        var version = (await FormAsync()).Version;
        await Agency.AreForAdminsAsync(person => EditAsync(person, s_aria with { Version = version }));
    }

    [Fact]
    public async Task Adding_one_is_for_admins() => await Agency.AreForAdminsAsync(person => Agency.As<TalentService>(person).AddAsync(s_aria));

    [Fact]
    public async Task Asks_for_the_role_each_time()
    {
        var (bea, number) = (Agency.As<TalentService>(Bea), 0);
        await Agency.ReadRolesEachTimeAsync(() => bea.AddAsync(s_aria with { StageName = $"Talent {number++}" }));
    }

    async Task<TalentForm> FormAsync() => (await Agency.As<TalentService>(Ann).FormAsync(_aria))!;

    Task<Outcome> EditAsync(Guid? person, TalentForm form) => Agency.As<TalentService>(person).EditAsync(_aria, form);
}
