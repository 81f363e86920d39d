namespace Agency.Approvals;

public enum RequestState { Draft, Pending, Approved, Executing, Succeeded, Rejected, Withdrawn, Expired, Stale, Failed, FailedFinal }

sealed class Request : IKeyed
{
    public Guid Id { get; private set; }
    public string Operation { get; private set; } = "";
    public string Title { get; private set; } = "";
    public string Impact { get; private set; } = "{}";
    public int RowCount { get; private set; }
    public string PlanHash { get; private set; } = "";
    public Guid RequestedBy { get; private set; }
    public string? Reason { get; private set; }
    public RequestState State { get; private set; }
    public Guid? UndoOf { get; private set; }
    public string Policy { get; private set; } = "{}";
    public string Params { get; private set; } = "{}";
    public Guid? Supersedes { get; private set; }
    public string? IdempotencyKey { get; private set; }
    public Guid? ViaKey { get; private set; }
    public Guid? BreakGlass { get; private set; }
    public DateTimeOffset? ApproveBy { get; private set; }
    public DateTimeOffset? ExecuteBy { get; private set; }
    public DateTimeOffset? NotBefore { get; private set; }
    public long? CommitId { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? SubmittedAt { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public DateTimeOffset? AppliedAt { get; private set; }
    public List<PlanRow> Rows { get; } = [];
    public List<Vote> Votes { get; } = [];
    public List<Attempt> Attempts { get; } = [];
    public List<Comment> Comments { get; } = [];
}

sealed class PlanRow
{
    public Guid RequestId { get; private set; }
    public int Seq { get; private set; }
    public string TableName { get; private set; } = "";
    public string RowId { get; private set; } = "";
    public string Action { get; private set; } = "";
    public string? Before { get; private set; }
    public string Patch { get; private set; } = "{}";
}

sealed class Vote
{
    public long Id { get; private set; }
    public Guid RequestId { get; private set; }
    public Guid PersonId { get; private set; }
    public Guid? OnBehalfOf { get; private set; }
    public string PlanHash { get; private set; } = "";
    public string Decision { get; private set; } = "";
    public string? Reason { get; private set; }
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset? SignedInAt { get; private set; }
}

sealed class Attempt
{
    public long Id { get; private set; }
    public Guid RequestId { get; private set; }
    public DateTimeOffset At { get; private set; }
    public Guid? PersonId { get; private set; }
    public RequestState FromState { get; private set; }
    public RequestState ToState { get; private set; }
    public string? Sqlstate { get; private set; }
    public string? Detail { get; private set; }
}

sealed class Comment
{
    public long Id { get; private set; }
    public Guid RequestId { get; private set; }
    public Guid PersonId { get; private set; }
    public DateTimeOffset At { get; private set; }
    public string Body { get; private set; } = "";
}

sealed class Claim
{
    public string TableName { get; private set; } = "";
    public string RowId { get; private set; } = "";
    public Guid RequestId { get; private set; }
}
