using Agency.Data;
using Agency.Import;
using Npgsql;

namespace AdminConsole.Commands;

/// <summary>Makes the agency's database, with the sample data where it is wanted, under another name and gives it its own when it is whole: however that ends, it is all or nothing.</summary>
internal static class FirstStart
{
    private const string Unfinished = AgencyDatabase.Name + "_unfinished";

    /// <summary>Answers how many migrations it applied: none when the database was there.</summary>
    public static async Task<int> EnsureAsync(PrivatePostgres cluster, bool withSample, CancellationToken ct)
    {
        var superuser = cluster.ConnectionString("postgres", PrivatePostgres.Superuser);
        if (await ExistsAsync(superuser, ct))
            return 0;
        await RunAsync(superuser, $"drop database if exists {Unfinished} with (force)", ct);
        try
        {
            await Migrator.PrepareAsync(superuser, Unfinished, ct);
            var admin = cluster.ConnectionString(Unfinished, "agency_admin");
            var migrated = await new Migrator().MigrateAsync(admin, ct);
            if (withSample)
                await SampleData.ImportAsync(superuser, cluster.ConnectionString(Unfinished, "agency_app"), ct);
            NpgsqlConnection.ClearAllPools();
            await RunAsync(superuser, $"alter database {Unfinished} rename to {AgencyDatabase.Name}", ct);
            return migrated;
        }
        catch
        {
            await RunAsync(superuser, $"drop database if exists {Unfinished} with (force)", CancellationToken.None);
            throw;
        }
    }

    public static async Task<bool> ExistsAsync(string superuser, CancellationToken ct)
    {
        await using var server = NpgsqlDataSource.Create(superuser);
        await using var exists = server.CreateCommand("select exists (select from pg_database where datname = $1)");
        exists.Parameters.Add(new() { Value = AgencyDatabase.Name });
        return await exists.ExecuteScalarAsync(ct) is true;
    }

    private static async Task RunAsync(string superuser, string sql, CancellationToken ct)
    {
        await using var server = NpgsqlDataSource.Create(superuser);
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }
}
