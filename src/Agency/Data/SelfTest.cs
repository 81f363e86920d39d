using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Agency.Data;

/// <summary>What must hold before the console may serve, and while it does. Each check answers null, or the sentence that says what is wrong.</summary>
public sealed class SelfTest
{
    /// <summary>The checks by name, in the order in which they are made.</summary>
    public static readonly IReadOnlyList<string> Checks = ["database", "role", "schema", "protection", "guard", "history"];

    readonly NpgsqlDataSource _source;

    internal SelfTest(NpgsqlDataSource source) => _source = source;

    /// <summary>Makes every check; throws <see cref="StartUpException"/> with the first thing that is wrong.</summary>
    public async Task RequireAsync(CancellationToken ct)
    {
        foreach (var check in Checks)
        {
            if (await RunAsync(check, ct) is { } wrong)
                throw new StartUpException(wrong);
        }
    }

    internal async Task<string?> RunAsync(string check, CancellationToken ct)
    {
        try
        {
            return check switch
            {
                "database" => await AskAsync("select null", ct),
                "role" => await AskAsync("""
                    select format('The console logs in as %s, which could go round the guard; let ConnectionStrings__Agency log in as agency_app', current_user)
                     where current_user <> 'agency_app'
                    """, ct),
                "schema" => await SchemaAsync(ct),
                "protection" => await AskAsync("""
                    select format('These tables are not protected, so the console does not serve: %s', string_agg(format('%s (lacks %s)', table_name, lacks), '; '))
                      from guard.unprotected() having count(*) > 0
                    """, ct),
                "guard" => await AskAsync("""
                    select format('The guard is not as the last migration left it, so the console does not serve: %s', string_agg(concat_ws(' ', kind, object, what), '; '))
                      from guard.drift() having count(*) > 0
                    """, ct),
                "history" => await AskAsync("""
                    select coalesce(history.restored(), case when not current_setting('track_commit_timestamp')::boolean
                      then 'The server does not keep when transactions commit, so nobody could look at a moment of the past; set track_commit_timestamp = on' end)
                    """, ct),
                _ => throw new ArgumentOutOfRangeException(nameof(check), check, "No such check"),
            };
        }
        catch (NpgsqlException e)
        {
            return $"The database cannot be used: {(e as PostgresException)?.MessageText ?? e.Message}";
        }
    }

    async Task<string?> SchemaAsync(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        var pending = await new Migrator().PendingAsync(connection, ct);
        return pending.Count == 0 ? null
            : $"The database lacks {string.Join(", ", pending)}; run ./console migrate with ConnectionStrings__AgencyAdmin set";
    }

    async Task<string?> AskAsync(string sql, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(ct) as string;
    }

    internal sealed class HealthCheck(SelfTest test) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await test.RunAsync(context.Registration.Name, cancellationToken) is { } wrong ? HealthCheckResult.Unhealthy(wrong) : HealthCheckResult.Healthy();
    }
}

static class SelfTestServices
{
    public static void AddSelfTest(this IServiceCollection services)
    {
        services.AddSingleton(p => new SelfTest(p.GetRequiredService<NpgsqlDataSource>()));
        var health = services.AddHealthChecks();
        foreach (var check in SelfTest.Checks)
            health.Add(new HealthCheckRegistration(check, p => new SelfTest.HealthCheck(p.GetRequiredService<SelfTest>()), HealthStatus.Unhealthy, tags: null));
    }
}
