using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace AdminConsole;

/// <summary>How many files leave at once. Each holds a connection to the database for as long as it is taken, which a slow line may make long, and pages need some too. Others wait in line; where that is long, they are asked to come back.</summary>
sealed class FileLimit : IRateLimiterPolicy<string>
{
    public const string Name = "files";
    public const int AtOnce = 8, InLine = 24;

    static readonly TimeSpan s_comeBack = TimeSpan.FromMinutes(1);

    public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected => TellAsync;

    public RateLimitPartition<string> GetPartition(HttpContext httpContext) =>
        RateLimitPartition.GetConcurrencyLimiter(Name, _ => new() { PermitLimit = AtOnce, QueueLimit = InLine, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    static async ValueTask TellAsync(OnRejectedContext context, CancellationToken ct)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = s_comeBack.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        await response.WriteAsync("Many files are being taken just now. Wait a minute, then try again.", ct);
    }
}
