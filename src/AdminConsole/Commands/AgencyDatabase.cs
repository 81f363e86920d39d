using Agency.Data;
using Agency.Import;

namespace AdminConsole.Commands;

/// <summary>The database the console works on: the one it was told, or its own private one; ready, with the schema of this build.</summary>
sealed class AgencyDatabase
{
    readonly PrivatePostgres? _cluster;

    AgencyDatabase(string app, string? admin, PrivatePostgres? cluster) => (App, Admin, _cluster) = (app, admin, cluster);

    /// <summary>Connects as the console itself.</summary>
    public string App { get; }

    /// <summary>Connects as the server's administrator; null where nobody gave that connection.</summary>
    public string? Admin { get; }

    /// <summary>Whether this call started the server, which then nobody else is waiting for.</summary>
    public bool StartedHere => _cluster?.StartedHere ?? false;

    /// <summary>How many migrations it had to apply.</summary>
    public int Migrated { get; private init; }

    /// <param name="home">Where it is, or is to be.</param>
    /// <param name="withSample">A private database in which nobody is yet gets the sample agency. Whoever imports their own data first never sees it.</param>
    /// <param name="ct">Stops it.</param>
    public static Task<AgencyDatabase> OpenAsync(ConsoleHome home, bool withSample, CancellationToken ct)
    {
        var settings = home.Configuration();
        return settings.GetConnectionString("Agency") is { Length: > 0 } app
            ? OpenGivenAsync(app, settings.GetConnectionString("AgencyAdmin"), ct)
            : OpenPrivateAsync(home, withSample, ct);
    }

    public async Task StopAsync()
    {
        if (_cluster is not null)
            await _cluster.StopAsync();
    }

    static async Task<AgencyDatabase> OpenGivenAsync(string app, string? admin, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(admin))
            return new(app, admin, null) { Migrated = await new Migrator().MigrateAsync(admin, ct) };
        var pending = await new Migrator().PendingAsync(app, ct);
        return pending.Count == 0 ? new(app, null, null)
            : throw new StartUpException($"The database lacks {string.Join(", ", pending)}; set ConnectionStrings__AgencyAdmin to a connection as the server's administrator, so that the console can migrate it");
    }

    static async Task<AgencyDatabase> OpenPrivateAsync(ConsoleHome home, bool withSample, CancellationToken ct)
    {
        var cluster = await PrivatePostgres.StartAsync(home.Postgres, ct);
        try
        {
            var migrated = await FirstStart.EnsureAsync(cluster, withSample, ct);
            var superuser = cluster.ConnectionString("postgres", PrivatePostgres.Superuser);
            await Migrator.PrepareAsync(superuser, FirstStart.Name, ct);
            migrated += await new Migrator().MigrateAsync(cluster.ConnectionString(FirstStart.Name, PrivatePostgres.Superuser), ct);
            var app = cluster.ConnectionString(FirstStart.Name, "agency_app");
            if (withSample && await SampleData.HasRoomAsync(app, ct))
                await SampleData.ImportAsync(superuser, app, ct);
            return new(app, cluster.ConnectionString(FirstStart.Name, PrivatePostgres.Superuser), cluster) { Migrated = migrated };
        }
        catch
        {
            if (cluster.StartedHere)
                await cluster.StopAsync();
            throw;
        }
    }
}
