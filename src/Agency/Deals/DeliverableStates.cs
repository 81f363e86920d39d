namespace Agency.Deals;

using static DeliverableStatus;

/// <summary>The way of a deliverable: planned, drafted, handed in, changed as often as it takes, approved, scheduled, live, verified.</summary>
static class DeliverableStates
{
    public static IReadOnlyList<DeliverableStatus> From(DeliverableStatus status) => status switch
    {
        Planned => [Drafting, Cancelled],
        Drafting => [Submitted, Cancelled],
        Submitted => [Approved, ChangesRequested, Cancelled],
        ChangesRequested => [Submitted, Cancelled],
        Approved => [Scheduled, Live, ChangesRequested, Cancelled],
        Scheduled => [Live, Approved, Cancelled],
        Live => [Verified],
        Cancelled => [Planned],
        _ => [],
    };
}
