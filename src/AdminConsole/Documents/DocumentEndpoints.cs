using AdminConsole.Shared;
using Agency;
using Agency.Documents;
using Agency.Notes;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Mvc;

namespace AdminConsole.Documents;

/// <summary>Files come in by forms and go out by links, as a browser does best; nothing of them passes through a circuit. Who may is decided by the service, each time.</summary>
static class DocumentEndpoints
{
    /// <summary>A file of 25 MB and the form around it.</summary>
    const long LargestUpload = 26_214_400 + 65_536;

    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        var documents = routes.MapGroup("/documents").RequireAuthorization().AddEndpointFilter(SayWhoAsync);
        documents.MapPost("new", AddAsync).WithMetadata(new RequestSizeLimitAttribute(LargestUpload));
        documents.MapPost("{id:guid}/versions", AddVersionAsync).WithMetadata(new RequestSizeLimitAttribute(LargestUpload));
        documents.MapGet("files/{version:guid}", KeepAsync).RequireRateLimiting(FileLimit.Name);
        documents.MapGet("files/{version:guid}/look", LookAsync).RequireRateLimiting(FileLimit.Name);
    }

    // The services ask the circuit who is signed in; a plain request has none, so it says so itself.
    static ValueTask<object?> SayWhoAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        if (call.HttpContext.RequestServices.GetRequiredService<AuthenticationStateProvider>() is IHostEnvironmentAuthenticationStateProvider provider)
            provider.SetAuthenticationState(Task.FromResult(new AuthenticationState(call.HttpContext.User)));
        return next(call);
    }

    static async Task<IResult> AddAsync([FromForm] RecordKind recordKind, [FromForm] Guid record, [FromForm] string title, [FromForm] DocumentKind kind, [FromForm] DocumentStatus status,
        [FromForm] Visibility visibility, [FromForm] string? signedOn, IFormFile file, DocumentService documents, CancellationToken ct)
    {
        DateOnly? day = DateOnly.TryParseExact(signedOn, "yyyy-MM-dd", out var said) ? said : null;
        await using var content = file.OpenReadStream();
        var outcome = await documents.AddAsync(new About(recordKind, record), new DocumentForm { Title = title, Kind = kind, Status = status, Visibility = visibility, SignedOn = day }, new IncomingFile(file.FileName, content), ct);
        return TypedResults.LocalRedirect(outcome is Outcome.Done { Id: { } id } ? Urls.Document(id) : Back(new About(recordKind, record)) + "&refused=" + UploadWords.Code(outcome));
    }

    static async Task<IResult> AddVersionAsync(Guid id, IFormFile file, DocumentService documents, CancellationToken ct)
    {
        await using var content = file.OpenReadStream();
        var outcome = await documents.AddVersionAsync(id, new IncomingFile(file.FileName, content), ct);
        return TypedResults.LocalRedirect(Urls.Document(id, refused: outcome is Outcome.Done ? null : UploadWords.Code(outcome)));
    }

    static async Task<IResult> KeepAsync(Guid version, HttpContext http, DocumentService documents, CancellationToken ct)
    {
        if (await documents.OpenAsync(version, ct) is not { } file)
            return TypedResults.NotFound();
        Answer(http, file);
        return TypedResults.Stream(file.Content, "application/octet-stream", file.Name);
    }

    static async Task<IResult> LookAsync(Guid version, HttpContext http, DocumentService documents, CancellationToken ct)
    {
        if (await documents.OpenAsync(version, ct) is not { } file)
            return TypedResults.NotFound();
        Answer(http, file);
        if (!VersionRow.IsShown(file.MediaType))
            return TypedResults.Stream(file.Content, "application/octet-stream", file.Name);
        // It stands in a frame of the console's own page, and may load and run nothing.
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'; frame-ancestors 'self'";
        return TypedResults.Stream(file.Content, file.MediaType);
    }

    static void Answer(HttpContext http, OutgoingFile file)
    {
        http.Response.RegisterForDisposeAsync(file);
        http.Response.ContentLength = file.Size;
        http.Response.Headers.CacheControl = "private, no-store";
    }

    static string Back(About about) => about.Kind switch
    {
        RecordKind.Talent => Urls.Talent(about.Id, "documents"),
        RecordKind.Company => Urls.Company(about.Id, "documents"),
        _ => Urls.Deal(about.Id, "documents"),
    };
}
