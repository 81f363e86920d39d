using Agency.Approvals;
using Agency.Import;
using Agency.Lists;
using Agency.Talents;
using Npgsql;

namespace Agency.Tests.Recovery;

/// <summary>On 11 January 2026 somebody deleted every user, and cascades took every talent and deal along. Here the same is tried on the same data, every way.</summary>
public sealed class The_incident_replayed : IAsyncLifetime
{
    const string EveryRow = """
        select string_agg(t.name || ' ' || t.rows || ' ' || t.hash, E'\n' order by t.name) from (
          select 'people' as name, count(*) as rows, md5(string_agg(to_jsonb(r)::text, '' order by id)) as hash from agency.people r
          union all select 'role_grants', count(*), md5(string_agg(to_jsonb(r)::text, '' order by id)) from agency.role_grants r
          union all select 'companies', count(*), md5(string_agg(to_jsonb(r)::text, '' order by id)) from agency.companies r
          union all select 'talents', count(*), md5(string_agg(to_jsonb(r)::text, '' order by id)) from agency.talents r
          union all select 'deals', count(*), md5(string_agg(to_jsonb(r)::text, '' order by id)) from agency.deals r
          union all select 'commissions', count(*), md5(string_agg(to_jsonb(r)::text, '' order by id)) from agency.commissions r
          union all select 'payouts', count(*), md5(string_agg(to_jsonb(r)::text, '' order by id)) from agency.payouts r) t
        """;

    TestDatabase _database = null!;
    TestAgency _agency = null!;
    string _before = "";

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await SampleData.ImportAsync(_database.SuperuserConnectionString, _database.AppConnectionString, CancellationToken.None);
        _agency = TestAgency.On(_database);
        _before = (string)(await _database.AskAsync(EveryRow))!;
        Assert.Contains("talents 23 ", _before, StringComparison.Ordinal);
        Assert.Contains("deals 57 ", _before, StringComparison.Ordinal);
    }

    public async Task DisposeAsync() => await _agency.DisposeAsync();

    public static TheoryData<string, string> Ways()
    {
        var ways = new TheoryData<string, string>();
        foreach (var role in new[] { "agency_app", "agency_reader", "agency_admin", "postgres" })
        {
            ways.Add(role, "delete from agency.people");
            ways.Add(role, "delete from agency.talents");
            ways.Add(role, "begin; delete from agency.payouts; delete from agency.commissions; delete from agency.deals; delete from agency.talents; delete from agency.people; commit");
            ways.Add(role, "truncate agency.people cascade");
            ways.Add(role, "update agency.people set deleted_at = now()");
            ways.Add(role, "update agency.talents set deleted_at = now(); update agency.deals set deleted_at = now()");
            ways.Add(role, "with gone as (delete from agency.talents returning id) select count(*) from gone");
            ways.Add(role, "update agency.commissions set id = gen_random_uuid()");
        }
        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Loses_no_row_by_SQL(string role, string sql)
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => _database.AskAsync(role == "agency_admin" ? "set role agency_owner; " + sql : sql, role));

        Assert.Contains(error.SqlState, (string[])["AG001", "42501"]);
        if (role is "agency_admin" or "postgres")
            Assert.Equal("AG001", error.SqlState);
        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task Loses_no_row_through_the_service_by_one_person()
    {
        var alone = await PersonAsync("Operations Admin");
        await TestAgency.SignInAsync(_database, alone);
        var talents = (await _agency.As<ListService>(alone).Of("talents").ReadAsync(new())).Rows;
        foreach (var talent in talents)
        {
            var request = TestAgency.Done(await _agency.As<ApprovalService>(alone).PlanAsync(new RemoveTalent(talent.Id)));
            var hash = (await _agency.As<Inbox>(alone).GetAsync(request))!.PlanHash;
            Assert.IsType<Outcome.AwaitingApproval>(await _agency.As<ApprovalService>(alone).SubmitAsync(request, hash, "All of them."));
            Assert.Equal("AG004", Assert.IsType<Outcome.Refused>(await _agency.As<ApprovalService>(alone).ApproveAsync(request, hash)).SqlState);
            Assert.Equal("AG005", Assert.IsType<Outcome.Refused>(await _agency.As<ApprovalService>(alone).ApplyAsync(request)).SqlState);
        }

        Assert.Equal(23, talents.Count);
        await AssertNothingIsLostAsync();
    }

    async Task AssertNothingIsLostAsync() => Assert.Equal(_before, await _database.AskAsync(EveryRow));

    async Task<Guid> PersonAsync(string name) => (Guid)(await _database.AskAsync($"select id from agency.people where display_name = '{name}'"))!;
}
