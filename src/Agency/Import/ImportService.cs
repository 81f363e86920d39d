using System.Net.Sockets;
using Npgsql;

namespace Agency.Import;

/// <summary>
/// Brings another application's database in: its users, brands, talents, deals, commissions and payouts. One transaction, one commit in history.
/// It only ever adds. Each row is remembered with where it came from, so a second import changes nothing and a later one brings what is new.
/// </summary>
/// <param name="connectionString">The agency's database, as the console connects to it.</param>
/// <param name="time">Where ids take their time from.</param>
public sealed class ImportService(string connectionString, TimeProvider time)
{
    const int Attempts = 2;

    /// <summary>Imports, or with <see cref="ImportOptions.DryRun"/> only finds out what would come. Rows that cannot come are in the report; they stop nothing.</summary>
    /// <exception cref="ImportException">Nothing could be imported at all: a database that cannot be opened or read, or is of another shape.</exception>
    public async Task<ImportReport> RunAsync(ImportOptions options, CancellationToken ct = default)
    {
        await using var source = await Source.OpenAsync(options, ct);
        await source.RequireAsync(Route.All, ct);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(source, options, ct);
            }
            catch (PostgresException e) when (attempt < Attempts && SqlErrors.Meaning(e) is not null)
            {
                // Every row was checked before it was written, so somebody took a name or moved a parent to the trash meanwhile: look again.
            }
            catch (PostgresException e)
            {
                throw new ImportException($"Nothing was imported: {SqlErrors.Meaning(e)?.Because ?? e.MessageText}", e);
            }
            catch (Exception e) when (e is NpgsqlException or SocketException)
            {
                throw new ImportException($"Nothing was imported, the agency's database cannot be reached: {Source.Reason(e)}", e);
            }
        }
    }

    async Task<ImportReport> AttemptAsync(Source source, ImportOptions options, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // One import at a time: the second finds what the first brought.
        await using (var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('agency.import'))", connection))
            await turn.ExecuteNonQueryAsync(ct);

        var now = time.GetUtcNow();
        var rehearsal = new Pass(source, connection, options, now, write: false);
        var report = await rehearsal.RunAsync(ct);
        if (options.DryRun || !rehearsal.Brings)
            return report;

        var what = new DataImported(source.Name, report.Tables.ToDictionary(t => t.Table, t => t.New), report.Problems.Count);
        await new ImportActor(options.ActorId, options.ActorName).SayAsync(connection, what, ct);
        report = await new Pass(source, connection, options, now, write: true).RunAsync(ct);
        await transaction.CommitAsync(ct);
        return report;
    }
}
