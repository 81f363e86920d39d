using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Alerts;

/// <summary>What a person was told, what they want to be told, and, for admins, what could not be sent.</summary>
public sealed class NotificationCentre
{
    /// <summary>How many notifications a page has.</summary>
    public const int PageSize = 30;

    readonly AgencyStore _store;
    readonly CurrentPerson _current;

    internal NotificationCentre(AgencyStore store, CurrentPerson current, MailAvailability mail) => (_store, _current, SendsMail) = (store, current, mail.IsOn);

    /// <summary>Whether a mail server is set up.</summary>
    public bool SendsMail { get; }

    /// <summary>The signed-in person, whose notifications <see cref="History.HistoryFeed"/> announces as <c>notifications/ID</c>; null where nobody is.</summary>
    public ValueTask<Guid?> MeAsync(CancellationToken ct = default) => _current.IdAsync(ct);

    /// <summary>How many the person has not read; counts to 100.</summary>
    public async Task<int> UnreadAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var me = await _current.IdAsync(ct);
        return await db.Database.SqlQuery<int>($"select count(*)::int as \"Value\" from (select from console.notifications n where n.person_id = {me} and n.read_at is null limit 100) unread").SingleAsync(ct);
    }

    /// <summary>The person's notifications, newest first; of one event, where it is named; older than <paramref name="before"/>, the last one's id of the page before.</summary>
    public async Task<IReadOnlyList<Notification>> ListAsync(string? named = null, long? before = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var me = await _current.IdAsync(ct);
        var rows = await db.Database.SqlQueryRaw<NotificationRow>($$"""
            select n.id as "Id", n.read_at as "ReadAt", {{Message.Columns}} from console.notifications n join console.messages m on m.outbox_id = n.outbox_id
             where n.person_id = {0} and ({1}::text is null or m.event = {1}) and ({2}::bigint is null or n.id < {2}) order by n.id desc limit {3}
            """, me ?? Guid.Empty, Parameter(named), Parameter(before), PageSize).ToListAsync(ct);
        return rows.ConvertAll(n => new Notification(n.Id, n.Event, n.At, n.ReadAt, MessageText.Of(n)));
    }

    /// <summary>Marks one notification read, or all.</summary>
    public async Task MarkReadAsync(long? notification = null, CancellationToken ct = default)
    {
        if (await _current.IdAsync(ct) is not { } me)
            return;
        await using var db = await _store.ReadAsync(ct);
        long[]? ids = notification is { } id ? [id] : null;
        await db.Database.ExecuteSqlAsync($"select console.mark_read({me}, {ids})", ct);
    }

    /// <summary>What the person wants to hear, of every event in the order of <see cref="MessageEvent.All"/>.</summary>
    public async Task<IReadOnlyList<NotificationChoice>> ChoicesAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var me = await _current.IdAsync(ct) ?? Guid.Empty;
        var chosen = await db.Database.SqlQuery<NotificationChoice>($"""
            select event as "Event", console.wants({me}, event, 'console') as "Console", console.wants({me}, event, 'email') as "Email", console.wants({me}, event, 'digest') as "Digest" from console.events
            """).ToDictionaryAsync(c => c.Event, ct);
        return [.. MessageEvent.All.Select(e => chosen[e.Name])];
    }

    /// <summary>Whether the person wants to hear of the event through the channel: console; email, at once; or digest, by mail at 08:00 in the zone (an IANA name; else UTC).
    /// Refused (AG009) for what always reaches everyone: it stays in the console, and waits for no digest.</summary>
    public Task<Outcome> ChooseAsync(string named, string channel, bool wanted, string? zone = null, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        if (await _current.IdAsync(ct) is not { } me)
            return new Outcome.Refused("Sign in again: your account is not active.", SqlState: SqlErrors.NotEligible);
        await using var db = await _store.ReadAsync(ct);
        await db.Database.ExecuteSqlAsync($"select console.choose({me}, {named}, {channel}, {wanted}, {zone})", ct);
        return new Outcome.Done("Your choice is kept.");
    });

    /// <summary>What was given up, newest first, at most a hundred; for admins, others get nothing.</summary>
    public async Task<IReadOnlyList<GivenUp>> GivenUpAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var me = await _current.IdAsync(ct) ?? Guid.Empty;
        var rows = await db.Database.SqlQueryRaw<GivenUpRow>($$"""
            select d.id as "Id", d.channel as "Channel", p.display_name as "To", d.attempts as "Attempts", d.gave_up_at as "GaveUpAt", d.last_error as "Error", {{Message.Columns}}
              from console.deliveries d join console.messages m on m.outbox_id = d.outbox_id left join agency.people p on p.id = d.person_id
             where d.gave_up_at is not null and guard.holds_role({0}, 'admin') order by d.gave_up_at desc limit 100
            """, me).ToListAsync(ct);
        return rows.ConvertAll(r => new GivenUp(r.Id, r.Channel, r.To, r.Attempts, r.GaveUpAt, r.Error, MessageText.Of(r).Title));
    }

    /// <summary>Sends again what was given up: one delivery, or all. Refused (AG006) to whoever is no admin.</summary>
    public Task<Outcome> TryAgainAsync(long? delivery = null, CancellationToken ct = default) => _store.WriteAsync(new MessagesSentAgain(delivery), Role.Admin, async work =>
    {
        var again = await work.CallAsync<int>($"select console.try_again({work.Actor}, {delivery}) as \"Value\"", ct);
        return new Outcome.Done(again == 1 ? "The message is sent again." : $"{again:N0} messages are sent again.");
    }, ct);

    static Npgsql.NpgsqlParameter Parameter<T>(T? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = typeof(T) == typeof(string) ? NpgsqlTypes.NpgsqlDbType.Text : NpgsqlTypes.NpgsqlDbType.Bigint };

    sealed class NotificationRow : Message
    {
        public long Id { get; init; }
        public DateTimeOffset? ReadAt { get; init; }
    }

    sealed class GivenUpRow : Message
    {
        public long Id { get; init; }
        public string Channel { get; init; } = "";
        public string? To { get; init; }
        public int Attempts { get; init; }
        public DateTimeOffset GaveUpAt { get; init; }
        public string? Error { get; init; }
    }
}
