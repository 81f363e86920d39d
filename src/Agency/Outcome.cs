namespace Agency;

/// <summary>What came of a command. Expected refusals are values; the refusal is the sentence the person reads. Accidents are exceptions.</summary>
public abstract record Outcome
{
    Outcome() { }

    /// <summary>It is done and committed.</summary>
    public sealed record Done(string Message, Guid? Id = null) : Outcome;

    /// <summary>Nothing has changed yet: the request waits for a second person.</summary>
    public sealed record AwaitingApproval(Guid RequestId) : Outcome;

    /// <summary>Nothing has changed, and why. <paramref name="Field"/> names the form's field to mend, where there is one;
    /// <paramref name="SqlState"/> the rule of the database that refused (see <c>Data/SqlErrors.cs</c>).</summary>
    public sealed record Refused(string Because, string? Field = null, string? SqlState = null) : Outcome;

    /// <summary>Nothing has changed, because somebody else saved the same row since it was read.</summary>
    public sealed record Conflict(string Because) : Outcome;

    internal bool Commits => this is Done or AwaitingApproval;
}
