using Agency.Data;

namespace AdminConsole.Commands;

/// <summary>The database the console works on: the one it was told, or its own private one; ready, with the schema of this build.</summary>
internal sealed class AgencyDatabase
{
    public const string Name = "agency";
    private readonly PrivatePostgres? _cluster;

    private AgencyDatabase(string app, PrivatePostgres? cluster) => (App, _cluster) = (app, cluster);

    /// <summary>Connects as the console itself.</summary>
    public string App { get; }

    /// <summary>Whether this call started the server, which then nobody else is waiting for.</summary>
    public bool StartedHere => _cluster?.StartedHere ?? false;

    /// <summary>How many migrations it had to apply.</summary>
    public int Migrated { get; private init; }

    public static Task<AgencyDatabase> OpenAsync(ConsoleHome home, CancellationToken ct)
    {
        var settings = home.Configuration();
        return settings.GetConnectionString("Agency") is { Length: > 0 } app
            ? OpenGivenAsync(app, settings.GetConnectionString("AgencyAdmin"), ct)
            : OpenPrivateAsync(home, ct);
    }

    public async Task StopAsync()
    {
        if (_cluster is not null)
            await _cluster.StopAsync();
    }

    private static async Task<AgencyDatabase> OpenGivenAsync(string app, string? admin, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(admin))
            return new(app, null) { Migrated = await new Migrator().MigrateAsync(admin, ct) };
        var pending = await new Migrator().PendingAsync(app, ct);
        return pending.Count == 0 ? new(app, null)
            : throw new StartUpException($"The database lacks {string.Join(", ", pending)}; set ConnectionStrings__AgencyAdmin to a connection as agency_admin, so that the console can migrate it");
    }

    private static async Task<AgencyDatabase> OpenPrivateAsync(ConsoleHome home, CancellationToken ct)
    {
        var cluster = await PrivatePostgres.StartAsync(home.Postgres, ct);
        try
        {
            var migrated = await FirstStart.EnsureAsync(cluster, ct);
            await Migrator.PrepareAsync(cluster.ConnectionString("postgres", PrivatePostgres.Superuser), Name, ct);
            migrated += await new Migrator().MigrateAsync(cluster.ConnectionString(Name, "agency_admin"), ct);
            return new(cluster.ConnectionString(Name, "agency_app"), cluster) { Migrated = migrated };
        }
        catch
        {
            if (cluster.StartedHere)
                await cluster.StopAsync();
            throw;
        }
    }
}
