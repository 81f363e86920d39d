using AdminConsole.History;
using Agency.Data;
using Agency.Lists;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace AdminConsole.Lists;

/// <summary>Lists as files, for the people of this console alone: another site can neither fetch one nor set one off.</summary>
static class ListFiles
{
    public static void MapListFiles(this IEndpointRouteBuilder routes) => routes.MapGet("/files/lists/{name}", WriteAsync).RequireAuthorization().RequireRateLimiting(FileLimit.Name);

    static async Task WriteAsync(string name, string? q, string? f, string? sort, string? cols, string? format, string? at, HttpContext http, ListService lists, ExportService exports, TimeProvider clock,
        AuthenticationStateProvider authentication, ILogger<ExportService> log)
    {
        if (http.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        var moment = History.Moment.Parse(at);
        if (lists.Find(name) is not { } list || format is not ("csv" or "xlsx") || (at is not null && moment is null))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        // Outside a page nobody else says who is signed in.
        (authentication as IHostEnvironmentAuthenticationStateProvider)?.SetAuthenticationState(Task.FromResult(new AuthenticationState(http.User)));
        http.Response.ContentType = format == "csv" ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{list.Name}-{clock.GetUtcNow():yyyy-MM-dd}.{format}\"";
        var query = new PageQuery(q, Sort: sort, Filter: f, Columns: cols?.Split('.', StringSplitOptions.RemoveEmptyEntries));
        try
        {
            await exports.WriteAsync(list, query, format == "csv" ? FileFormat.Csv : FileFormat.Xlsx, http.Response.Body, moment, http.RequestAborted);
        }
        catch (Exception e) when (http.Response.HasStarted)
        {
            // A file that ends too soon must not look whole.
            if (!http.RequestAborted.IsCancellationRequested)
                log.LogError(e, "A file of {List} was cut off", list.Name);
            http.Abort();
        }
    }
}
