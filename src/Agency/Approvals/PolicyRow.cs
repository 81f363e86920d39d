namespace Agency.Approvals;

/// <summary>A policy as the page lists it, with the form that changes it.</summary>
public sealed record PolicyRow(Guid Id, PolicyForm Form, DateTimeOffset UpdatedAt);

/// <summary>A plan that nobody has made yet: who would have to approve it?</summary>
/// <param name="Operation">As <c>talent.removed</c>.</param>
/// <param name="Tables">Which tables it touches, with their schema, and how many rows of each.</param>
/// <param name="Money">How much money in minor units.</param>
/// <param name="RowValues">Table → column → value: the state that a touched row is in.</param>
public sealed record ImaginedPlan(string Operation, IReadOnlyList<ImpactRows> Tables, IReadOnlyList<ImpactMoney> Money, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> RowValues);

/// <summary>What the policies ask of a plan.</summary>
/// <param name="Quorum">How many people besides the requester.</param>
/// <param name="AlsoRoles">The roles each of them must hold besides approver.</param>
/// <param name="ApproveMinutes">How long they have to decide.</param>
/// <param name="ExecuteMinutes">How long it may take to be applied after that.</param>
/// <param name="RequesterSignsInAgain">Whether the requester must have signed in within five minutes.</param>
/// <param name="Rules">The policies that fit it.</param>
public sealed record PolicyAnswer(int Quorum, IReadOnlyList<string> AlsoRoles, int ApproveMinutes, int ExecuteMinutes, bool RequesterSignsInAgain, IReadOnlyList<Guid> Rules);
