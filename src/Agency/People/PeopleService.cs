using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>Somebody who may sign in, with the roles they hold now.</summary>
public sealed record SignedIn(Guid Id, string Name, IReadOnlyList<Role> Roles);

/// <summary>Who may sign in.</summary>
public sealed class PeopleService
{
    readonly AgencyStore _store;

    internal PeopleService(AgencyStore store) => _store = store;

    /// <summary>The active people who hold a role, most recently given roles last.</summary>
    public async Task<IReadOnlyList<SignedIn>> WithRolesAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var now = _store.Now;
        return await db.People.Where(p => p.Status == PersonStatus.Active && p.RoleGrants.Any(g => g.ValidFrom <= now && (g.ValidUntil == null || now < g.ValidUntil)))
            .OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).Take(100).Select(Of(now)).ToListAsync(ct);
    }

    /// <summary>The person with the roles they hold now, or held at a moment; null where they are not active.</summary>
    public async Task<SignedIn?> FindAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        return await db.People.Where(p => p.Id == id && p.Status == PersonStatus.Active).Select(Of(at?.ToUniversalTime() ?? _store.Now)).SingleOrDefaultAsync(ct);
    }

    static System.Linq.Expressions.Expression<Func<Person, SignedIn>> Of(DateTimeOffset now) => p => new SignedIn(p.Id, p.DisplayName,
        p.RoleGrants.Where(g => g.ValidFrom <= now && (g.ValidUntil == null || now < g.ValidUntil)).Select(g => g.Role).Distinct().OrderBy(role => role).ToList());
}
