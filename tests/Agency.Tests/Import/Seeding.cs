using Agency.Import;

namespace Agency.Tests.Import;

public sealed class Seeding
{
    const string Rows = "select md5(string_agg(x, ',' order by x)) from (select t::text as x from agency.talents t union all select d::text from agency.deals d union all select c::text from agency.companies c) x";

    [Fact]
    public async Task Makes_the_same_agency_each_time_and_history_has_all_of_it()
    {
        await using var first = await TestDatabase.CreateAsync();
        await using var second = await TestDatabase.CreateAsync();

        var report = await new SeedData(first.AppConnectionString).RunAsync(300, 2_500, progress: null, CancellationToken.None);
        await new SeedData(second.AppConnectionString).RunAsync(300, 2_500, progress: null, CancellationToken.None);

        Assert.Equal((20, 300, 2_500), (report.Companies, report.Talents, report.Deals));
        Assert.Equal(await first.AskAsync<string>(Rows), await second.AskAsync<string>(Rows));
        Assert.Equal(2_820, await first.AskAsync<long>("select count(*) from history.changes c join history.commits m on m.id = c.commit_id and m.intent = 'data.seeded'"));
        await Assert.ThrowsAsync<ImportException>(() => new SeedData(first.AppConnectionString).RunAsync(1, 1, progress: null, CancellationToken.None));
    }
}
