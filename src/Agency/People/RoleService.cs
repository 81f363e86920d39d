using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>What an admin changes about roles at once: giving any but the approver's, and taking any away. What gives somebody the right to decide is an operation
/// instead: <see cref="GiveRole"/>, <see cref="GiveDelegation"/>, <see cref="NameBreakGlassHolder"/>.</summary>
public sealed class RoleService
{
    readonly AgencyStore _store;

    internal RoleService(AgencyStore store) => _store = store;

    /// <summary>Gives a role from a moment (null: now) until another (null: until taken away). UTC. AG001 for the approver role: that is a request.</summary>
    public Task<Outcome> GiveAsync(Guid person, Role role, DateTimeOffset? from = null, DateTimeOffset? until = null, CancellationToken ct = default) =>
        _store.WriteAsync(new RoleGranted(person, role.Word()), Role.Admin, async work =>
        {
            var begins = from ?? work.Now;
            if (until <= begins)
                return new Outcome.Refused("The role would end before it begins.", "Until");
            if (await work.Db.People.SingleOrDefaultAsync(p => p.Id == person, ct) is not { } found || !PersonPlan.IsHere(found))
                return new Outcome.Refused("Only somebody who is active or invited can get a role.");
            if (await work.Db.RoleGrants.AnyAsync(g => g.PersonId == person && g.Role == role && g.Source == "manual" && (g.ValidUntil == null || g.ValidUntil > begins) && (until == null || g.ValidFrom < until), ct))
                return new Outcome.Refused($"{found.DisplayName} has the role {role.Word()} in that time already.");
            work.Db.RoleGrants.Add(new RoleGrant { Id = work.NewId(), PersonId = person, Role = role, GrantedBy = work.Actor == person ? null : work.Actor, ValidFrom = begins, ValidUntil = until });
            await work.Db.SaveChangesAsync(ct);
            return new Outcome.Done($"{found.DisplayName} has the role {role.Word()}.", person);
        }, ct);

    /// <summary>Changes until when a role is held; null: until taken away. AG001 where an approver would be one for longer. AG012 where too few would be left.</summary>
    public Task<Outcome> ChangeAsync(Guid grant, DateTimeOffset? until, CancellationToken ct = default) =>
        _store.WriteAsync(new RoleChanged(grant), Role.Admin, async work =>
        {
            if (await work.Db.RoleGrants.SingleOrDefaultAsync(g => g.Id == grant, ct) is not { } found)
                return new Outcome.Refused("This role is gone.");
            if (until <= found.ValidFrom)
                return new Outcome.Refused("The role would end before it begins.", "Until");
            found.ValidUntil = until;
            await work.Db.SaveChangesAsync(ct);
            return new Outcome.Done("Changed.", found.PersonId);
        }, ct);

    /// <summary>Takes a role away, now. AG012 where fewer than two approvers would be left.</summary>
    public Task<Outcome> TakeAsync(Guid grant, CancellationToken ct = default) =>
        _store.WriteAsync(new RoleTaken(grant), Role.Admin, async work =>
        {
            if (await work.Db.RoleGrants.SingleOrDefaultAsync(g => g.Id == grant, ct) is not { } found || found.ValidUntil <= work.Now)
                return new Outcome.Refused("This role is over already.");
            found.ValidUntil = PersonPlan.End(work.Now, found.ValidFrom);
            await work.Db.SaveChangesAsync(ct);
            return new Outcome.Done($"The role {found.Role.Word()} is taken away.", found.PersonId);
        }, ct);

    /// <summary>Ends a delegation: an admin, or one of the two it is between.</summary>
    public Task<Outcome> EndDelegationAsync(Guid delegation, CancellationToken ct = default) =>
        _store.WriteAsync(new DelegationEnded(delegation), needs: null, async work =>
        {
            if (await work.Db.Delegations.SingleOrDefaultAsync(d => d.Id == delegation, ct) is not { } found || found.ValidUntil <= work.Now)
                return new Outcome.Refused("This delegation is over already.");
            if (work.Actor != found.PersonId && work.Actor != found.DelegateId && !work.May(Role.Admin))
                return new Outcome.Refused("Only an admin or one of the two may end a delegation.", SqlState: SqlErrors.NotEligible);
            found.ValidUntil = PersonPlan.End(work.Now, found.ValidFrom);
            return new Outcome.Done("The delegation is over.", found.PersonId);
        }, ct);

    /// <summary>Takes the right to break the glass away. Giving it back is a request.</summary>
    public Task<Outcome> SuspendHolderAsync(Guid holder, CancellationToken ct = default) =>
        _store.WriteAsync(new HolderSuspended(holder), Role.Admin, async work =>
        {
            if (await work.Db.BreakGlassHolders.SingleOrDefaultAsync(h => h.Id == holder, ct) is not { SuspendedAt: null } found)
                return new Outcome.Refused("This right is suspended already.");
            found.SuspendedAt = work.Now;
            return new Outcome.Done("They cannot break the glass any more.", found.PersonId);
        }, ct);
}
