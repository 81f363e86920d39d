using Agency.Tests;

namespace Agency.Import;

public sealed class Importing_the_sample
{
    const string People = """
        select string_agg(p.display_name || ': ' || roles, ', ' order by p.display_name)
          from agency.people p, lateral (select string_agg(role, '+' order by role) roles from agency.role_grants g where g.person_id = p.id) g where roles is not null
        """;

    [Fact]
    public async Task Gives_an_agency_and_people_to_sign_in_as_however_often_it_is_done()
    {
        await using var agency = await TestDatabase.CreateAsync();
        Assert.True(await SampleData.HasRoomAsync(agency.AppConnectionString, CancellationToken.None));

        var report = await SampleData.ImportAsync(agency.SuperuserConnectionString, agency.AppConnectionString, CancellationToken.None);
        var again = await SampleData.ImportAsync(agency.SuperuserConnectionString, agency.AppConnectionString, CancellationToken.None);

        Assert.Equal((180, 0), (report.New, again.New));
        Assert.Empty(report.Problems);
        Assert.False(await SampleData.HasRoomAsync(agency.AppConnectionString, CancellationToken.None));
        Assert.Equal("Finance Admin: admin, Grace Osei: approver, Operations Admin: admin+approver, Priya Raman: approver, Tom Ellery: manager", await agency.AskAsync(People));
        Assert.Equal("data.imported, sample.people_added", await agency.AskAsync("select string_agg(intent, ', ' order by id) from history.commits where source = 'import'"));
        Assert.Equal(0L, await agency.AskAsync("select count(*) from pg_database where datname like 'sample_for_' || current_database()"));
    }

    [Fact]
    public async Task Does_not_stand_in_the_way_of_the_database_it_was_taken_from()
    {
        await using var agency = await TestDatabase.CreateAsync();
        await SampleData.ImportAsync(agency.SuperuserConnectionString, agency.AppConnectionString, CancellationToken.None);
        await using var production = await OtherApplication.WithSampleAsync(agency);

        var report = await production.ImportAsync(agency);

        Assert.Equal((0, true), (report.New, report.IsComplete));
        Assert.All(report.Tables, t => Assert.Equal(t.Read, t.AlreadyHere));
    }
}
