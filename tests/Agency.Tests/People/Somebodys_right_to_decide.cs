using Agency.Approvals;
using Agency.People;
using static Agency.Tests.Sql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

public sealed class Somebodys_right_to_decide : PeopleAgency
{
    static readonly DateTimeOffset s_soon = DateTimeOffset.UnixEpoch.AddYears(70);

    [Theory]
    [InlineData("update agency.accounts set person_id = '{max}'")]
    [InlineData("update agency.accounts set oidc_subject = 'anns-other-subject'")]
    [InlineData("update agency.accounts set oidc_issuer = 'https://anns.example'")]
    [InlineData("insert into agency.delegations (id, person_id, delegate_id, valid_until) values (gen_random_uuid(), '{bea}', '{ann}', now() + interval '1 day')")]
    [InlineData("update agency.delegations set valid_until = valid_until + interval '1 day'")]
    [InlineData("update agency.delegations set valid_from = valid_from - interval '1 day'")]
    [InlineData("update agency.delegations set delegate_id = '{ann}'")]
    [InlineData("update agency.delegations set person_id = '{bea}'")]
    [InlineData("insert into agency.break_glass_holders (id, person_id) values (gen_random_uuid(), '{ann}')")]
    [InlineData("update agency.break_glass_holders set person_id = '{ann}'")]
    [InlineData("update agency.break_glass_holders set suspended_at = null")]
    [InlineData("update agency.people set emails = array['ann.too@agency.example'] where id = '{max}'")]
    public async Task Cannot_be_given_to_another_by_SQL_as_anybody(string sql)
    {
        await Database.ChangeGuardedAsync($"""
            insert into agency.accounts (id, person_id, oidc_issuer, oidc_subject) values (gen_random_uuid(), '{Cal}', 'https://id.example', 'cal');
            insert into agency.delegations (id, person_id, delegate_id, valid_until) values (gen_random_uuid(), '{Cal}', '{Max}', now() + interval '1 day');
            insert into agency.break_glass_holders (id, person_id, suspended_at) values (gen_random_uuid(), '{Max}', now())
            """);
        sql = sql.Replace("{max}", Max.ToString(), StringComparison.Ordinal).Replace("{bea}", Bea.ToString(), StringComparison.Ordinal).Replace("{ann}", Ann.ToString(), StringComparison.Ordinal);

        foreach (var role in new[] { App, Owner, Superuser })
            Assert.Equal("AG001", await Database.RefusalAsync(sql, role));
    }

    [Fact]
    public async Task Passes_to_a_stand_in_by_request_and_back_at_once()
    {
        await AppliedAsync(new GiveDelegation(Cal, Max, s_soon, s_soon.AddDays(7)));

        var delegation = (await PageOfAsync(Max)).Delegations.Single();
        Assert.Equal(("Cal", "Max", s_soon, s_soon.AddDays(7)), (delegation.Person, delegation.Delegate, delegation.From, delegation.Until));
        Refused("AG006", await Roles(await StrangerAsync()).EndDelegationAsync(delegation.Id));
        Done(await Roles(Max).EndDelegationAsync(delegation.Id));
        Assert.Equal(true, await Database.AskAsync("select valid_until - valid_from = interval '1 microsecond' from agency.delegations"));
    }

    [Fact]
    public async Task Passes_to_nobody_twice_nor_to_oneself_nor_for_no_time()
    {
        await AppliedAsync(new GiveDelegation(Cal, Max, s_soon, s_soon.AddDays(7)));

        Assert.Equal(["agency.people Cal has somebody standing in during that time already"], await BlockersAsync(new GiveDelegation(Cal, Bea, s_soon.AddDays(6), s_soon.AddDays(9))));
        Assert.Equal(["agency.people Cal would be away for no time, or is back already"], await BlockersAsync(new GiveDelegation(Cal, Bea, s_soon.AddDays(-1), s_soon.AddDays(-2))));
        Assert.Equal(["agency.people Bea cannot stand in for themself"], await BlockersAsync(new GiveDelegation(Bea, Bea, s_soon, s_soon.AddDays(1))));
    }

    [Fact]
    public async Task Comes_with_a_sign_in_which_is_linked_to_another_person_by_request()
    {
        await Database.AskAsync($"insert into agency.accounts (id, person_id, oidc_issuer, oidc_subject) values ('{Aria}', '{Ann}', 'https://id.example', 'ann')");

        await AppliedAsync(new LinkAccount(Aria, Max));

        Assert.Equal("ann", (await PageOfAsync(Max)).Accounts.Single().Subject);
        Assert.Empty((await PageOfAsync(Ann)).Accounts);
    }

    [Fact]
    public async Task Comes_with_an_e_mail_which_an_approver_gets_by_request()
    {
        var form = (await People(Ann).FormAsync(Cal))!;
        Refused("AG001", await People(Ann).EditAsync(Cal, form with { Emails = "ann.too@agency.example" }));

        await AppliedAsync(new AddEmail(Cal, "cal@agency.example"));

        Assert.Equal(["cal@agency.example"], (await PageOfAsync(Cal)).Emails);
        form = (await People(Ann).FormAsync(Cal))!;
        Done(await People(Ann).EditAsync(Cal, form with { Name = "Calum", Emails = "CAL@agency.example" }));
        Assert.Equal(["agency.people Max cannot get max at home, which is no e-mail address"], await BlockersAsync(new AddEmail(Max, "max at home")));
    }

    /// <summary>A viewer.</summary>
    async Task<Guid> StrangerAsync()
    {
        var id = Done(await People(Ann).InviteAsync(new() { Name = "Vera", Emails = "vera@agency.example" }));
        Assert.True(await People(null).ActivateAsync(id));
        return id;
    }
}
