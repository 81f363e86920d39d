using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>Keys of machines, which may ask in the name of the admin who made them, and never vote.</summary>
public sealed class KeyService
{
    readonly AgencyStore _store;

    internal KeyService(AgencyStore store) => _store = store;

    /// <summary>The operations a key can be for, by name: <c>talent.removed</c>. What lets somebody decide is asked for by a person.</summary>
    public static IReadOnlyList<string> Operations { get; } =
    [
        "talent.removed", "deal.removed", "trash.restored", "request.undone", "commit.reverted", "rows.edited", "rows.rewound", "talent.rewound", "tables.rewound", "table.rebuilt",
        "trash.purged", "person.deactivated", "person.erased",
    ];

    /// <summary>The keys of a person, the live ones first; at most a hundred.</summary>
    public async Task<IReadOnlyList<KeyRow>> OfAsync(Guid person, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Database.SqlQuery<KeyRow>($"""
            select k.id as "Id", k.name as "Name", k.operations as "Operations", k.created_at as "CreatedAt", k.expires_at as "ExpiresAt", k.last_used_at as "LastUsedAt", k.revoked_at as "RevokedAt"
              from guard.api_keys k where k.person_id = {person} order by k.revoked_at is not null or k.expires_at <= now(), k.created_at desc, k.id limit 100
            """).ToListAsync(ct);
    }

    /// <summary>Makes a key for the signed-in admin. Done's message is the secret: it is shown once and kept nowhere. AG006: not an admin. AG010: sign in again.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="operations">What it may ask for; of <see cref="Operations"/>.</param>
    /// <param name="expiresAt">UTC, within a year.</param>
    /// <param name="ct">Stops it.</param>
    public Task<Outcome> CreateAsync(string name, IReadOnlyList<string> operations, DateTimeOffset expiresAt, CancellationToken ct = default) =>
        _store.WriteAsync(new KeyCreated(name, operations, expiresAt), Role.Admin, async work =>
        {
            if (operations.Except(Operations).FirstOrDefault() is { } unknown)
                return new Outcome.Refused($"A key cannot be for {unknown}.");
            var secret = ApiSecret.New();
            var (hash, scope) = (ApiSecret.Hash(secret), operations.ToArray());
            var id = await work.CallAsync<Guid>($"""select guard.create_api_key({work.Session}::uuid, {name}, {scope}, {expiresAt}, {hash}) as "Value" """, ct);
            return new Outcome.Done(secret, id);
        }, ct);

    /// <summary>Ends a key, for good.</summary>
    public Task<Outcome> RevokeAsync(Guid key, CancellationToken ct = default) =>
        _store.WriteAsync(new KeyRevoked(key), needs: null, async work =>
        {
            await work.Db.Database.ExecuteSqlAsync($"select guard.revoke_api_key({key}, {work.Session}::uuid)", ct);
            return new Outcome.Done("The key has ended. What it asked for stays.", key);
        }, ct);

    /// <summary>Whose secret this is; null where it is nobody's, or its key has ended.</summary>
    public async Task<MachineKey?> FindAsync(string secret, CancellationToken ct = default)
    {
        if (!secret.StartsWith(ApiSecret.Prefix, StringComparison.Ordinal))
            return null;
        await using var db = await _store.ReadAsync(ct);
        var hash = ApiSecret.Hash(secret);
        return (await db.Database.SqlQuery<MachineKey>($"""select k.key_id as "Id", k.person_id as "PersonId", k.operations as "Operations" from guard.api_key_person({hash}) k""").ToListAsync(ct)).SingleOrDefault();
    }
}
