using Agency.Alerts;
using Agency.People;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agency.Data;

/// <summary>The one door to the database: reads get a fresh context, writes a transaction that names the person and the intent. The database writes the history.</summary>
sealed class AgencyStore(IDbContextFactory<AgencyDb> contexts, IDbContextFactory<PastDb> pasts, CurrentPerson current, TimeProvider time, Reports? reports = null)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public async Task<AgencyDb> ReadAsync(CancellationToken ct)
    {
        var db = await contexts.CreateDbContextAsync(ct);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return db;
    }

    /// <summary>The agency as of a moment: what had committed by then. Of now, where there is none.</summary>
    public async Task<AgencyDb> ReadAsync(DateTimeOffset? at, CancellationToken ct)
    {
        if (at is not { } moment)
            return await ReadAsync(ct);
        var db = await pasts.CreateDbContextAsync(ct);
        try
        {
            await db.LookAtAsync(moment, ct);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command as the signed-in person, whose roles are read in the same transaction, and commits if its outcome says so.
    /// <paramref name="needs"/> is the role it takes; null where the database decides that. What the database refuses by a known rule comes back as <see cref="Outcome.Refused"/>.</summary>
    public async Task<Outcome> WriteAsync(BusinessEvent what, Role? needs, Func<Work, Task<Outcome>> command, CancellationToken ct)
    {
        var outcome = await TryAsync(what, needs, command, ct);
        if (outcome is Outcome.Refused refused && reports is not null && await current.IdAsync(ct) is { } person)
            reports.Refused(person, what.Intent, refused);
        return outcome;
    }

    async Task<Outcome> TryAsync(BusinessEvent what, Role? needs, Func<Work, Task<Outcome>> command, CancellationToken ct)
    {
        try
        {
            await using var work = await BeginAsync(what, ct);
            if (work is null)
                return new Outcome.Refused("Sign in again: your account is not active.", SqlState: SqlErrors.NotEligible);
            if (needs is { } role && !work.May(role))
                return new Outcome.Refused($"This needs the role {role.ToString().ToLowerInvariant()}, which you do not have.", SqlState: SqlErrors.NotEligible);
            var outcome = await command(work);
            if (outcome.Commits)
                await work.CommitAsync(ct);
            return outcome;
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Outcome.Conflict("Somebody else saved this since you opened it.");
        }
        catch (Exception e) when (Refusal(e) is { } refused)
        {
            return refused;
        }
    }

    // Entity Framework puts the database's error inside one or two of its own.
    static Outcome.Refused? Refusal(Exception? e) => e is null ? null : e is NpgsqlException error ? SqlErrors.Meaning(error) : Refusal(e.InnerException);

    async Task<Work?> BeginAsync(BusinessEvent what, CancellationToken ct)
    {
        if (await current.IdAsync(ct) is not { } id)
            return null;
        var session = await current.SessionAsync(ct);
        var now = Now;
        var db = await contexts.CreateDbContextAsync(ct);
        try
        {
            var transaction = await db.Database.BeginTransactionAsync(ct);
            var person = await db.People.AsNoTracking().Where(p => p.Id == id && p.Status == PersonStatus.Active)
                .Select(p => new
                {
                    p.DisplayName,
                    Roles = p.RoleGrants.Where(g => g.ValidFrom <= now && (g.ValidUntil == null || now < g.ValidUntil)).Select(g => g.Role).ToList(),
                }).SingleOrDefaultAsync(ct);
            if (person is null || !await IsOpenAsync(db, session, id, ct))
            {
                await db.DisposeAsync();
                return null;
            }
            await SayAsync(db, id, person.DisplayName, what, ct);
            return new Work(db, transaction, id, session, person.Roles.ToHashSet(), now);
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whoever signed out, here or anywhere, does nothing more. What asks without a session, a command or a machine, has its own proof.</summary>
    static async Task<bool> IsOpenAsync(AgencyDb db, Guid? session, Guid person, CancellationToken ct) => session is not { } id
        || (await db.Database.SqlQuery<bool>($"select coalesce(guard.session_person({id}) = {person}, false) as \"Value\"").ToListAsync(ct))[0];

    /// <summary>Names the person and the intent of the transaction's commit.</summary>
    public static async Task SayAsync(AgencyDb db, Guid person, BusinessEvent what, CancellationToken ct) =>
        await SayAsync(db, person, await db.People.Where(p => p.Id == person).Select(p => p.DisplayName).SingleAsync(ct), what, ct);

    static Task<int> SayAsync(AgencyDb db, Guid person, string name, BusinessEvent what, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        select set_config('history.actor_id', {person.ToString()}, true), set_config('history.actor_name', {name}, true),
               set_config('history.source', 'console', true), set_config('history.intent', {what.Intent}, true), set_config('history.detail', {what.Detail()}, true)
        """, ct);
}
