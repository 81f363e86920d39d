using Agency.Alerts;
using Agency.People;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

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

    /// <summary>Runs a command that also reads outside of its transaction: what the database refuses there comes back as <see cref="Outcome.Refused"/>, too.</summary>
    public static async Task<Outcome> TryAsync(Func<Task<Outcome>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception e) when (SqlErrors.Meaning(e) is { } refused)
        {
            return refused;
        }
    }

    Task<Outcome> TryAsync(BusinessEvent what, Role? needs, Func<Work, Task<Outcome>> command, CancellationToken ct) => TryAsync(async () =>
    {
        try
        {
            await using var work = await BeginAsync(what, ct);
            if (work is null)
                return new Outcome.Refused("Sign in again: your account is not active.", SqlState: SqlErrors.NotEligible);
            if (needs is { } role && !work.May(role))
                return Lacks(role);
            var outcome = await command(work);
            if (outcome.Commits)
                await work.CommitAsync(ct);
            return outcome;
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Outcome.Conflict("Somebody else saved this since you opened it.");
        }
    });

    /// <summary>What is said to the signed-in person where a reading takes a role that they do not hold now, or their session is over; null where they may.</summary>
    public async Task<Outcome.Refused?> MayNotAsync(Role role, CancellationToken ct)
    {
        var (person, session) = (await current.IdAsync(ct), await current.SessionAsync(ct));
        await using var db = await ReadAsync(ct);
        var may = await db.Database.SqlQuery<bool>($"select guard.holds_role({person}, {role.Word()}) and ({session}::uuid is null or coalesce(guard.session_person({session}) = {person}, false)) as \"Value\"").ToListAsync(ct);
        return may[0] ? null : Lacks(role);
    }

    static Outcome.Refused Lacks(Role role) => new($"This needs the role {role.Word()}, which you do not have.", SqlState: SqlErrors.NotEligible);

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
            // What fails ends the command, so there is nothing to go back to in the middle of it.
            db.Database.AutoSavepointsEnabled = false;
            if (await SayAsync(db, id, session, now, what, ct) is { MayAct: true } known)
                return new Work(db, transaction, id, session, known.Roles.Select(role => Enum.Parse<Role>(role, ignoreCase: true)).ToHashSet(), now);
            await db.DisposeAsync();
            return null;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>Names the person and the intent of the transaction's commit.</summary>
    public static async Task SayAsync(AgencyDb db, Guid person, BusinessEvent what, CancellationToken ct) =>
        _ = await SayAsync(db, person, null, DateTimeOffset.UnixEpoch, what, ct) ?? throw new InvalidOperationException($"Nobody is {person}, who would do this: {what.Intent}");

    /// <summary>The same, and who they are now, in one command that each connection prepares once, as every change waits for it. Whoever signed out, here or anywhere, does nothing more;
    /// what asks without a session, a command or a machine, has its own proof.</summary>
    static async Task<Known?> SayAsync(AgencyDb db, Guid person, Guid? session, DateTimeOffset now, BusinessEvent what, CancellationToken ct)
    {
        await using var say = new NpgsqlCommand("""
            select p.status = 'active' and p.deleted_at is null and ($2 is null or coalesce(guard.session_person($2) = p.id, false)),
                   array(select g.role from agency.role_grants g where g.person_id = p.id and g.deleted_at is null and g.valid_from <= $3 and (g.valid_until is null or $3 < g.valid_until)),
                   set_config('history.actor_id', p.id::text, true), set_config('history.actor_name', p.display_name, true), set_config('history.source', 'console', true),
                   set_config('history.intent', $4, true), set_config('history.detail', $5, true)
              from agency.people p where p.id = $1
            """, (NpgsqlConnection)db.Database.GetDbConnection())
        {
            Parameters =
            {
                new() { Value = person }, new() { Value = (object?)session ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, new() { Value = now.ToUniversalTime() },
                new() { Value = what.Intent }, new() { Value = what.Detail() },
            },
        };
        await say.PrepareAsync(ct);
        await using var said = await say.ExecuteReaderAsync(ct);
        return await said.ReadAsync(ct) ? new Known(said.GetBoolean(0), said.GetFieldValue<string[]>(1)) : null;
    }

    sealed record Known(bool MayAct, string[] Roles);
}
