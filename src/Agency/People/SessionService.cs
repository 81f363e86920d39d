using Npgsql;

namespace Agency.People;

/// <summary>Sign-ins, from their beginning to their end. They are rows of the database, so that any console ends them for all.</summary>
public sealed class SessionService
{
    readonly NpgsqlDataSource _source;

    internal SessionService(NpgsqlDataSource source) => _source = source;

    /// <summary>Begins a session of a person who has just proved who they are, and answers its id.</summary>
    /// <param name="start">Whose, how, and for how long.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="PostgresException">AG006: the person is not active. AG009: the proof is from the future.</exception>
    public async Task<Guid> StartAsync(SessionStart start, CancellationToken ct = default) => (Guid)(await AskAsync("select guard.start_session($1, $2, $3, $4, $5, $6, $7)", ct,
        start.Person, start.Account, start.Method, start.AuthenticatedAt.ToUniversalTime(), start.EndsAt.ToUniversalTime(), start.Idle, start.IdToken))!;

    /// <summary>The session while it is open, its person active and in at least one role; null otherwise.</summary>
    public async Task<OpenSession?> FindAsync(Guid id, CancellationToken ct = default)
    {
        await using var command = _source.CreateCommand(EmbeddedSql.Read("People/SessionService.sql"));
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct) || row.GetFieldValue<string[]>(8) is not { Length: > 0 } roles)
            return null;
        return new OpenSession(id, new SignedIn(row.GetGuid(1), row.GetString(2), [.. roles.Select(role => Enum.Parse<Role>(role, ignoreCase: true))]), row.GetString(3),
            row.IsDBNull(4) ? null : row.GetGuid(4), row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7));
    }

    /// <summary>Says that the session is used; answers it as <see cref="FindAsync"/> does.</summary>
    public async Task<OpenSession?> UseAsync(Guid id, CancellationToken ct = default) =>
        await AskAsync("select guard.use_session($1)", ct, id) is null ? null : await FindAsync(id, ct);

    /// <summary>Whether its person proved who they are within <see cref="OpenSession.Fresh"/>.</summary>
    public async Task<bool> IsFreshAsync(Guid id, CancellationToken ct = default) =>
        await AskAsync("select guard.session_person($1, $2)", ct, id, OpenSession.Fresh) is not null;

    /// <summary>The person has proved again who they are; the session then lasts until <paramref name="endsAt"/>, where that is later.</summary>
    /// <exception cref="PostgresException">AG006: the session is over, or another person's. AG009: the proof is from the future.</exception>
    public Task SignInAgainAsync(Guid id, Guid person, DateTimeOffset authenticatedAt, DateTimeOffset endsAt, CancellationToken ct = default) =>
        AskAsync("select guard.sign_in_again($1, $2, $3, $4)", ct, id, person, authenticatedAt.ToUniversalTime(), endsAt.ToUniversalTime());

    /// <summary>Ends it, and answers the provider's token, where the person signed in with one and it was not taken before.</summary>
    public async Task<string?> EndAsync(Guid id, CancellationToken ct = default)
    {
        await AskAsync("select guard.end_session($1)", ct, id);
        return await AskAsync("select guard.take_id_token($1)", ct, id) as string;
    }

    /// <summary>Ends every session of a person, on all their devices.</summary>
    public Task EndAllAsync(Guid person, CancellationToken ct = default) => AskAsync("select guard.end_sessions($1)", ct, person);

    async Task<object?> AskAsync(string sql, CancellationToken ct, params object?[] values)
    {
        await using var command = _source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return await command.ExecuteScalarAsync(ct) is var answer and not DBNull ? answer : null;
    }
}

/// <summary>A session about to begin.</summary>
/// <param name="Person">Whose; they must be active.</param>
/// <param name="Account">Their account at the provider, where one was used.</param>
/// <param name="Method"><see cref="OpenSession.ByProvider"/> or <see cref="OpenSession.InDevelopment"/>.</param>
/// <param name="AuthenticatedAt">When they proved who they are.</param>
/// <param name="EndsAt">When it ends, however much it is used.</param>
/// <param name="Idle">How long it may stay unused.</param>
/// <param name="IdToken">What the provider wants to see at sign-out.</param>
public sealed record SessionStart(Guid Person, Guid? Account, string Method, DateTimeOffset AuthenticatedAt, DateTimeOffset EndsAt, TimeSpan? Idle, string? IdToken = null);
