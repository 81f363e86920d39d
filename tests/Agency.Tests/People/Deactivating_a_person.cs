using Agency.Approvals;
using Agency.People;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

public sealed class Deactivating_a_person : PeopleAgency
{
    [Fact]
    public async Task Ends_what_they_may_and_gives_what_they_own_to_somebody_else()
    {
        await Database.ChangeGuardedAsync($"""
            update agency.deals set owner_person_id = '{Max}' where id = '{Summer}'; {Grant(Max, "viewer", ", valid_from", ", now() + interval '1 year'")};
            insert into agency.delegations (id, person_id, delegate_id, valid_until) values (gen_random_uuid(), '{Cal}', '{Max}', now() + interval '1 day');
            insert into agency.break_glass_holders (id, person_id) values (gen_random_uuid(), '{Max}')
            """);
        var session = await Database.AskAsync<Guid>($"select guard.start_session('{Max}', null, 'development', now(), now() + interval '1 hour')");

        await AppliedAsync(new DeactivatePerson(Max, ReassignTo: Bea));

        var page = await PageOfAsync(Max);
        Assert.Equal(PersonStatus.Deactivated, page.Status);
        Assert.All(page.Grants, g => Assert.True(g.IsOver(page.Now) || g.Until - g.From < TimeSpan.FromMilliseconds(1)));
        Assert.Empty(page.Delegations);
        Assert.Empty(page.Sessions);
        Assert.NotNull(page.Holder!.SuspendedAt);
        Assert.Equal(Bea, await Database.AskAsync($"select owner_person_id from agency.deals where id = '{Summer}'"));
        Assert.Null(await Database.AskAsync($"select guard.session_person('{session}')"));
        Assert.Equal((2L, 3L), (await LiveAsync("talents"), await LiveAsync("deals")));
    }

    [Fact]
    public async Task Is_blocked_while_something_would_be_left_without_an_owner()
    {
        await Database.AskAsync($"update agency.deals set owner_person_id = '{Max}' where id = '{Summer}'");

        Assert.Equal(["agency.deals Summer campaign would be left without an owner; say who takes over"], await BlockersAsync(new DeactivatePerson(Max)));
    }

    [Fact]
    public async Task Gives_nothing_to_somebody_who_is_not_here_or_to_themself()
    {
        Assert.Equal(["agency.people Max cannot take over from themself"], await BlockersAsync(new DeactivatePerson(Max, Max)));
        await Database.AskAsync($"update agency.people set status = 'suspended' where id = '{Ann}'");
        var draft = Done(await As(Bea).PlanAsync(new DeactivatePerson(Max, Ann)));
        Assert.Equal("is not active, and cannot take over", (await PageAsync(draft))!.Impact.Blockers.Single().Because);
    }

    [Fact]
    public async Task Can_be_undone()
    {
        var id = await AppliedAsync(new DeactivatePerson(Max));

        await AppliedAsync(new UndoRequest(id));

        Assert.True(await HoldsAsync(Max, "manager"));
        Assert.Equal(PersonStatus.Active, (await PageOfAsync(Max)).Status);
    }
}
