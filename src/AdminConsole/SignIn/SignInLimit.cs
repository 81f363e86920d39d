using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace AdminConsole.SignIn;

/// <summary>How often one address may try to sign in. It stands before authentication, which answers the provider's callback itself.</summary>
static class SignInLimit
{
    public static void AddSignInLimit(this IServiceCollection services) => services.AddRateLimiter(_ => { }).AddOptions<RateLimiterOptions>().Configure<IOptions<SessionOptions>>((limits, options) =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => IsAttempt(http.Request)
            ? RateLimitPartition.GetFixedWindowLimiter(http.Connection.RemoteIpAddress?.ToString() ?? "", _ => new() { PermitLimit = options.Value.AttemptsPerMinute, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter(""));
        limits.OnRejected = (context, ct) => TellAsync(context, ct);
    });

    static bool IsAttempt(HttpRequest request) => request.Path.StartsWithSegments("/sign-in")
        && (HttpMethods.IsPost(request.Method) || request.Path == OidcOptions.Callback || request.Path == SignInEndpoints.Provider);

    static async ValueTask TellAsync(OnRejectedContext context, CancellationToken ct)
    {
        if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
            context.HttpContext.Response.Headers.RetryAfter = ((int)after.TotalSeconds + 1).ToString(CultureInfo.InvariantCulture);
        await context.HttpContext.Response.WriteAsync("Too many sign-ins were tried from your address. Wait a minute, then try again.", ct);
    }
}
