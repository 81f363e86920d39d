using Agency.Approvals;
using Agency.Recovery;
using Agency.Talents;
using Agency.Tests.Approvals;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Recovery;

public sealed class Rewinding : RemovalAgency
{
    static readonly string[] s_business = ["agency.talents", "agency.deals", "agency.commissions", "agency.payouts"];

    [Fact]
    public async Task Undoes_what_a_superuser_did_with_the_triggers_off_row_by_row()
    {
        var before = await Database.ImageAsync();
        await BehindHistorysBackAsync("delete from agency.payouts; delete from agency.commissions; delete from agency.deals; update agency.talents set bio = 'Forged' where stage_name = 'Bo'; insert into agency.talents (id, stage_name) values (gen_random_uuid(), 'Forged')");
        Assert.NotEqual(before, await Database.ImageAsync());

        var rewound = await AppliedAsync(new RewindTables(s_business, To: null));

        Assert.Equal(before, await Database.ImageAsync());
        Assert.Equal("delete insert update", await Database.AskAsync<string>($"select string_agg(distinct action, ' ' order by action) from guard.plan_rows where request_id = '{rewound}'"));
    }

    [Fact]
    public async Task Rebuilds_one_table_that_was_wiped()
    {
        var before = await Database.ImageAsync();
        await BehindHistorysBackAsync("delete from agency.commissions");

        await AppliedAsync(new RebuildTable("agency.commissions"));

        Assert.Equal(before, await Database.ImageAsync());
        Refused("AG009", await As(Ann).PlanAsync(new RebuildTable("agency.commissions")));
    }

    [Fact]
    public async Task Takes_tables_back_to_a_moment_and_can_itself_be_undone()
    {
        var (before, then) = (await Database.ImageAsync(), await MomentAsync());
        await AppliedAsync(new RemoveTalent(Aria));
        await Agency.AddDealAsync(Bo, "Later campaign");
        await Database.AskAsync("update agency.deals set notes = 'Later' where title = 'Spring campaign'");
        var later = await Database.ImageAsync();

        var rewound = await AppliedAsync(new RewindTables(s_business, then));
        Assert.Equal(before, await Database.ImageAsync());

        await AppliedAsync(new UndoRequest(rewound));
        Assert.Equal(later, await Database.ImageAsync());
    }

    [Fact]
    public async Task Takes_one_talent_back_with_all_that_belongs_to_it_and_nobody_else()
    {
        var then = await MomentAsync();
        await AppliedAsync(new RemoveTalent(Aria));
        await Database.AskAsync("update agency.deals set notes = 'Stays' where title = 'Spring campaign'");

        await AppliedAsync(new RewindTalent(Aria, then));

        Assert.Equal((2L, 3L, "Stays"), (await LiveAsync("talents"), await LiveAsync("deals"), await Database.AskAsync<string>("select notes from agency.deals where title = 'Spring campaign'")));
    }

    [Fact]
    public async Task Takes_chosen_rows_back()
    {
        var (before, then) = (await Database.ImageAsync(), await MomentAsync());
        await Database.AskAsync("update agency.deals set notes = 'Later' where title = 'Summer campaign'");

        await AppliedAsync(new RewindRows("agency.deals", [$"{Summer}"], then));

        Assert.Equal(before, await Database.ImageAsync());
    }

    [Fact]
    public async Task Does_not_count_what_had_begun_by_the_moment_and_committed_after_it()
    {
        await using var slow = await InTransactionAsync("update agency.talents set bio = 'Slow' where stage_name = 'Aria'");
        var then = await MomentAsync();
        await slow.RunSqlAsync("commit");
        await Database.AskAsync("select history.seal()");

        await AppliedAsync(new RewindTables(["agency.talents"], then));

        Assert.Null(await Database.AskAsync("select bio from agency.talents where stage_name = 'Aria'"));
    }

    [Fact]
    public async Task Shows_what_is_in_the_way_row_by_row()
    {
        var then = await MomentAsync();
        await BehindHistorysBackAsync("delete from agency.talents where stage_name = 'Bo'; delete from agency.deals where title = 'Spring campaign'");
        await Agency.AddTalentAsync("bo");

        Assert.Equal(["agency.deals Spring campaign lost its talent, which is gone"], await BlockersAsync(new RewindTables(["agency.deals"], then)));
        Assert.Equal(["agency.talents Bo cannot have its stage name: another row has it"], await BlockersAsync(new RewindRows("agency.talents", [$"{Bo}"], then)));
    }

    [Fact]
    public async Task Knows_nothing_of_the_future_or_of_what_was_before_history()
    {
        Refused("AG009", await As(Ann).PlanAsync(new RewindTables(["agency.talents"], DateTimeOffset.MaxValue.AddYears(-1))));
        Refused("AG009", await As(Ann).PlanAsync(new RewindTables(["agency.talents"], new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero))));
    }

    async Task<DateTimeOffset> MomentAsync() => new((DateTime)(await Database.AskAsync("select clock_timestamp()"))!);

    Task BehindHistorysBackAsync(string sql) => Database.ForceAsync(
        string.Concat(s_business.Select(t => $"alter table {t} disable trigger all;")) + sql + ";" + string.Concat(s_business.Select(t => $"alter table {t} enable trigger all;"))
        + "select guard.protect(relid::regclass) from guard.protected");
}
