using Agency.Data;
using Agency.People;
using Agency.Talents;
using Microsoft.Extensions.DependencyInjection;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

public sealed class A_session : AgencyTest
{
    static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    SessionService _sessions = null!;

    protected override Task ArrangeAsync()
    {
        _sessions = Agency.Services.GetRequiredService<SessionService>();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Is_its_persons_until_it_is_ended()
    {
        var id = await StartAsync(Ann);
        var session = await _sessions.FindAsync(id);
        Assert.Equal((Ann, "Ann", "admin"), (session!.Person.Id, session.Person.Name, string.Join(' ', session.Person.Roles).ToLowerInvariant()));

        await _sessions.EndAsync(id);

        Assert.Null(await _sessions.FindAsync(id));
    }

    [Fact]
    public async Task Ends_with_all_others_of_the_person_and_no_one_elses()
    {
        Guid[] mine = [await StartAsync(Ann), await StartAsync(Ann)];
        var theirs = await StartAsync(Bea);

        await _sessions.EndAllAsync(Ann);

        Assert.Null(await _sessions.FindAsync(mine[0]));
        Assert.Null(await _sessions.FindAsync(mine[1]));
        Assert.NotNull(await _sessions.FindAsync(theirs));
    }

    [Fact]
    public async Task Ends_when_nobody_used_it_for_its_idle_time_and_lasts_while_somebody_does()
    {
        var (used, unused) = (await StartAsync(Ann), await StartAsync(Ann));
        await PassAsync(TimeSpan.FromMinutes(25));
        Assert.NotNull(await _sessions.UseAsync(used));
        await PassAsync(TimeSpan.FromMinutes(10));

        Assert.NotNull(await _sessions.UseAsync(used));
        Assert.Null(await _sessions.UseAsync(unused));
        await PassAsync(TimeSpan.FromMinutes(29));
        Assert.Null(await _sessions.FindAsync(unused));
    }

    [Fact]
    public async Task Ends_absolutely_however_much_it_is_used_unless_the_person_signs_in_again()
    {
        var id = await StartAsync(Ann);
        var end = (await _sessions.FindAsync(id))!.EndsAt;
        await _sessions.UseAsync(id);
        Assert.Equal(end, (await _sessions.FindAsync(id))!.EndsAt);

        await _sessions.SignInAgainAsync(id, Ann, TimeProvider.System.GetUtcNow(), end + s_hour);
        Assert.Equal(end + s_hour, (await _sessions.FindAsync(id))!.EndsAt);

        await PassAsync(TimeSpan.FromHours(3));
        Assert.Null(await _sessions.FindAsync(id));
    }

    [Fact]
    public async Task Is_fresh_for_five_minutes_after_a_proof()
    {
        var id = await StartAsync(Ann, old: TimeSpan.FromMinutes(6));
        Assert.False(await _sessions.IsFreshAsync(id));

        await _sessions.SignInAgainAsync(id, Ann, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow());

        Assert.True(await _sessions.IsFreshAsync(id));
    }

    [Theory]
    [InlineData("update agency.people set status = 'suspended' where display_name = 'Ann'")]
    [InlineData("update agency.role_grants g set valid_until = now() from agency.people p where p.id = g.person_id and p.display_name = 'Ann'")]
    public async Task Is_over_when_its_person_may_nothing_any_more(string change)
    {
        var id = await StartAsync(Ann);

        await Database.AskAsync(change);

        Assert.Null(await _sessions.FindAsync(id));
    }

    [Fact]
    public async Task Cannot_be_signed_in_again_by_somebody_else_nor_once_it_is_over()
    {
        var id = await StartAsync(Ann);
        Assert.Equal("AG006", await Database.RefusalAsync($"select guard.sign_in_again('{id}', '{Bea}', now())"));

        await _sessions.EndAsync(id);
        Assert.Equal("AG006", await Database.RefusalAsync($"select guard.sign_in_again('{id}', '{Ann}', now())"));
    }

    [Fact]
    public async Task Cannot_begin_for_somebody_who_is_not_active_nor_with_a_proof_from_the_future()
    {
        Assert.Equal("AG009", await Database.RefusalAsync($"select guard.start_session('{Ann}', null, 'oidc', now() + interval '2 minutes', now() + interval '1 hour')"));
        await Database.AskAsync($"update agency.people set status = 'deactivated' where id = '{Ann}'");
        Assert.Equal("AG006", await Database.RefusalAsync($"select guard.start_session('{Ann}', null, 'oidc', now(), now() + interval '1 hour')"));
    }

    [Fact]
    public async Task Gives_the_providers_token_to_whoever_ends_it_and_once()
    {
        var id = await _sessions.StartAsync(new(Ann, null, OpenSession.ByProvider, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow() + s_hour, s_hour, "the token"));

        Assert.Equal("the token", await _sessions.EndAsync(id));
        Assert.Null(await _sessions.EndAsync(id));
    }

    [Fact]
    public async Task Lets_nothing_be_written_from_the_instant_it_is_ended()
    {
        var id = await StartAsync(Ann);
        var talents = Agency.As<TalentService>(Ann, id);
        TestAgency.Done(await talents.AddAsync(new TalentForm { StageName = "Aria", Status = TalentStatus.Active }));

        await _sessions.EndAllAsync(Ann);

        var refused = Assert.IsType<Outcome.Refused>(await talents.AddAsync(new TalentForm { StageName = "Bella", Status = TalentStatus.Active }));
        Assert.Equal(SqlErrors.NotEligible, refused.SqlState);
    }

    async Task<Guid> StartAsync(Guid person, TimeSpan old = default)
    {
        var now = TimeProvider.System.GetUtcNow();
        return await _sessions.StartAsync(new(person, null, OpenSession.InDevelopment, now - old, now + 2 * s_hour, TimeSpan.FromMinutes(30)));
    }

    /// <summary>Everything that sessions remember is that much longer ago.</summary>
    Task<object?> PassAsync(TimeSpan time) => Database.AskAsync(
        $"update guard.sessions set started_at = started_at - interval '{time}', authenticated_at = authenticated_at - interval '{time}', used_at = used_at - interval '{time}', ends_at = ends_at - interval '{time}'", Sql.Superuser);
}
