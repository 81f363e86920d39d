namespace Agency.Approvals;

/// <summary>What goes with somebody's decision.</summary>
/// <param name="PlanHash">The plan that was on their screen.</param>
/// <param name="Reason">Needed to reject.</param>
/// <param name="OnBehalfOf">The approver they stand in for.</param>
/// <param name="Rows">How many rows they say it changes; needed above ten.</param>
/// <param name="OpenedAt">When the plan was put before them, in UTC: how long they looked is measured.</param>
public sealed record Approval(string PlanHash, string? Reason = null, Guid? OnBehalfOf = null, int? Rows = null, DateTimeOffset? OpenedAt = null);
