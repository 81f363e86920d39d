using Agency.Documents;
using Agency.History;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>What somebody may see of what not everybody sees, by the roles they hold at this moment. Nobody in particular sees nothing of it.</summary>
sealed class Sight
{
    public const string Restricted = "restricted";

    readonly IReadOnlyCollection<Role> _roles;

    Sight(IReadOnlyCollection<Role> roles) => _roles = roles;

    /// <summary>The documents they see, by their visibility.</summary>
    public Visibility[] Documents => _roles switch
    {
        { Count: 0 } => [],
        _ when _roles.Contains(Role.Admin) => [Visibility.Normal, Visibility.Sensitive, Visibility.Private],
        _ when _roles.Contains(Role.Finance) || _roles.Contains(Role.Manager) => [Visibility.Normal, Visibility.Sensitive],
        _ => [Visibility.Normal],
    };

    /// <summary>Whether they see what talents are called in contracts: who pays them, and who signs what happens to them.</summary>
    public bool LegalNames => _roles.Any(role => role is Role.Admin or Role.Finance or Role.Approver);

    /// <summary>The fields of a row (its table with the schema) as they may be read: where a value is not for them, only that there is one.</summary>
    public IReadOnlyList<FieldChange> Of(string table, IReadOnlyList<FieldChange> fields) => LegalNames || table != "agency.talents" ? fields
        : [.. fields.Select(f => f.Field == "legal_name" ? f with { Before = Hidden(f.Before), After = Hidden(f.After) } : f)];

    public static async Task<Sight> OfAsync(AgencyStore store, CurrentPerson current, CancellationToken ct) => await OfAsync(store, await current.IdAsync(ct), ct);

    public static async Task<Sight> OfAsync(AgencyStore store, Guid? person, CancellationToken ct)
    {
        if (person is not { } me)
            return new([]);
        await using var db = await store.ReadAsync(ct);
        var now = store.Now;
        return new(await db.RoleGrants.Where(g => g.PersonId == me && g.ValidFrom <= now && (g.ValidUntil == null || now < g.ValidUntil) && db.People.Any(p => p.Id == me && p.Status == PersonStatus.Active))
            .Select(g => g.Role).ToListAsync(ct));
    }

    static string? Hidden(string? value) => value is null ? null : Restricted;
}
