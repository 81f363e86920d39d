namespace Agency.Alerts;

/// <summary>Something that messages tell of, and how people call it. <paramref name="Always"/>: nobody can silence it in the console. The database knows them too (<c>console.events</c>).</summary>
public sealed record MessageEvent(string Name, string Words, bool Always = false)
{
    /// <summary>Every event, in the order in which people read them.</summary>
    public static readonly IReadOnlyList<MessageEvent> All =
    [
        new("request.review_wanted", "A request waits for my decision"),
        new("request.decided", "My request is approved or rejected"),
        new("request.applied", "My request is applied"),
        new("request.undone", "What I asked for is undone"),
        new("request.stale", "My request is no longer as planned"),
        new("request.expiring", "Time for a request runs out"),
        new("request.failed", "My request could not be applied"),
        new("note.mentioned", "Somebody mentions me in a note"),
        new("roles.changed", "Somebody's roles change"),
        new("break_glass", "Somebody breaks the glass", Always: true),
        new("guard.spike", "Much is destroyed in a short time", Always: true),
        new("guard.tampering", "Somebody tampers with the guard", Always: true),
        new("guard.refused", "The guard refuses something"),
        new("job.failed", "A job of the console fails"),
    ];
}
