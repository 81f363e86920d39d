using Agency.Approvals;
using Agency.Deals;
using Agency.History;
using Agency.People;
using Agency.Analytics;
using Agency.Recovery;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.History;

public sealed class Looking_back_at_a_row : AgencyTest
{
    Guid _aria, _deal;
    DateTimeOffset _before;

    protected override async Task ArrangeAsync()
    {
        _aria = await Agency.AddTalentAsync("Aria");
        _deal = await Agency.AddDealAsync(_aria, "Summer campaign");
        _before = await NowAsync();
    }

    [Fact]
    public async Task Blames_each_field_on_who_gave_it_its_value()
    {
        await EditAsync(Bea, "Aria Lane");
        await EditAsync(Ann, "Aria Lane", bio: "Sings.");

        var blame = (await Agency.As<HistoryService>(Max).BlameAsync("agency.talents", _aria)).ToDictionary(b => b.Field);

        Assert.Equal(("Aria Lane", "Bea", "talent.edited"), (blame["stage_name"].Value, blame["stage_name"].ActorName, blame["stage_name"].Intent));
        Assert.Equal(("Sings.", "Ann"), (blame["bio"].Value, blame["bio"].ActorName));
        Assert.Equal(("Ann", "talent.added"), (blame["status"].ActorName, blame["status"].Intent));
        Assert.Empty(await Agency.As<HistoryService>(Max).BlameAsync("agency.talents", Ann));
    }

    [Fact]
    public async Task Tells_what_differs_between_two_moments_and_not_what_was_put_back()
    {
        var bob = await Agency.AddTalentAsync("Bob");
        await EditAsync(Bea, "Aria Lane");
        var between = await NowAsync();
        await EditAsync(Bea, "Aria");

        var history = Agency.As<HistoryService>(Max);
        var first = (await history.DiffAsync(_before, between)).Rows;
        var all = (await history.DiffAsync(_before, await NowAsync(), "agency.talents")).Rows;

        Assert.Equal([(Difference.Changed, "Aria Lane"), (Difference.Added, "Bob")], first.OrderBy(d => d.Label, StringComparer.Ordinal).Select(d => (d.Kind, d.Label)));
        Assert.Equal(new FieldChange("stage_name", "Aria", "Aria Lane"), first.Single(d => d.Kind == Difference.Changed).Fields.Single());
        Assert.Equal(bob.ToString(), all.Single().RowId);
        Assert.Empty((await history.DiffAsync(_before, between, "agency.deals")).Rows);
        Assert.Equal(Difference.Removed, (await history.DiffAsync(between, _before)).Rows.Single(d => d.RowId == bob.ToString()).Kind);
    }

    [Fact]
    public async Task Pages_through_what_differs_without_missing_a_row()
    {
        await Database.AskAsync("insert into agency.talents (id, stage_name) select gen_random_uuid(), 'Talent ' || n from generate_series(1, 120) n");
        var history = Agency.As<HistoryService>(Max);
        List<string> ids = [];
        string? cursor = null;
        do
        {
            var page = await history.DiffAsync(_before, await NowAsync(), "agency.talents", cursor);
            ids.AddRange(page.Rows.Select(r => r.RowId));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal((120, 120), (ids.Count, ids.Distinct().Count()));
    }

    [Fact]
    public async Task Shows_the_whole_console_as_it_was()
    {
        await EditAsync(Bea, "Aria Lane");
        await Agency.AddTalentAsync("Bob");
        var (request, hash) = await Agency.RequestAsync(new RemoveTalent(_aria));
        Done(await Agency.As<ApprovalService>(Cal).ApproveAsync(request, hash));
        var trashed = await NowAsync();
        await Database.AskAsync($"update agency.role_grants set valid_until = now() where person_id = '{Bea}' and role = 'admin'");

        var talents = Agency.As<TalentService>(Max);
        foreach (var sort in new[] { "name", "added" })
            Assert.Equal([("Aria", (long?)1)], (await Agency.ListAsync("talents", new(Sort: sort, Columns: ["deals"]), _before)).Rows.Select(r => (r.Name, r.Cells[0].Number)));
        Assert.Equal("Aria", (await Agency.ListAsync("talents", new(Search: "ari", Filter: "status~active;updated~last-9d"), _before)).Rows.Single().Name);
        var page = await talents.GetAsync(_aria, _before);
        Assert.Equal(("Aria", null, "Summer campaign"), (page!.StageName, page.DeletedAt, page.Deals.Single().Title));
        var deals = Agency.As<DealService>(Max);
        Assert.Equal(("Summer campaign", "Aria"), (await Agency.ListAsync("deals", new(Search: "aria", Filter: "talent~is-ARIA;talent_status~active", Sort: "talent", Columns: ["talent"]), _before)).Rows.Select(d => (d.Name, d.Cells[0].Text)).Single());
        Assert.Equal("Aria", (await deals.GetAsync(_deal, _before))!.Deal.TalentName);
        Assert.Equal("Ann", (await deals.GetAsync(_deal, _before))!.OwnerName);
        Assert.Null(await deals.GetAsync(_deal, _before.AddDays(-1)));
        Assert.Equal((1, 1), await Agency.As<HomeService>(Max).GetAsync(_before) is var then ? (then.ActiveTalents, then.OpenDeals) : default);
        Assert.Equal((1, 0), await Agency.As<HomeService>(Max).GetAsync() is var now ? (now.ActiveTalents, now.OpenDeals) : default);
        var trash = Agency.As<TrashService>(Max);
        Assert.Empty((await trash.ListAsync(after: null, _before)).Rows);
        Assert.Equal(["Aria Lane", "Summer campaign"], (await trash.ListAsync(after: null, trashed)).Rows.Select(r => r.Label).Order(StringComparer.Ordinal));
        Assert.All((await trash.ListAsync(after: null, trashed)).Rows, r => Assert.Equal(("Ann", request), (r.RemovedBy, r.RequestId)));
        Assert.Equal([Role.Admin, Role.Approver], (await Agency.As<PeopleService>(Max).FindAsync(Bea, trashed))!.Roles.Order());
        Assert.Equal([Role.Approver], (await Agency.As<PeopleService>(Max).FindAsync(Bea))!.Roles);
    }

    async Task EditAsync(Guid person, string name, string? bio = null)
    {
        var talents = Agency.As<TalentService>(person);
        var form = (await talents.FormAsync(_aria))!;
        Done(await talents.EditAsync(_aria, form with { StageName = name, Bio = bio }));
    }

    async Task<DateTimeOffset> NowAsync() => new(await Database.AskAsync<DateTime>("select clock_timestamp()"));
}
