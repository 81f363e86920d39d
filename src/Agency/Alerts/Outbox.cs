using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Agency.Alerts;

/// <summary>The dispatcher's side of <c>console.outbox</c> and <c>console.deliveries</c>: their functions, by the connection of the console.</summary>
sealed class Outbox(IDbContextFactory<AgencyDb> contexts, NpgsqlDataSource source)
{
    const int Batch = 100;

    /// <summary>Turns what was not told yet into notifications and deliveries through these channels.</summary>
    public async Task FanOutAsync(string[] channels, CancellationToken ct)
    {
        while (await AskAsync<int>("select console.fan_out($1, $2)", ct, channels, Batch) == Batch)
        {
        }
    }

    public Task<long> LookForRefusalsAsync(CancellationToken ct) => AskAsync<long>("select console.look_for_refusals()", ct);

    public Task<long> LookForExpiringAsync(CancellationToken ct) => AskAsync<long>("select console.look_for_expiring()", ct);

    public Task<bool> LookForSpikeAsync(SpikeOptions spike, CancellationToken ct) => AskAsync<bool>("select console.look_for_spike($1, $2, $3)", ct, spike.Attempts, spike.Rows, spike.Minutes);

    /// <summary>Writes the digests that are due by now, or were by then, and answers how many.</summary>
    public Task<int> LookForDigestsAsync(CancellationToken ct, DateTimeOffset? at = null) =>
        at is { } then ? AskAsync<int>("select console.look_for_digests($1)", ct, then) : AskAsync<int>("select console.look_for_digests()", ct);

    public Task ReportAsync(string @event, string subject, CancellationToken ct) =>
        RunAsync("select console.report($1, $2)", ct, @event, new NpgsqlParameter { Value = subject, NpgsqlDbType = NpgsqlDbType.Jsonb });

    /// <summary>Takes the channel's next delivery that is due, for as long as the lease; null where none is.</summary>
    public async Task<TakenDelivery?> TakeAsync(string channel, TimeSpan lease, CancellationToken ct)
    {
        await using var command = Command("select id, outbox_id, person_id, attempts from console.take($1, $2)", channel, lease);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new(reader.GetInt64(0), reader.GetInt64(1), await reader.IsDBNullAsync(2, ct) ? null : reader.GetGuid(2), reader.GetInt32(3))
            : null;
    }

    public async Task<Delivery> OpenAsync(TakenDelivery taken, AddressOptions address, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var message = await db.Database.SqlQueryRaw<Message>($"select {Message.Columns} from console.messages m where m.outbox_id = {{0}}", taken.OutboxId).SingleAsync(ct);
        var person = taken.PersonId is not { } id ? null
            : await db.People.Where(p => p.Id == id).Select(p => new { p.DisplayName, p.Emails }).SingleOrDefaultAsync(ct);
        var text = message.Event == Digest.Event ? Digest.TextOf(await ListAsync(db, message.Subject.Messages, ct), address) : MessageText.Of(message);
        return new(taken.PersonId is null ? $"{message.MessageId}" : $"{message.MessageId}.{taken.Id}", message, text, address.LinkTo(text.Path),
            person?.Emails is [var first, ..] ? (person.DisplayName, first) : null);
    }

    static Task<List<Message>> ListAsync(AgencyDb db, long[] messages, CancellationToken ct) =>
        db.Database.SqlQueryRaw<Message>($"select {Message.Columns} from console.messages m where m.outbox_id = any ({{0}}) order by m.outbox_id", messages).ToListAsync(ct);

    public Task SentAsync(long delivery, CancellationToken ct) => RunAsync("select console.sent($1)", ct, delivery);

    /// <summary>Notes that it was not taken. <paramref name="wait"/>: until the next try; null gives up.</summary>
    public Task NotSentAsync(long delivery, string error, TimeSpan? wait, CancellationToken ct) =>
        RunAsync("select console.not_sent($1, $2, $3)", ct, delivery, error, new NpgsqlParameter { Value = (object?)wait ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval });

    async Task<T> AskAsync<T>(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    async Task RunAsync(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(ct);
    }

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>A delivery that is this console's for a while. <paramref name="Attempts"/> counts this one.</summary>
sealed record TakenDelivery(long Id, long OutboxId, Guid? PersonId, int Attempts);
