using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Talents;

public sealed class What_belongs_to_a_talent : AgencyTest
{
    Guid _aria;

    protected override async Task ArrangeAsync() => _aria = await Agency.AddTalentAsync("Aria");

    TeamService Team => Agency.As<TeamService>(Ann);

    [Fact]
    public async Task Is_saved_over_what_was_read_and_refused_where_it_cannot_be()
    {
        var channel = Done(await Team.SaveChannelAsync(_aria, null, new ChannelForm { Handle = "@aria", Followers = 10, EngagementPercent = 1.25m }));
        var form = (await Team.ChannelFormAsync(channel))!;
        Done(await Team.SaveChannelAsync(_aria, channel, form with { Followers = 20 }));
        Assert.IsType<Outcome.Conflict>(await Team.SaveChannelAsync(_aria, channel, form with { Followers = 30 }));
        Assert.Equal("Handle", Assert.IsType<Outcome.Refused>(await Team.SaveChannelAsync(await Agency.AddTalentAsync("Bo"), null, new ChannelForm { Handle = "ARIA" })).Field);

        var year = new RepresentationForm { Status = RepresentationStatus.Active, StartsOn = new(2026, 1, 1), EndsOn = new(2026, 12, 31) };
        Done(await Team.SaveRepresentationAsync(_aria, null, year));
        Assert.Equal("AG013", Assert.IsType<Outcome.Refused>(await Team.SaveRepresentationAsync(_aria, null, year with { StartsOn = new(2026, 12, 31), EndsOn = null })).SqlState);
        Done(await Team.SaveRepresentationAsync(_aria, null, year with { StartsOn = new(2027, 1, 1), EndsOn = null }));

        Done(await Team.SaveMemberAsync(_aria, null, new TeamMemberForm { PersonId = Ann }));
        Assert.Equal("Function", Assert.IsType<Outcome.Refused>(await Team.SaveMemberAsync(_aria, null, new TeamMemberForm { PersonId = Bea })).Field);
        Assert.Equal("AG013", Assert.IsType<Outcome.Refused>(await Team.SaveMemberAsync(_aria, null, new TeamMemberForm { PersonId = Bea, Function = TeamFunction.Agent, SplitMode = SplitMode.Custom, Percent = 20.01m })).SqlState);

        var found = await Agency.As<TeamService>(Max).OfAsync(_aria);
        Assert.Equal(("aria", 20, 125), Assert.Single(found.Channels) switch { var c => (c.Handle, c.Followers, c.EngagementBps) });
        Assert.Equal((2, "Ann"), (found.Representations.Count, Assert.Single(found.Team).Name));
        Assert.IsType<Outcome.Refused>(await Agency.As<TeamService>(Max).SaveMemberAsync(_aria, null, new TeamMemberForm { PersonId = Bea, Function = TeamFunction.Agent }));
    }
}
