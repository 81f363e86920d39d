using Agency.Deals;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>Somebody who may sign in, with the roles they hold now.</summary>
public sealed record SignedIn(Guid Id, string Name, IReadOnlyList<Role> Roles);

/// <summary>The agency's people: who may sign in, list, read, invite, edit. Their roles are <see cref="RoleService"/>'s.</summary>
public sealed class PeopleService
{
    static readonly Keyset<Person, PersonRow>[] s_sorts =
    [
        new Keyset<Person, PersonRow, string>("name", p => p.DisplayName, row => row.Name),
        new Keyset<Person, PersonRow, Guid>(KeysetPaging.Added, p => p.Id, row => row.Id),
    ];

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

    /// <summary>A page of people. Sorts: name, added. State: a <see cref="PersonStatus"/>. Searches names and e-mails.</summary>
    public async Task<Page<PersonRow>> ListAsync(PageQuery query, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var now = _store.Now;
        var people = db.People.AsQueryable();
        if (Enum.TryParse<PersonStatus>(query.State, ignoreCase: true, out var status))
            people = people.Where(p => p.Status == status);
        if (!string.IsNullOrWhiteSpace(query.Search))
        {
            var pattern = KeysetPaging.Anywhere(query.Search);
            people = people.Where(p => EF.Functions.ILike(p.DisplayName, pattern, KeysetPaging.Escape) || p.Emails.Any(e => EF.Functions.ILike(e, pattern, KeysetPaging.Escape)));
        }
        var page = await people.PageAsync(query, s_sorts, p => new PersonRow(p.Id, p.DisplayName, p.Emails, p.Status,
            p.RoleGrants.Where(g => g.ValidUntil == null || g.ValidUntil > now).OrderBy(g => g.Role).Select(g => new GrantRow(g.Id, g.Role, g.Source, g.ValidFrom, g.ValidUntil, null)).ToList(), null), row => row.Id, ct);
        var ids = page.Rows.Select(r => r.Id).ToArray();
        var seen = await db.Database.SqlQuery<Seen>($"""select s.person_id as "PersonId", max(s.authenticated_at) as "At" from guard.sessions s where s.person_id = any ({ids}) group by 1""").ToDictionaryAsync(s => s.PersonId, s => s.At, ct);
        return page with { Rows = [.. page.Rows.Select(r => r with { LastSeen = seen.TryGetValue(r.Id, out var at) ? at : null })] };
    }

    /// <summary>One person with everything that hangs on them; null where there is none.</summary>
    public async Task<PersonPage?> GetAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        if (await db.People.SingleOrDefaultAsync(p => p.Id == id, ct) is not { } person)
            return null;
        var now = _store.Now;
        var grants = await db.RoleGrants.Where(g => g.PersonId == id).OrderByDescending(g => g.ValidUntil == null || g.ValidUntil > now).ThenBy(g => g.Role).ThenByDescending(g => g.ValidFrom).Take(200)
            .Select(g => new GrantRow(g.Id, g.Role, g.Source, g.ValidFrom, g.ValidUntil, db.People.IgnoreQueryFilters().Where(p => p.Id == g.GrantedBy).Select(p => p.DisplayName).FirstOrDefault())).ToListAsync(ct);
        var accounts = await db.Accounts.Where(a => a.PersonId == id).OrderBy(a => a.CreatedAt).Take(100).Select(a => new AccountRow(a.Id, a.OidcIssuer, a.OidcSubject, a.LastSeenAt)).ToListAsync(ct);
        var delegations = await (from d in db.Delegations
                                 where (d.PersonId == id || d.DelegateId == id) && d.ValidUntil > now
                                 join away in db.People.IgnoreQueryFilters() on d.PersonId equals away.Id
                                 join stand in db.People.IgnoreQueryFilters() on d.DelegateId equals stand.Id
                                 orderby d.ValidFrom
                                 select new DelegationRow(d.Id, d.PersonId, away.DisplayName, d.DelegateId, stand.DisplayName, d.ValidFrom, d.ValidUntil)).Take(100).ToListAsync(ct);
        var sessions = await db.Database.SqlQuery<SessionRow>($"""
            select s.id as "Id", s.method as "Method", s.started_at as "StartedAt", s.authenticated_at as "AuthenticatedAt", s.ends_at as "EndsAt"
              from guard.sessions s where s.person_id = {id} and s.ended_at is null and s.ends_at > now() order by s.started_at desc limit 50
            """).ToListAsync(ct);
        var holder = await db.BreakGlassHolders.Where(h => h.PersonId == id).Select(h => new HolderRow(h.Id, h.SuspendedAt)).SingleOrDefaultAsync(ct);
        return new(id, person.DisplayName, person.Emails, person.Status, person.CreatedAt, now, grants, accounts, delegations, sessions, holder);
    }

    /// <summary>The people who are here, by name: for choosing one. At most 500.</summary>
    public async Task<IReadOnlyList<Choice>> ChoicesAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.People.Where(p => p.Status == PersonStatus.Active).OrderBy(p => p.DisplayName).ThenBy(p => p.Id).Take(500).Select(p => new Choice(p.Id, p.DisplayName)).ToListAsync(ct);
    }

    /// <summary>The form of a person as they are now; null where there is none.</summary>
    public async Task<PersonForm?> FormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.People.SingleOrDefaultAsync(p => p.Id == id, ct) is { } person ? PersonForm.Of(person) : null;
    }

    /// <summary>Invites a person: they become active when they first sign in with one of the e-mails. Refused where somebody has one of them.</summary>
    public Task<Outcome> InviteAsync(PersonForm form, CancellationToken ct = default) =>
        _store.WriteAsync(new PersonInvited(form.Name.Trim(), form.Addresses), Role.Admin, async work =>
        {
            var id = work.NewId();
            if ((Forms.Flaw(form) ?? await TakenAsync(work, form, id, ct)) is { } flaw)
                return flaw;
            work.Db.People.Add(new Person { Id = id, DisplayName = form.Name.Trim(), Emails = form.Addresses, Status = PersonStatus.Invited });
            return new Outcome.Done($"{form.Name.Trim()} is invited.", id);
        }, ct);

    /// <summary>Saves the form over the person it was read from. The database refuses (AG001) an e-mail added to somebody who may decide: that is <see cref="AddEmail"/>.</summary>
    public Task<Outcome> EditAsync(Guid id, PersonForm form, CancellationToken ct = default) =>
        _store.WriteAsync(new PersonEdited(id, form.Name.Trim()), Role.Admin, async work =>
        {
            if ((Forms.Flaw(form) ?? await TakenAsync(work, form, id, ct)) is { } flaw)
                return flaw;
            if (await work.Db.People.SingleOrDefaultAsync(p => p.Id == id, ct) is not { } person)
                return new Outcome.Refused("This person is gone.");
            work.Db.Entry(person).Property(p => p.Version).OriginalValue = form.Version;
            (person.DisplayName, person.Emails) = (form.Name.Trim(), form.Addresses);
            await work.Db.SaveChangesAsync(ct);
            return new Outcome.Done($"{person.DisplayName} is saved.", id);
        }, ct);

    /// <summary>Ends every session of a person: an admin for anybody, everybody for themself. Their open screens learn it at once.</summary>
    public Task<Outcome> SignOutEverywhereAsync(Guid id, CancellationToken ct = default) =>
        _store.WriteAsync(new SessionsEnded(id), needs: null, async work =>
        {
            if (work.Actor != id && !work.May(Role.Admin))
                return new Outcome.Refused("Only an admin may sign somebody else out.", SqlState: SqlErrors.NotEligible);
            await work.Db.Database.ExecuteSqlAsync($"select guard.end_sessions({id})", ct);
            return new Outcome.Done("Signed out everywhere.", id);
        }, ct);

    /// <summary>The first sign-in of an invited person, in their own name: they are active from now on. False where they are not invited.</summary>
    public async Task<bool> ActivateAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var what = new PersonActivated(id);
        await db.Database.ExecuteSqlAsync($"""
            select set_config('history.actor_id', p.id::text, true), set_config('history.actor_name', p.display_name, true), set_config('history.source', 'console', true),
                   set_config('history.intent', {what.Intent}, true), set_config('history.detail', {what.Detail()}, true)
              from agency.people p where p.id = {id}
            """, ct);
        var activated = await db.People.Where(p => p.Id == id && p.Status == PersonStatus.Invited).ExecuteUpdateAsync(p => p.SetProperty(x => x.Status, PersonStatus.Active), ct);
        await transaction.CommitAsync(ct);
        return activated == 1;
    }

    static async Task<Outcome.Refused?> TakenAsync(Work work, PersonForm form, Guid notOf, CancellationToken ct) =>
        await work.Db.WithEmailAsync(form.Addresses, notOf, ct) is [var other, ..] ? new($"{other.DisplayName} has one of these e-mails.", nameof(PersonForm.Emails)) : null;

    static System.Linq.Expressions.Expression<Func<Person, SignedIn>> Of(DateTimeOffset now) => p => new SignedIn(p.Id, p.DisplayName,
        p.RoleGrants.Where(g => g.ValidFrom <= now && (g.ValidUntil == null || now < g.ValidUntil)).Select(g => g.Role).Distinct().OrderBy(role => role).ToList());

    sealed record Seen(Guid PersonId, DateTimeOffset At);
}
