using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Documents;

/// <summary>Which documents somebody may see, by the roles they hold at this moment.</summary>
static class Sight
{
    public static async Task<Visibility[]> OfAsync(AgencyStore store, Guid? person, CancellationToken ct)
    {
        if (person is not { } me)
            return [];
        await using var db = await store.ReadAsync(ct);
        var now = store.Now;
        var roles = await db.RoleGrants.Where(g => g.PersonId == me && g.ValidFrom <= now && (g.ValidUntil == null || now < g.ValidUntil) && db.People.Any(p => p.Id == me && p.Status == PersonStatus.Active))
            .Select(g => g.Role).ToListAsync(ct);
        return roles switch
        {
            [] => [],
            _ when roles.Contains(Role.Admin) => [Visibility.Normal, Visibility.Sensitive, Visibility.Private],
            _ when roles.Contains(Role.Finance) || roles.Contains(Role.Manager) => [Visibility.Normal, Visibility.Sensitive],
            _ => [Visibility.Normal],
        };
    }
}
