using Agency.Approvals;
using Agency.Data;
using static Agency.Tests.Sql;

namespace Agency.Tests.Approvals;

public sealed class Unprotecting_a_table : AgencyTest
{
    protected override async Task ArrangeAsync()
    {
        await Agency.AddApproverAsync(TestAgency.Dot, "Dot");
        await Database.AskAsync("""
            create schema shop authorization agency_owner; set role agency_owner; create table shop.things (id int primary key, name text); insert into shop.things values (1, 'lamp');
            reset role; select guard.protect('shop.things')
            """, Superuser);
    }

    [Fact]
    public async Task Takes_the_guard_off_once_a_second_person_approves_and_keeps_its_history()
    {
        var (request, hash) = await Agency.RequestAsync(new UnprotectTable("shop.things"));
        Assert.Equal("AG001", await Database.RefusalAsync("delete from shop.things", Owner));

        await ApproveAsync(request, hash);

        Assert.Null(await Database.RefusalAsync("delete from shop.things", Owner));
        Assert.Equal("table.unprotected", await Database.AskAsync<string>($"select intent from history.commits where request_id = '{request}'"));
        Assert.Equal("lamp", await Database.AskAsync<string>("select after ->> 'name' from history.log where table_name = 'shop.things'"));
        Assert.Equal(0L, await Database.AskAsync<long>("select count(*) from guard.drift()"));
    }

    [Fact]
    public async Task And_protecting_it_again_records_what_happened_meanwhile()
    {
        var (request, hash) = await Agency.RequestAsync(new UnprotectTable("shop.things"));
        await ApproveAsync(request, hash);
        await Database.AskAsync("delete from shop.things; insert into shop.things values (2, 'chair'); select guard.protect('shop.things')", Superuser);

        Assert.Equal("1 I, 1 D, 2 I", await Database.AskAsync<string>("select string_agg(row_id || ' ' || action, ', ' order by seq) from history.log where table_name = 'shop.things'"));
        Assert.Equal("AG001", await Database.RefusalAsync("delete from shop.things", Owner));
    }

    [Fact]
    public async Task Is_not_for_the_agencys_own_tables()
    {
        var id = TestAgency.Done(await Agency.As<ApprovalService>(TestAgency.Ann).PlanAsync(new UnprotectTable("agency.deals")));
        var page = await Agency.As<Inbox>(TestAgency.Ann).GetAsync(id);

        Assert.Equal(SqlErrors.Missing, Assert.IsType<Outcome.Refused>(await Agency.As<ApprovalService>(TestAgency.Ann).SubmitAsync(id, page!.PlanHash, "Why not.")).SqlState);
        Assert.IsType<Outcome.Refused>(await Agency.As<ApprovalService>(TestAgency.Ann).PlanAsync(new UnprotectTable("shop.nothing")));
    }

    /// <summary>Two must: it takes the guard away.</summary>
    async Task ApproveAsync(Guid request, string hash)
    {
        foreach (var approver in new[] { TestAgency.Cal, TestAgency.Bea })
            TestAgency.Done(await Agency.As<ApprovalService>(approver).ApproveAsync(request, hash));
    }
}
