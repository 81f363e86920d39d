using Agency.Data;
using Agency.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using static Agency.Tests.Sql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

public sealed class Reviewing_broken_glass : GlassAgency
{
    [Fact]
    public async Task Is_an_approvers_who_was_not_the_one_who_broke_it()
    {
        var glass = await BreakAsync();
        Refused("AG005", await Glass(Cal).ReviewAsync(glass, justified: true, "I looked."));
        Done(await Glass(Ann).EndAsync());
        await Database.ChangeGuardedAsync(Grant(Ann, "approver"));

        Refused("AG004", await Glass(Ann).ReviewAsync(glass, justified: true, "I was right."));
        Refused(SqlErrors.NotEligible, await Glass(Max).ReviewAsync(glass, justified: true, "I looked."));
        Assert.Equal("AG006", await Database.RefusalAsync($"select guard.review_break_glass('{glass}', '{Max}', 'justified', 'I looked.')"));
        Refused("AG009", await Glass(Cal).ReviewAsync(glass, justified: true, " "));
        Done(await Glass(Cal).ReviewAsync(glass, justified: true, "Two talents, both right."));
        Refused("AG005", await Glass(Bea).ReviewAsync(glass, justified: false, "No."));

        var row = (await Glass(Max).OfAsync(Ann)).Single();
        Assert.Equal(("Cal", "justified", "Two talents, both right."), (row.ReviewedBy, row.Verdict, row.Review));
        await IsSuspendedAsync(false);
    }

    [Theory]
    [InlineData("AG004", "insert into agency.delegations (id, person_id, delegate_id, valid_until) values (gen_random_uuid(), '{cal}', '{ann}', now() + interval '1 day')")]
    [InlineData("AG004", "update agency.people set emails = array['ann@agency.example'] where id in ('{ann}', '{cal}')")]
    [InlineData("AG006", "update agency.role_grants set granted_by = '{ann}' where person_id = '{cal}'")]
    public async Task Is_not_for_somebody_who_is_close_to_the_holder(string refusal, string link)
    {
        var glass = await BreakAsync();
        Done(await Glass(Ann).EndAsync());
        await Database.ChangeGuardedAsync(link.Replace("{ann}", Ann.ToString(), StringComparison.Ordinal).Replace("{cal}", Cal.ToString(), StringComparison.Ordinal));

        Refused(refusal, await Glass(Cal).ReviewAsync(glass, justified: true, "I looked."));
        Done(await Glass(Bea).ReviewAsync(glass, justified: true, "I looked."));
    }

    [Fact]
    public async Task Takes_the_right_away_where_it_was_not_justified()
    {
        var glass = await BreakAsync();
        Done(await Glass(Ann).EndAsync());

        Done(await Glass(Cal).ReviewAsync(glass, justified: false, "It could have waited."));

        await IsSuspendedAsync(true);
        Refused("AG006", await Glass(Ann).BreakAsync("Again.", 60));
    }

    [Fact]
    public async Task Within_72_hours_or_the_holders_right_is_suspended_until_somebody_gives_it_back()
    {
        await BreakAsync();
        await LaterAsync("71 hours");
        Assert.Equal(0, await SuspendAsync());
        await LaterAsync("2 hours");

        Assert.Equal(1, await SuspendAsync());
        Assert.Equal(0, await SuspendAsync());

        await IsSuspendedAsync(true);
        Assert.Equal("The review of broken glass holders.suspended job", await Database.AskAsync("select actor_name || ' ' || intent || ' ' || source from history.commits order by id desc limit 1"));
        await AppliedAsync(new NameBreakGlassHolder(Ann));
        await IsSuspendedAsync(false);
        Assert.Contains("not reviewed within 72 hours", Assert.IsType<Outcome.Refused>(await Glass(Ann).BreakAsync("Again.", 60)).Because, StringComparison.Ordinal);
        Done(await Glass(Cal).ReviewAsync((await Glass(Cal).OfAsync(Ann)).Single().Id, justified: true, "Late, and right."));
        await BreakAsync();
    }

    [Fact]
    public async Task Is_looked_for_before_the_glass_is_broken_again()
    {
        await BreakAsync();
        await LaterAsync("73 hours");

        Refused("AG006", await Glass(Ann).BreakAsync("Again.", 60));
    }

    [Fact]
    public async Task Needs_a_sign_in_from_a_moment_ago()
    {
        var glass = await BreakAsync();
        Done(await Glass(Ann).EndAsync());
        await Database.AskAsync("update guard.sessions set authenticated_at = now() - interval '6 minutes'", Superuser);

        Refused("AG010", await Glass(Cal).ReviewAsync(glass, justified: true, "I looked."));
    }

    [Fact]
    public async Task Takes_a_right_away_at_once_and_gives_it_by_request()
    {
        Done(await Roles(Bea).SuspendHolderAsync(await Database.AskAsync<Guid>("select id from agency.break_glass_holders")));
        await IsSuspendedAsync(true);
        Refused("AG006", await Glass(Ann).BreakAsync("Again.", 60));

        await AppliedAsync(new NameBreakGlassHolder(Max));

        Assert.NotNull((await PageOfAsync(Max)).Holder);
    }

    Task<int> SuspendAsync() => new GlassReviews(Agency.Services.GetRequiredService<IDbContextFactory<AgencyDb>>(), TimeProvider.System, NullLogger<GlassReviews>.Instance).SuspendAsync(CancellationToken.None);
}
