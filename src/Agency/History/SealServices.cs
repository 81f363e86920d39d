using Agency.Alerts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agency.History;

static class SealServices
{
    public static void AddSealing(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<SealOptions>, SealOptions.Validation>();
        services.AddOptions<SealOptions>().ValidateOnStart();
        services.AddSingleton(p => new Sealing(p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<IOptions<SealOptions>>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<Sealing>>(), p.GetRequiredService<Reports>()));
        services.AddHostedService(p => p.GetRequiredService<Sealing>());
        services.AddSingleton(p => new SealVerification(p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<IOptions<SealOptions>>()));
        services.AddHealthChecks().Add(new HealthCheckRegistration("seals", p => p.GetRequiredService<Sealing>(), HealthStatus.Degraded, tags: null));
    }
}
