using Agency.People;
using static Agency.Tests.Sql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

/// <summary>An agency in which Ann may break the glass.</summary>
public abstract class GlassAgency : PeopleAgency
{
    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        await Database.ChangeGuardedAsync($"insert into agency.break_glass_holders (id, person_id) values (gen_random_uuid(), '{Ann}')");
    }

    private protected GlassService Glass(Guid? person) => Agency.As<GlassService>(person);

    protected async Task<Guid> BreakAsync(int minutes = 60) => Done(await Glass(Ann).BreakAsync("Nobody else is awake.", minutes));

    /// <summary>As if this much time had passed since the glass was broken.</summary>
    protected Task LaterAsync(string interval) =>
        Database.AskAsync($"update guard.break_glass set opened_at = opened_at - interval '{interval}', ends_at = ends_at - interval '{interval}', review_by = review_by - interval '{interval}'", Superuser);


    protected async Task IsSuspendedAsync(bool suspended) => Assert.Equal(suspended, await Database.AskAsync($"select suspended_at is not null from agency.break_glass_holders where person_id = '{Ann}'"));
}
