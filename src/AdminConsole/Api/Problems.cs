using Agency;
using Agency.Approvals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AdminConsole.Api;

/// <summary>Refusals as problem details (RFC 9457): the sentence a person would read, and the rule's SQLSTATE where the database refused.</summary>
static class Problems
{
    public static ProblemHttpResult Of(int status, string sentence, IReadOnlyList<Blocker>? blockers = null) => TypedResults.Problem(sentence, statusCode: status,
        extensions: blockers is { Count: > 0 } ? new Dictionary<string, object?> { ["blockers"] = blockers } : null);

    public static ProblemHttpResult Of(Outcome outcome, IReadOnlyList<Blocker>? blockers = null) => outcome switch
    {
        Outcome.Refused { SqlState: { } state } refused => TypedResults.Problem(refused.Because, statusCode: Status(state),
            extensions: new Dictionary<string, object?> { ["sqlstate"] = state, ["blockers"] = blockers ?? [] }),
        Outcome.Refused refused => Of(StatusCodes.Status422UnprocessableEntity, refused.Because, blockers),
        Outcome.Conflict conflict => Of(StatusCodes.Status409Conflict, conflict.Because),
        Outcome.Done done => Of(StatusCodes.Status409Conflict, done.Message),
        _ => throw new InvalidOperationException($"An outcome that is no refusal: {outcome}"),
    };

    static int Status(string sqlState) => sqlState switch
    {
        "AG001" or "AG004" or "AG006" or "AG010" => StatusCodes.Status403Forbidden,
        "AG003" or "AG005" or "AG007" or "AG008" or "23505" => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
