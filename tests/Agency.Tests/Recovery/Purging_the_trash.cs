using Agency.Approvals;
using Agency.Recovery;
using Agency.Talents;
using Agency.Tests.Approvals;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Recovery;

public sealed class Purging_the_trash : RemovalAgency
{
    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        await Agency.AddApproverAsync(Dot, "Dot");
        await Database.AskAsync("insert into guard.drills (passed) values (true)", Sql.Superuser);
    }

    static readonly string[] s_business = ["talents", "deals", "commissions", "payouts"];

    [Fact]
    public async Task Deletes_children_first_what_has_been_there_for_thirty_days_and_can_be_undone()
    {
        await AppliedAsync(new RemoveTalent(Aria));
        await AgeAsync(31);
        var before = await Database.ImageAsync();

        var purged = await AppliedAsync(new PurgeTrash("agency.talents"));
        Assert.Equal((1L, 1L, 0L), (await CountAsync("talents"), await CountAsync("deals"), await CountAsync("payouts")));

        await AppliedAsync(new UndoRequest(purged));
        Assert.Equal(before, await Database.ImageAsync());
    }

    [Fact]
    public async Task Is_refused_for_what_is_younger_or_live_or_held()
    {
        await AppliedAsync(new RemoveTalent(Aria));
        await AgeAsync(12);
        Assert.Contains("agency.talents Aria has been in the trash for 12 days; 30 are needed", await BlockersAsync(new PurgeTrash("agency.talents", [Aria])));
        Assert.Contains("agency.talents Bo is not in the trash", await BlockersAsync(new PurgeTrash("agency.talents", [Bo])));

        await AgeAsync(31);
        await Database.AskAsync("update agency.payouts set legal_hold = true");
        Assert.EndsWith("is under legal hold", Assert.Single(await BlockersAsync(new PurgeTrash("agency.talents", [Aria]))), StringComparison.Ordinal);
    }

    Task<long> CountAsync(string table) => Database.AskAsync<long>($"select count(*) from agency.{table}");

    /// <summary>Time passes only for a superuser.</summary>
    Task AgeAsync(int days) => Database.ForceAsync(string.Concat(s_business.Select(t => $"""
        alter table agency.{t} disable trigger all;
        update agency.{t} set deleted_at = now() - interval '{days} days 1 hour' where deleted_at is not null;
        alter table agency.{t} enable trigger all;
        """)) + "select guard.protect(relid::regclass) from guard.protected");
}
