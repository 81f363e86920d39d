using Npgsql;

namespace Agency.Import;

/// <summary>The agency of a first start, so that there is something to look at and somebody to sign in as.</summary>
public static class SampleData
{
    const string Name = "sample";

    /// <summary>Loads the shipped sample of another application's database into a database of its own, imports it, drops it again, and adds the
    /// people one can sign in as. Doing it again changes nothing.</summary>
    /// <param name="superuserConnectionString">A role that may create a database on the server, connected to any.</param>
    /// <param name="appConnectionString">The agency's database, as the console connects to it.</param>
    /// <param name="ct">Stops it; the import is then undone, and doing it again brings what is missing.</param>
    /// <exception cref="ImportException">The server refuses.</exception>
    public static async Task<ImportReport> ImportAsync(string superuserConnectionString, string appConnectionString, CancellationToken ct)
    {
        var database = $"{Name}_for_{new NpgsqlConnectionStringBuilder(appConnectionString).Database}";
        var source = new NpgsqlConnectionStringBuilder(superuserConnectionString) { Database = database, Pooling = false }.ConnectionString;
        var drop = $"drop database if exists \"{database}\" with (force)";
        try
        {
            await RunAsync(superuserConnectionString, [drop, $"create database \"{database}\""], ct);
            await RunAsync(source, [EmbeddedSql.Read("Import/Sample/agency-sample.sql")], ct);
            var report = await new ImportService(appConnectionString, TimeProvider.System).RunAsync(new(source), ct);
            await AddPeopleAsync(appConnectionString, ct);
            return report;
        }
        catch (NpgsqlException e)
        {
            throw new ImportException($"The sample agency cannot be made: {Source.Reason(e)}", e);
        }
        finally
        {
            await RunAsync(superuserConnectionString, [drop], CancellationToken.None);
        }
    }

    /// <summary>Whether nobody is here yet, so that the sample is in nobody's way.</summary>
    public static async Task<bool> HasRoomAsync(string appConnectionString, CancellationToken ct)
    {
        await using var connection = await OpenAsync(appConnectionString, ct);
        await using var command = new NpgsqlCommand("select not exists (select from agency.people)", connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    static async Task AddPeopleAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = await OpenAsync(connectionString, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var added = new SamplePeopleAdded(["Priya Raman", "Tom Ellery", "Grace Osei"]);
        await new ImportActor(null, ImportOptions.CommandLineName).SayAsync(connection, added, ct);
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Import/Sample/people.sql"), connection);
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    static async Task RunAsync(string connectionString, string[] statements, CancellationToken ct)
    {
        await using var connection = await OpenAsync(connectionString, ct);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }
}
