using Agency.Approvals;
using Agency.History;
using Agency.People;
using Agency.Talents;

namespace Agency.Tests.People;

public sealed class What_not_everybody_sees : AgencyTest
{
    DateTimeOffset _before;
    Guid _aria;

    [Theory]
    [InlineData("admin", true)]
    [InlineData("approver", true)]
    [InlineData("manager", false)]
    [InlineData("nobody", false)]
    public async Task Is_the_legal_name_of_a_talent_neither_on_its_page_nor_in_history_nor_in_a_plan(string who, bool sees)
    {
        Guid? person = who switch { "admin" => TestAgency.Ann, "approver" => TestAgency.Cal, "manager" => TestAgency.Max, _ => null };
        var (old, now) = sees ? ("Ariadne Vale", "Ariadne Vale-Okoro") : ("restricted", "restricted");

        Assert.Equal(sees ? now : null, (await Agency.As<TalentService>(person).GetAsync(_aria))!.LegalName);

        var history = Agency.As<HistoryService>(person);
        var edit = (await history.RowLogAsync("agency.talents", _aria)).Changes[0];
        Assert.Equal(new FieldChange("legal_name", old, now), Assert.Single(edit.Fields, f => f.Field == "legal_name"));
        Assert.Equal<FieldChange>(edit.Fields, (await history.ChangesAsync(edit.CommitId)).Changes[0].Fields);
        Assert.Equal(now, Assert.Single(await history.BlameAsync("agency.talents", _aria), b => b.Field == "legal_name").Value);
        var difference = Assert.Single((await history.DiffAsync(_before, await NowAsync(), "agency.talents")).Rows);
        Assert.Equal(new FieldChange("legal_name", null, now), Assert.Single(difference.Fields, f => f.Field == "legal_name"));
        Assert.Contains(difference.Fields, f => f is { Field: "pronouns", After: "she/her" });

        var plan = TestAgency.Done(await Agency.As<ApprovalService>(TestAgency.Ann).PlanAsync(new EraseTalent(_aria)));
        var planned = Assert.Single(await Agency.As<Inbox>(person).RowsAsync(plan, new()));
        Assert.Equal(new FieldChange("legal_name", now, null), Assert.Single(planned.Fields, f => f.Field == "legal_name"));
    }

    protected override async Task ArrangeAsync()
    {
        _before = await NowAsync();
        _aria = TestAgency.Done(await Agency.As<TalentService>(TestAgency.Ann).AddAsync(new() { StageName = "Aria Vale", LegalName = "Ariadne Vale", Pronouns = "she/her" }));
        var form = await Agency.As<TalentService>(TestAgency.Ann).FormAsync(_aria);
        TestAgency.Done(await Agency.As<TalentService>(TestAgency.Ann).EditAsync(_aria, form! with { LegalName = "Ariadne Vale-Okoro" }));
    }

    async Task<DateTimeOffset> NowAsync() => new(await Database.AskAsync<DateTime>("select clock_timestamp()"));
}
