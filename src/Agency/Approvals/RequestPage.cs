using Agency.History;

namespace Agency.Approvals;

/// <summary>A request without opening it: who, what, why, how many rows, how much money, how old, and how long there is left.</summary>
public sealed record RequestCard(Guid Id, string Title, RequestState State, Guid RequestedBy, string RequesterName, string? Reason, int RowCount, IReadOnlyList<ImpactMoney> Money,
    DateTimeOffset CreatedAt, DateTimeOffset? SubmittedAt, DateTimeOffset? DecidedAt, DateTimeOffset? AppliedAt, Guid? UndoOf)
{
    /// <summary>As <c>talent.removed</c>.</summary>
    public string Operation { get; init; } = "";

    /// <summary>How many approvals it needs, as its plan says; <see cref="Approvals"/> is how many it has.</summary>
    public int Quorum { get; init; } = 1;

    public int Approvals { get; init; }

    /// <summary>When it expires unless somebody decides, or unless it is applied; null where no clock runs.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The moment it waits for once it is approved.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>A machine asked in the requester's name.</summary>
    public bool ByMachine { get; init; }

    /// <summary>The requester broke the glass and applied it alone.</summary>
    public bool BrokeGlass { get; init; }
}

/// <summary>A request as the reviewer sees it. <paramref name="PlanHash"/> goes back with the vote: it says which plan was on the screen.
/// <paramref name="Approvers"/> are the people who may decide now, at most five; <paramref name="Rows"/> are the first 200 planned rows; <paramref name="Refusal"/> says why the person who looks may not decide, null where they may.</summary>
public sealed record RequestPage(RequestCard Card, string PlanHash, Impact Impact, IReadOnlyList<PlannedChange> Rows, IReadOnlyList<VoteCast> Votes, string? Refusal, bool IsMine,
    IReadOnlyList<string> Approvers, long? CommitId, RequestCard? Undone, Guid? UndoneBy, string? StaleBecause)
{
    /// <summary>What the policies ask for now: the stricter of then and now.</summary>
    public PolicyAnswer Policy { get; init; } = new(1, [], 10_080, 1_440, false, []);

    /// <summary>Every step it took, oldest first.</summary>
    public IReadOnlyList<RequestStep> Steps { get; init; } = [];

    public IReadOnlyList<CommentRow> Comments { get; init; } = [];

    /// <summary>The request that this one replaces, and the one that replaces it.</summary>
    public RequestCard? Supersedes { get; init; }

    public Guid? SupersededBy { get; init; }

    /// <summary>The approvers whom the person who looks stands in for.</summary>
    public IReadOnlyList<AbsentApprover> Absent { get; init; } = [];

    /// <summary>The person who looks has approved it, and can take that back.</summary>
    public bool MayRetract { get; init; }
}

/// <summary>A planned row, before → after. <paramref name="ChangedSince"/>: it is no longer as it was when it was planned.</summary>
public sealed record PlannedChange(int Seq, string Table, string RowId, string Label, string Action, IReadOnlyList<FieldChange> Fields, bool ChangedSince);

/// <summary>A decision: approve, reject, retract or veto. <paramref name="SignedInAt"/> is when they had last proved who they are.</summary>
public sealed record VoteCast(string PersonName, string Decision, string? Reason, DateTimeOffset At, string? OnBehalfOf = null, DateTimeOffset? SignedInAt = null);

/// <summary>A step from one state to another. <paramref name="SqlState"/> says which rule or error there was, <paramref name="Detail"/> what happened in words.</summary>
public sealed record RequestStep(DateTimeOffset At, string? PersonName, RequestState From, RequestState To, string? SqlState, string? Detail);

public sealed record CommentRow(long Id, string PersonName, DateTimeOffset At, string Body);

public sealed record AbsentApprover(Guid PersonId, string Name);

/// <summary>Which requests: those waiting for the person's decision, those they asked for, those that are over.</summary>
public enum InboxView { ToReview, Mine, History }

/// <summary>Which planned rows to show.</summary>
/// <param name="Table">Of one table, with its schema; null for all.</param>
/// <param name="OnlyChanged">Only those that are no longer as they were planned; of plans up to 2,000 rows.</param>
/// <param name="After">The number of the last one shown before.</param>
public sealed record RowsQuery(string? Table = null, bool OnlyChanged = false, int? After = null);
