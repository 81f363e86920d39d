using Agency.People;
using Agency.Tests.Approvals;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.People;

/// <summary>An agency with talents and deals, where what people may do is asked for by Ann and approved by Cal.</summary>
public abstract class PeopleAgency : RemovalAgency
{
    private protected PeopleService People(Guid? person) => Agency.As<PeopleService>(person);

    private protected RoleService Roles(Guid? person) => Agency.As<RoleService>(person);

    protected static string Grant(Guid person, string role, string columns = "", string values = "") =>
        $"insert into agency.role_grants (id, person_id, role{columns}) values (gen_random_uuid(), '{person}', '{role}'{values})";

    /// <summary>Max approves as well, as if that had been asked for and approved.</summary>
    protected Task MakeMaxAnApproverAsync() => Database.ChangeGuardedAsync(Grant(Max, "approver"));

    protected Task<Guid> GrantOfAsync(Guid person, string role = "approver") => Database.AskAsync<Guid>($"select id from agency.role_grants where person_id = '{person}' and role = '{role}'");

    protected Task<bool> HoldsAsync(Guid person, string role) => Database.AskAsync<bool>($"select guard.holds_role('{person}', '{role}')");

    private protected async Task<PersonPage> PageOfAsync(Guid person) => (await People(Ann).GetAsync(person))!;
}
