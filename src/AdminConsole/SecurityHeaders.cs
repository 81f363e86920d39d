namespace AdminConsole;

/// <summary>The headers every answer carries. Scripts come from here alone, none stands in a page; styles may, because components place and size things by style attributes.</summary>
static class SecurityHeaders
{
    /// <summary>The largest body of a request, in bytes: forms are small, and circuits have their own limit. Files are larger, and have their own, too.</summary>
    public const long LargestBody = 1_048_576;

    public static void UseSecurityHeaders(this WebApplication app)
    {
        var policy = Policy(app.Configuration["Authentication:Oidc:Authority"]);
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
            headers.ContentSecurityPolicy = policy;
            return next(context);
        });
    }

    /// <summary>A frame shows a document's file, which is the one answer that says it may stand in one; one policy for all pages, as going from one to another loads none anew.</summary>
    /// <param name="authority">The OpenID provider, to which forms may lead by a redirect; null or empty where there is none.</param>
    public static string Policy(string? authority)
    {
        var provider = Uri.TryCreate(authority, UriKind.Absolute, out var uri) ? " " + uri.GetLeftPart(UriPartial.Authority) : "";
        return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; "
            + $"form-action 'self'{provider}; base-uri 'self'; object-src 'none'; frame-ancestors 'none'";
    }
}
