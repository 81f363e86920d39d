using Agency.People;
using static Agency.Tests.Sql;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

public sealed class The_last_two_approvers : PeopleAgency
{
    public static TheoryData<string> Removals => new()
    {
        "update agency.role_grants set valid_until = now() where person_id = '{0}' and role = 'approver'",
        "update agency.role_grants set valid_until = now() + interval '1 second' where person_id = '{0}' and role = 'approver'",
        "update agency.role_grants set valid_from = now() + interval '1 hour' where person_id = '{0}' and role = 'approver'",
        "update agency.role_grants set role = 'viewer' where person_id = '{0}' and role = 'approver'",
        "update agency.people set status = 'deactivated' where id = '{0}'",
        "update agency.people set status = 'suspended' where id = '{0}'",
        "update agency.people set status = 'invited' where id = '{0}'",
    };

    [Theory, MemberData(nameof(Removals))]
    public async Task Cannot_be_removed(string removal)
    {
        foreach (var role in new[] { App, Owner, Superuser })
            Assert.Equal("AG012", await Database.RefusalAsync(string.Format(removal, Cal), role));

        await MakeMaxAnApproverAsync();
        Assert.Null(await Database.RefusalAsync(string.Format(removal, Cal)));
        Assert.Equal("AG012", await Database.RefusalAsync(string.Format(removal, Bea)));
    }

    [Fact]
    public async Task Cannot_be_removed_by_an_admin_who_reads_why()
    {
        var refused = Assert.IsType<Outcome.Refused>(await Roles(Ann).TakeAsync(await GrantOfAsync(Cal)));

        Assert.StartsWith("The last two approvers cannot be removed:", refused.Because, StringComparison.Ordinal);
        await MakeMaxAnApproverAsync();
        Done(await Roles(Ann).TakeAsync(await GrantOfAsync(Cal)));
        Assert.False(await HoldsAsync(Cal, "approver"));
    }

    [Fact]
    public async Task Cannot_be_removed_by_a_request_either()
    {
        await MakeMaxAnApproverAsync();
        var (id, hash) = await Agency.RequestAsync(new DeactivatePerson(Max));
        await Database.ChangeGuardedAsync($"update agency.people set status = 'suspended' where id = '{Bea}'");

        Assert.False(await As(Cal).ApproveAsync(id, hash) is Outcome.Done { Message: "Approved and applied." });

        Assert.Equal("active", await Database.AskAsync($"select status from agency.people where id = '{Max}'"));
    }

    [Theory, MemberData(nameof(Removals))]
    public async Task Cannot_both_be_removed_at_the_same_instant(string removal)
    {
        await MakeMaxAnApproverAsync();
        await using var one = await InTransactionAsync(string.Format(removal, Cal));
        await using var other = await Database.ConnectAsync();
        await other.RunSqlAsync("begin");

        var waiting = other.RefusalAsync(string.Format(removal, Bea));
        await Database.BlockedAsync(other.ProcessID);
        await one.RunSqlAsync("commit");

        Assert.Equal("AG012", await waiting);
    }

    [Fact]
    public async Task Cannot_both_be_removed_by_looking_at_an_old_snapshot()
    {
        await MakeMaxAnApproverAsync();
        await using var connection = await Database.ConnectAsync();
        await connection.RunSqlAsync("begin isolation level repeatable read; select count(*) from agency.role_grants");

        Assert.Equal("AG005", await connection.RefusalAsync($"update agency.people set status = 'deactivated' where id = '{Cal}'"));
    }

    [Fact]
    public async Task Cannot_both_be_removed_by_many_at_once()
    {
        for (var n = 0; n < 6; n++)
        {
            var id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddDays(n));
            await Database.ChangeGuardedAsync($"insert into agency.people (id, display_name) values ('{id}', 'Approver {n}'); {Grant(id, "approver")}");
        }
        var approvers = (await Database.AskAsync<Guid[]>("select array_agg(person_id) from agency.role_grants where role = 'approver'")).ToArray();

        var refusals = await Task.WhenAll(approvers.Select(async (person, n) =>
        {
            await Task.Yield();
            return await Database.RefusalAsync(n % 2 == 0
                ? $"update agency.role_grants set valid_until = now() where person_id = '{person}' and role = 'approver'"
                : $"update agency.people set status = 'deactivated' where id = '{person}'");
        }));

        Assert.Equal((8, 6), (approvers.Length, refusals.Count(r => r is null)));
        Assert.All(refusals.Where(r => r is not null), r => Assert.Equal("AG012", r));
        Assert.Equal(2L, await Database.AskAsync<long>("select count(*) from agency.people p where guard.holds_role(p.id, 'approver')"));
    }

    [Fact]
    public async Task May_go_where_there_were_fewer_before()
    {
        await Database.ChangeGuardedAsync($"update agency.people set status = 'suspended' where id = '{Bea}'");

        Assert.Null(await Database.RefusalAsync($"update agency.people set status = 'deactivated' where id = '{Cal}'"));
    }
}
