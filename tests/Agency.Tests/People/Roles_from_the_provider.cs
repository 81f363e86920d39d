using Agency.People;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

public sealed class Roles_from_the_provider : AgencyTest
{
    static readonly RoleMapping s_mapping = RoleMapping.Of([KeyValuePair.Create("Signers", "approver, viewer"), KeyValuePair.Create("bosses", "admin")]);

    protected override async Task ArrangeAsync()
    {
        await Agency.AddApproverAsync(Dot, "Dot");
        await Database.ChangeGuardedAsync($"update agency.people set emails = array[lower(display_name) || '@agency.example'] where id in ('{Ann}', '{Cal}', '{Max}')");
    }

    [Fact]
    public async Task Are_replaced_at_each_sign_in_while_those_given_by_hand_stay()
    {
        Assert.IsType<AccountFound.Of>(await SignInAsync("ann", ["signers", "elsewhere"]));
        Assert.Equal("admin manual, approver oidc, viewer oidc", await RolesAsync(Ann));

        Assert.IsType<AccountFound.Of>(await SignInAsync("ann", ["BOSSES"]));
        Assert.Equal("admin manual, admin oidc", await RolesAsync(Ann));

        Assert.IsType<AccountFound.Of>(await SignInAsync("ann", []));
        Assert.Equal("admin manual", await RolesAsync(Ann));
    }

    [Fact]
    public async Task Are_left_as_they_are_where_nothing_changed_so_that_an_approver_stays_eligible()
    {
        await SignInAsync("max", ["signers"]);
        var before = await CommitsAsync();

        await SignInAsync("max", ["signers"]);

        Assert.Equal(before, await CommitsAsync());
    }

    [Fact]
    public async Task Are_gone_even_where_the_person_then_holds_none_and_may_not_come_in()
    {
        await SignInAsync("max", ["bosses"]);
        await Database.AskAsync($"update agency.role_grants set valid_until = now() where person_id = '{Max}' and source = 'manual'");

        Assert.Equal(new AccountFound.Nobody(Stranger.NoRole), await SignInAsync("max", []));
        Assert.Equal("", await RolesAsync(Max));
    }

    [Fact]
    public async Task Are_given_by_one_of_two_sign_ins_at_the_same_instant()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SignInAsync("max", ["signers"])));

        Assert.Single(answers.Distinct());
        Assert.Equal("approver oidc, manager manual, viewer oidc", await RolesAsync(Max));
        Assert.Equal(1L, await Database.AskAsync<long>($"select count(*) from agency.accounts where person_id = '{Max}'"));
    }

    [Fact]
    public async Task Are_written_by_no_transaction_that_keeps_the_providers_right()
    {
        await SignInAsync("ann", ["signers"]);

        Assert.Equal(0L, await Database.AskAsync<long>("select count(*) from guard.provider_grants"));
        Assert.Equal("42501", await Database.RefusalAsync("insert into guard.provider_grants (xid) values (pg_current_xact_id())"));
    }

    [Fact]
    public async Task Say_in_history_whose_sign_in_changed_them()
    {
        await SignInAsync("cal", ["bosses"]);

        Assert.Equal("Cal person.signed_in", await Database.AskAsync<string>("select actor_name || ' ' || intent from history.commits order by id desc limit 1"));
    }

    [Fact]
    public async Task Make_an_invited_person_active_and_no_suspended_one()
    {
        await Database.AskAsync($"update agency.people set status = case id when '{Ann}' then 'invited' else 'suspended' end where id in ('{Ann}', '{Cal}')");

        Assert.IsType<AccountFound.Of>(await SignInAsync("ann", []));
        Assert.Equal(new AccountFound.Nobody(Stranger.NotActive), await SignInAsync("cal", ["signers"]));
        Assert.Equal("active", await Database.AskAsync($"select status from agency.people where id = '{Ann}'"));
    }

    [Theory]
    [InlineData("signers", "boss")]
    [InlineData("signers", "1")]
    public void Cannot_be_mapped_to_what_is_no_role(string group, string role) =>
        Assert.Contains(group, Assert.Throws<FormatException>(() => RoleMapping.Of([KeyValuePair.Create(group, role)])).Message, StringComparison.Ordinal);

    Task<AccountFound> SignInAsync(string who, string[] groups) =>
        Agency.As<AccountService>(null).SignInAsync(new ProviderIdentity("https://provider.example", who, $"{who.ToUpperInvariant()}@agency.example", EmailIsVerified: true, groups, AuthenticatedAt: null), s_mapping);

    Task<string> RolesAsync(Guid person) => Database.AskAsync<string>($"""
        select coalesce(string_agg(role || ' ' || source, ', ' order by role, source), '') from agency.role_grants where person_id = '{person}' and (valid_until is null or clock_timestamp() < valid_until)
        """);

    Task<long> CommitsAsync() => Database.AskAsync<long>("select count(*) from history.commits");
}
