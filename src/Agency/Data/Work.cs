using Agency.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Agency.Data;

/// <summary>One command: one context, one transaction, one person, one moment. Nothing is kept unless it commits.</summary>
sealed class Work(AgencyDb db, IDbContextTransaction transaction, Guid actor, Guid? session, IReadOnlySet<Role> roles, DateTimeOffset now) : IAsyncDisposable
{
    public AgencyDb Db => db;
    public Guid Actor => actor;

    /// <summary>The actor's session, which knows when they proved who they are; null where a machine or a command acts for them.</summary>
    public Guid? Session => session;

    public DateTimeOffset Now => now;

    public bool May(Role role) => roles.Contains(role);

    public Guid NewId() => Guid.CreateVersion7(now);

    /// <summary>For a command over any number of rows: no time limit, and cancelled only with its caller.</summary>
    public Work TakeTime()
    {
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        return this;
    }

    /// <summary>Calls one of guard's functions and answers its only value.</summary>
    public async Task<T> CallAsync<T>(FormattableString sql, CancellationToken ct) =>
        (await db.Database.SqlQuery<T>(sql).ToListAsync(ct))[0];

    public async Task CommitAsync(CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await db.DisposeAsync();
    }
}
