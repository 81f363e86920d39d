using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agency.Data;

/// <summary>How often the watchdog looks, and how many rows one person may change or delete without a request before it raises an alarm.</summary>
public sealed class WatchdogOptions
{
    [Range(1, 60)]
    public int IntervalSeconds { get; set; } = 30;

    [Range(1, long.MaxValue)]
    public long ChangesPerTenMinutes { get; set; } = 500;

    [Range(1, long.MaxValue)]
    public long ChangesPerDay { get; set; } = 5_000;
}

/// <summary>Something that is wrong: <paramref name="Kind"/> guard (the catalogue is not as it must be) or loop (somebody changes row after row). <paramref name="Since"/>: UTC.</summary>
public sealed record Alarm(string Kind, string Subject, string What, DateTimeOffset Since);

/// <summary>Looks again and again whether the guard is as the last migration left it, and whether somebody changes rows one by one. What it finds is an alarm:
/// a critical line in the log and a row in guard.alarms, once; a banner on every open screen, and an unhealthy console, until it is put right.</summary>
public sealed class Watchdog : BackgroundService
{
    readonly NpgsqlDataSource _source;
    readonly WatchdogOptions _options;
    readonly ILogger<Watchdog> _log;

    internal Watchdog(NpgsqlDataSource source, WatchdogOptions options, ILogger<Watchdog> log) => (_source, _options, _log) = (source, options, log);

    /// <summary>The alarms that are raised and not cleared, newest last.</summary>
    public async Task<IReadOnlyList<Alarm>> OpenAsync(CancellationToken ct = default)
    {
        await using var command = _source.CreateCommand("select kind, subject, what, since from guard.open_alarms() order by since");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var alarms = new List<Alarm>();
        while (await reader.ReadAsync(ct))
            alarms.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3)));
        return alarms;
    }

    /// <summary>Looks once; what was not wrong before is logged.</summary>
    public async Task LookAsync(CancellationToken ct = default)
    {
        await using var command = _source.CreateCommand("select what, is_new from guard.watch($1, $2)");
        command.Parameters.Add(new() { Value = _options.ChangesPerTenMinutes });
        command.Parameters.Add(new() { Value = _options.ChangesPerDay });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (reader.GetBoolean(1))
                _log.LogCritical("ALARM: {What}", reader.GetString(0));
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await SayWhatCannotBeStoppedAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (NpgsqlException e) when (!stoppingToken.IsCancellationRequested)
            {
                _log.LogError(e, "The watchdog could not look at the guard; it tries again");
            }
            await Task.Delay(TimeSpan.FromSeconds(_options.IntervalSeconds), stoppingToken);
        }
    }

    async Task SayWhatCannotBeStoppedAsync(CancellationToken ct)
    {
        try
        {
            await using var command = _source.CreateCommand("select count(*) = 3 from pg_event_trigger where evtname like 'guard\\_%' and evtenabled = 'A'");
            if (await command.ExecuteScalarAsync(ct) is false)
                _log.LogWarning("This database has no event triggers, so DROP and ALTER by its owner are not refused, only found; let a superuser run ./console migrate");
        }
        catch (NpgsqlException e) when (!ct.IsCancellationRequested)
        {
            _log.LogError(e, "The watchdog could not look for event triggers");
        }
    }

    internal sealed class HealthCheck(Watchdog watchdog) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                var open = await watchdog.OpenAsync(cancellationToken);
                return open.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", open.Select(a => a.What)));
            }
            catch (NpgsqlException e)
            {
                return HealthCheckResult.Unhealthy(e.Message);
            }
        }
    }
}

static class WatchdogServices
{
    public static void AddWatchdog(this IServiceCollection services)
    {
        services.AddOptions<WatchdogOptions>();
        services.AddSingleton(p => new Watchdog(p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<IOptions<WatchdogOptions>>().Value, p.GetRequiredService<ILogger<Watchdog>>()));
        services.AddHostedService(p => p.GetRequiredService<Watchdog>());
        services.AddHealthChecks().Add(new HealthCheckRegistration("alarms", p => new Watchdog.HealthCheck(p.GetRequiredService<Watchdog>()), HealthStatus.Unhealthy, tags: null));
    }
}
