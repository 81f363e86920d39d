using Agency.Import;
using Npgsql;

namespace Agency.Data;

/// <summary>Makes the agency's database, with the sample data where it is wanted, under another name and gives it its own when it is whole: however that ends, it is all or nothing.</summary>
public static class FirstStart
{
    /// <summary>The database's name on a private cluster.</summary>
    public const string Name = "agency";

    const string Unfinished = Name + "_unfinished";

    /// <summary>Answers how many migrations it applied: none when the database was there.</summary>
    public static async Task<int> EnsureAsync(PrivatePostgres cluster, bool withSample, CancellationToken ct)
    {
        var superuser = cluster.ConnectionString("postgres", PrivatePostgres.Superuser);
        if (await ExistsAsync(cluster, ct))
            return 0;
        await Database.DropAsync(superuser, Unfinished, ct);
        try
        {
            await Migrator.PrepareAsync(superuser, Unfinished, ct);
            var migrated = await new Migrator().MigrateAsync(cluster.ConnectionString(Unfinished, PrivatePostgres.Superuser), ct);
            if (withSample)
                await SampleData.ImportAsync(superuser, cluster.ConnectionString(Unfinished, "agency_app"), ct);
            NpgsqlConnection.ClearAllPools();
            await RunAsync(superuser, $"alter database {Unfinished} rename to {Name}", ct);
            return migrated;
        }
        catch
        {
            await Database.DropAsync(superuser, Unfinished, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Whether the database is there, whole.</summary>
    public static async Task<bool> ExistsAsync(PrivatePostgres cluster, CancellationToken ct)
    {
        await using var server = await Database.OpenAsync(cluster.ConnectionString("postgres", PrivatePostgres.Superuser), ct);
        return await Database.ExistsAsync(server, Name, ct);
    }

    static async Task RunAsync(string superuser, string sql, CancellationToken ct)
    {
        await using var server = await Database.OpenAsync(superuser, ct);
        await server.RunAsync(sql, ct);
    }
}
