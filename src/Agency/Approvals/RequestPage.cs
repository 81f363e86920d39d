using Agency.History;

namespace Agency.Approvals;

/// <summary>A request without opening it: who, what, why, how many rows, how much money, how old.</summary>
public sealed record RequestCard(Guid Id, string Title, RequestState State, Guid RequestedBy, string RequesterName, string? Reason, int RowCount, IReadOnlyList<ImpactMoney> Money,
    DateTimeOffset CreatedAt, DateTimeOffset? SubmittedAt, DateTimeOffset? DecidedAt, DateTimeOffset? AppliedAt, Guid? UndoOf);

/// <summary>A request as the reviewer sees it. <paramref name="PlanHash"/> goes back with the vote: it says which plan was on the screen.
/// <paramref name="Approvers"/> are the people who may decide now, at most five; <paramref name="Rows"/> are the first 200 planned rows; <paramref name="Refusal"/> says why the person who looks may not decide, null where they may.</summary>
public sealed record RequestPage(RequestCard Card, string PlanHash, Impact Impact, IReadOnlyList<PlannedChange> Rows, IReadOnlyList<VoteCast> Votes, string? Refusal, bool IsMine,
    IReadOnlyList<string> Approvers, long? CommitId, RequestCard? Undone, Guid? UndoneBy, string? StaleBecause);

/// <summary>A planned row, before → after. <paramref name="ChangedSince"/>: it is no longer as it was when it was planned.</summary>
public sealed record PlannedChange(int Seq, string Table, string RowId, string Label, string Action, IReadOnlyList<FieldChange> Fields, bool ChangedSince);

public sealed record VoteCast(string PersonName, string Decision, string? Reason, DateTimeOffset At);

/// <summary>Which requests: those waiting for the person's decision, those they asked for, those that are over.</summary>
public enum InboxView { ToReview, Mine, History }
