using System.Text.Json;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Approvals;

/// <summary>The policies: which operation needs whom. Every policy that fits a plan counts, and of each thing the strictest holds.</summary>
public sealed class PolicyService
{
    readonly AgencyStore _store;
    readonly CurrentPerson _current;

    internal PolicyService(AgencyStore store, CurrentPerson current) => (_store, _current) = (store, current);

    /// <summary>All of them, at most 500: those for every operation first.</summary>
    public async Task<IReadOnlyList<PolicyRow>> ListAsync(DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        return await db.Set<Policy>().OrderBy(p => p.Operation != "*").ThenBy(p => p.Operation).ThenBy(p => p.Id).Take(500).Select(p => new PolicyRow(p.Id, PolicyForm.Of(p), p.UpdatedAt)).ToListAsync(ct);
    }

    /// <summary>Saves a policy that is new or asks for more than before. One that asks for less is refused with AG001: plan it as <see cref="ChangePolicy"/>.</summary>
    /// <param name="id">Null for a new one.</param>
    /// <param name="form">Its values, and the version they were read at.</param>
    /// <param name="ct">Stops it.</param>
    public Task<Outcome> SaveAsync(Guid? id, PolicyForm form, CancellationToken ct = default) =>
        _store.WriteAsync(new PolicyTightened(form.Operation), Role.Admin, async work =>
        {
            if (Forms.Flaw(form) is { } refused)
                return refused;
            var policy = id is null ? new Policy { Id = work.NewId() } : await work.Db.Set<Policy>().SingleOrDefaultAsync(p => p.Id == id, ct);
            if (policy is null)
                return new Outcome.Refused("This policy is gone.");
            if (id is null)
                work.Db.Add(policy);
            else
                work.Db.Entry(policy).Property(p => p.Version).OriginalValue = form.Version;
            form.WriteTo(policy);
            return new Outcome.Done("The policy is in force from now on.", policy.Id);
        }, ct);

    /// <summary>What the policies would ask of such a plan, were it made by the person now; with what they asked for in the last 24 hours.</summary>
    public async Task<PolicyAnswer> SimulateAsync(ImaginedPlan plan, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var me = await _current.IdAsync(ct);
        var (tables, money, values) = (JsonSerializer.Serialize(plan.Tables, PlanJson.Options), JsonSerializer.Serialize(plan.Money, PlanJson.Options), JsonSerializer.Serialize(plan.RowValues));
        var answer = await db.Database.SqlQuery<string>($"""
            select guard.simulate_policy({plan.Operation}, {tables}::jsonb, {money}::jsonb, {values}::jsonb, {me}::uuid)::text as "Value"
            """).ToListAsync(ct);
        return Read(answer[0]);
    }

    internal static PolicyAnswer Read(string policy) => JsonSerializer.Deserialize<PolicyAnswer>(policy, PlanJson.Options)!;
}
