using Agency.Approvals;

namespace Agency.People;

/// <summary>A time the glass was broken. UTC. <paramref name="AppliedRequests"/>: what was done alone in that time.</summary>
public sealed record GlassRow(Guid Id, Guid PersonId, string Person, string Reason, DateTimeOffset OpenedAt, DateTimeOffset EndsAt, DateTimeOffset? EndedAt, DateTimeOffset ReviewBy,
    string? ReviewedBy, DateTimeOffset? ReviewedAt, string? Verdict, string? Review, int AppliedRequests)
{
    public bool IsOpen(DateTimeOffset now) => EndedAt is null && now < EndsAt;

    /// <summary>When it was over, or will be.</summary>
    public DateTimeOffset Over => EndedAt ?? EndsAt;
}

/// <summary>What the signed-in person may do about the glass: <paramref name="IsHolder"/> where they are named, <paramref name="SuspendedAt"/> where that right rests.</summary>
public sealed record GlassView(bool IsHolder, DateTimeOffset? SuspendedAt, GlassRow? Mine, IReadOnlyList<GlassRow> Glasses, IReadOnlyList<string> Told, IReadOnlyList<GlassRequest> Requests, DateTimeOffset Now);

/// <summary>A draft or pending request of the person's own that could be applied alone.</summary>
public sealed record GlassRequest(Guid Id, string Title, RequestState State);

/// <summary>Glass that is broken now. UTC.</summary>
public sealed record OpenGlass(Guid Id, string Person, string Reason, DateTimeOffset EndsAt);
