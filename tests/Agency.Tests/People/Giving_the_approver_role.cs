using Agency.Approvals;
using Agency.People;
using static Agency.Tests.Sql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

public sealed class Giving_the_approver_role : PeopleAgency
{
    [Fact]
    public async Task Is_a_request_that_a_second_person_approves()
    {
        Refused("AG001", await Roles(Ann).GiveAsync(Max, Role.Approver));

        var (id, hash) = await Agency.RequestAsync(new GiveRole(Max, Role.Approver));
        Assert.False(await HoldsAsync(Max, "approver"));
        Done(await As(Cal).ApproveAsync(id, hash));

        Assert.True(await HoldsAsync(Max, "approver"));
        Assert.Equal(("Give Max the role approver", Ann.ToString()), ((await PageAsync(id))!.Card.Title, await Database.AskAsync<string>($"select granted_by::text from agency.role_grants where person_id = '{Max}' and role = 'approver'")));
    }

    [Fact]
    public async Task Carries_from_when_until_when()
    {
        var (from, until) = (DateTimeOffset.UnixEpoch.AddYears(70), DateTimeOffset.UnixEpoch.AddYears(71));

        await AppliedAsync(new GiveRole(Max, Role.Approver, from, until));

        var grant = (await PageOfAsync(Max)).Grants.Single(g => g.Role == Role.Approver);
        Assert.Equal((from, until, "Ann"), (grant.From, grant.Until, grant.GivenBy));
        Assert.False(await HoldsAsync(Max, "approver"));
    }

    [Fact]
    public async Task Is_blocked_for_whoever_has_it_or_is_not_here()
    {
        Assert.Equal(["agency.people Cal has the role approver in that time already"], await BlockersAsync(new GiveRole(Cal, Role.Approver)));
        await Database.AskAsync($"update agency.people set status = 'suspended' where id = '{Max}'");
        Assert.Equal(["agency.people Max is suspended"], await BlockersAsync(new GiveRole(Max, Role.Approver)));
    }

    [Theory]
    [InlineData("insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{max}', 'approver')")]
    [InlineData("insert into agency.role_grants (id, person_id, role, source) values (gen_random_uuid(), '{max}', 'approver', 'oidc')")]
    [InlineData("insert into agency.role_grants (id, person_id, role, deleted_at) values (gen_random_uuid(), '{max}', 'approver', now())")]
    [InlineData("insert into agency.role_grants (id, person_id, role, valid_from, valid_until) values (gen_random_uuid(), '{max}', 'approver', '2020-01-01', '2021-01-01')")]
    [InlineData("update agency.role_grants set role = 'approver' where person_id = '{max}'")]
    [InlineData("update agency.role_grants set person_id = '{max}' where person_id = '{cal}'")]
    [InlineData("update agency.role_grants set valid_from = valid_from - interval '1 day' where person_id = '{cal}'")]
    [InlineData("update agency.role_grants set granted_by = '{ann}' where person_id = '{cal}'")]
    [InlineData("update agency.role_grants set valid_until = null where person_id = '{ann}' and role = 'approver'")]
    [InlineData("update agency.role_grants set valid_until = now() + interval '2 years' where person_id = '{ann}' and role = 'approver'")]
    [InlineData("update agency.role_grants set deleted_at = null where person_id = '{max}' and deleted_at is not null")]
    [InlineData("update agency.people set status = 'active' where status = 'deactivated'")]
    [InlineData("update agency.people set emails = array['ann.too@agency.example'] where id = '{cal}'")]
    [InlineData("select set_config('history.request_id', gen_random_uuid()::text, false); insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{max}', 'approver')")]
    public async Task Cannot_be_done_by_SQL_as_anybody(string sql)
    {
        await Database.ChangeGuardedAsync($"""
            {Grant(Ann, "approver", ", valid_until", ", now() + interval '1 year'")};
            insert into agency.people (id, display_name, status) values ('0197f000-0000-7000-8000-00000000000e', 'Eve', 'deactivated');
            {Grant(new("0197f000-0000-7000-8000-00000000000e"), "approver")};
            insert into agency.role_grants (id, person_id, role, deleted_at) values (gen_random_uuid(), '{Max}', 'approver', now())
            """);
        sql = sql.Replace("{max}", Max.ToString(), StringComparison.Ordinal).Replace("{cal}", Cal.ToString(), StringComparison.Ordinal).Replace("{ann}", Ann.ToString(), StringComparison.Ordinal);

        foreach (var role in new[] { App, Owner, Superuser })
            Assert.Equal("AG001", await Database.RefusalAsync(sql, role));
    }

    [Fact]
    public async Task Needs_nobody_until_there_were_two_ever()
    {
        await using var young = await TestDatabase.CreateAsync();
        await young.AskAsync($"insert into agency.people (id, display_name) values ('{Ann}', 'Ann'), ('{Bea}', 'Bea'), ('{Cal}', 'Cal')");

        Assert.Null(await young.RefusalAsync(Grant(Ann, "approver")));
        Assert.Null(await young.RefusalAsync(Grant(Bea, "approver")));
        Assert.Equal("AG001", await young.RefusalAsync(Grant(Cal, "approver")));

        // Nor does it begin anew where they are no longer approvers.
        await young.ChangeGuardedAsync("update agency.role_grants set role = 'viewer'");
        Assert.Equal("AG001", await young.RefusalAsync(Grant(Cal, "approver")));
    }

    [Fact]
    public async Task Is_not_touched_by_what_says_nothing_about_it()
    {
        Assert.Null(await Database.RefusalAsync($"update agency.people set display_name = 'Calum', emails = emails where id = '{Cal}'; update agency.role_grants set valid_until = valid_until where person_id = '{Cal}'"));
        Done(await Roles(Ann).GiveAsync(Max, Role.Finance));
        Done(await Roles(Ann).GiveAsync(Cal, Role.Admin));
    }

    [Fact]
    public async Task Of_the_identity_providers_groups_is_the_providers_administrators_affair()
    {
        await Database.ForceAsync("""
            create table if not exists guard.provider_grants (xid xid8 primary key); alter table guard.provider_grants owner to agency_guard
            """);

        Assert.Null(await Database.RefusalAsync($"insert into guard.provider_grants (xid) values (pg_current_xact_id()); {Grant(Max, "approver", ", source", ", 'oidc'")}", Superuser));
        Assert.Equal("AG001", await Database.RefusalAsync(Grant(Ann, "approver", ", source", ", 'oidc'"), Superuser));
    }
}
