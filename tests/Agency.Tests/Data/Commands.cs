using Agency.Data;

namespace Agency.Tests.Data;

/// <summary>What every command of a service owes.</summary>
static class Commands
{
    /// <summary>Does it for an admin; refuses it, and leaves everything as it was, to a manager, an approver, nobody, a stranger and somebody deactivated.</summary>
    public static async Task AreForAdminsAsync(this TestAgency agency, Func<Guid?, Task<Outcome>> command)
    {
        var before = await agency.Database.ImageAsync();
        foreach (var person in new Guid?[] { TestAgency.Max, TestAgency.Cal, null, Guid.AllBitsSet })
            Assert.Equal(SqlErrors.NotEligible, Assert.IsType<Outcome.Refused>(await command(person)).SqlState);
        Assert.Equal(before, await agency.Database.ImageAsync());

        await agency.Database.ChangeGuardedAsync($"update agency.people set status = 'deactivated' where id = '{TestAgency.Bea}'");
        Assert.Equal("Sign in again: your account is not active.", Assert.IsType<Outcome.Refused>(await command(TestAgency.Bea)).Because);
        TestAgency.Done(await command(TestAgency.Ann));
    }

    /// <summary>The same service, asked before and after the person's role was taken away, and given back until yesterday.</summary>
    public static async Task ReadRolesEachTimeAsync(this TestAgency agency, Func<Task<Outcome>> asBea)
    {
        TestAgency.Done(await asBea());
        foreach (var change in new[] { "valid_until = now()", "valid_until = null, role = 'viewer'", "role = 'admin', valid_from = now() + interval '1 hour'" })
        {
            await agency.Database.AskAsync($"update agency.role_grants set {change} where person_id = '{TestAgency.Bea}' and role in ('admin', 'viewer')");
            Assert.Equal("This needs the role admin, which you do not have.", Assert.IsType<Outcome.Refused>(await asBea()).Because);
        }
        await agency.Database.AskAsync($"update agency.role_grants set valid_from = now() where person_id = '{TestAgency.Bea}' and role = 'admin'");
        TestAgency.Done(await asBea());
    }

    public static void RefusedAt(string field, Outcome outcome) => Assert.Equal(field, Assert.IsType<Outcome.Refused>(outcome).Field);
}
