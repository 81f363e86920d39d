using Npgsql;

namespace Agency.Import;

/// <summary>Whom history names for what a transaction brings in.</summary>
sealed record ImportActor(Guid? Id, string Name)
{
    public async Task SayAsync(NpgsqlConnection connection, BusinessEvent what, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select set_config('history.actor_id', $1, true), set_config('history.actor_name', $2, true), set_config('history.source', 'import', true),
                   set_config('history.intent', $3, true), set_config('history.detail', $4, true)
            """, connection)
        { Parameters = { new() { Value = Id?.ToString() ?? "" }, new() { Value = Name }, new() { Value = what.Intent }, new() { Value = what.Detail() } } };
        await command.ExecuteNonQueryAsync(ct);
    }
}
