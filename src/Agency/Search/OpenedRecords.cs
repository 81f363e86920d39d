using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agency.Search;

/// <summary>Writes down which records people open. Nobody waits for it, and of more than a thousand that wait the oldest are let go.</summary>
sealed class OpenedRecords(NpgsqlDataSource source, ILogger<OpenedRecords> log) : BackgroundService
{
    readonly Channel<(Guid Person, string Table, Guid Row)> _opened = Channel.CreateBounded<(Guid, string, Guid)>(new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest });
    /// <summary>The person opened the row; <paramref name="table"/> with its schema.</summary>
    public void Remember(Guid person, string table, Guid row) => _opened.Writer.TryWrite((person, table, row));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (person, table, row) in _opened.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await using var command = source.CreateCommand("select console.remember_opened($1, $2, $3)");
                foreach (var value in new object[] { person, table, row })
                    command.Parameters.Add(new() { Value = value });
                await command.ExecuteNonQueryAsync(stoppingToken);
            }
            // A convenience: whoever misses a record in the list finds it by its name.
            catch (NpgsqlException e)
            {
                log.LogWarning(e, "An opened record could not be written down");
            }
        }
    }
}
