using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Agency.Alerts;

/// <summary>Degraded while a channel has given up on messages within the last seven days and nobody has sent them again.</summary>
sealed class MessagesHealth(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = source.CreateCommand("""
                select string_agg(format('%s gave up on %s', channel, count), '; ' order by channel)
                  from (select channel, count(*) from console.deliveries where gave_up_at > now() - interval '7 days' group by 1) given_up
                """);
            return await command.ExecuteScalarAsync(cancellationToken) is string wrong ? HealthCheckResult.Degraded(wrong) : HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
