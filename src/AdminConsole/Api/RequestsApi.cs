using System.Text.Json;
using AdminConsole.Shared;
using Agency;
using Agency.Approvals;
using Microsoft.AspNetCore.Authentication;
using Agency.People;

namespace AdminConsole.Api;

/// <summary>What a machine asks for. <paramref name="Params"/>: as the operation stores them, names in snake case: <c>{"talent_id": "…"}</c>.
/// <paramref name="IdempotencyKey"/>: the caller's own name for it; sent twice, it is asked for once.</summary>
sealed record Asked(string? Operation, JsonElement Params, string? Reason, string? IdempotencyKey);

/// <summary>A request as a machine sees it. <paramref name="Url"/> is the page on which people decide.</summary>
sealed record AskedRequest(Guid Id, string State, string Hash, string Title, string Url);

/// <summary>Machines ask, and look at what became of it. Nothing here decides: a vote needs a person's session.</summary>
static class RequestsApi
{
    public static IServiceCollection AddConsoleApi(this IServiceCollection services)
    {
        services.AddScoped<CallingMachine>();
        services.AddScoped<SignIn.ConsolePerson>();
        services.AddScoped<CurrentPerson, CallingPerson>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Name, _ => { });
        return services;
    }

    public static void MapConsoleApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").RequireAuthorization(policy => policy.AddAuthenticationSchemes(ApiKeyHandler.Name).RequireAuthenticatedUser());
        api.MapPost("requests", AskAsync);
        api.MapGet("requests/{id:guid}", LookAsync);
        api.Map("{**anything}", () => Problems.Of(StatusCodes.Status404NotFound, "The API has no such address."));
    }

    static async Task<IResult> AskAsync(Asked asked, HttpContext http, CallingMachine machine, ApprovalService approvals, Inbox inbox, CancellationToken ct)
    {
        var key = machine.Key!;
        if (asked.Operation is null || !key.Operations.Contains(asked.Operation))
            return Problems.Of(StatusCodes.Status403Forbidden, $"This key may not ask for {asked.Operation ?? "nothing"}. It may ask for {string.Join(", ", key.Operations)}.");
        if (asked.Params.ValueKind != JsonValueKind.Object || Operation.Read(asked.Operation, asked.Params.GetRawText()) is not { } operation)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, $"These params do not describe {asked.Operation}.");
        if (string.IsNullOrWhiteSpace(asked.Reason))
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "Say why: whoever approves it needs a reason.");

        var planned = await approvals.PlanAsync(operation, new PlanTerms(IdempotencyKey: Text(asked.IdempotencyKey), ViaKey: key.Id), ct);
        if (planned is not Outcome.Done { Id: { } id } || await inbox.GetAsync(id, ct) is not { } page)
            return Problems.Of(planned);
        if (page.Card.Operation != asked.Operation)
            return Problems.Of(StatusCodes.Status409Conflict, "Something else was asked for under this idempotency key.");
        if (page.Card.State != RequestState.Draft)
            return TypedResults.Ok(Of(page, http));

        var submitted = await approvals.SubmitAsync(id, page.PlanHash, asked.Reason, ct);
        return submitted is Outcome.AwaitingApproval && await inbox.GetAsync(id, ct) is { } waiting
            ? TypedResults.Created($"/api/requests/{id}", Of(waiting, http))
            : Problems.Of(submitted, page.Impact.Blockers);
    }

    static async Task<IResult> LookAsync(Guid id, HttpContext http, CallingMachine machine, Inbox inbox, CancellationToken ct) =>
        await inbox.GetAsync(id, ct) is { } page && page.Card.RequestedBy == machine.Key!.PersonId
            ? TypedResults.Ok(Of(page, http))
            : Problems.Of(StatusCodes.Status404NotFound, "There is no such request of this key's person.");

    static AskedRequest Of(Agency.Approvals.RequestPage page, HttpContext http) =>
        new(page.Card.Id, page.Card.State.Code(), page.PlanHash, page.Card.Title, $"{http.Request.Scheme}://{http.Request.Host}{Urls.Request(page.Card.Id)}");

    static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
