namespace Agency.Deals;

public enum DeliverableStatus { Planned, Drafting, Submitted, ChangesRequested, Approved, Scheduled, Live, Verified, Cancelled }

/// <summary>Something the talent makes for a deal.</summary>
sealed class Deliverable : Record
{
    public Guid DealId { get; set; }
    public Deal? Deal { get; private set; }
    public required string Title { get; set; }
    public string Platform { get; set; } = "instagram";
    public string Format { get; set; } = "post";
    public int Quantity { get; set; } = 1;
    public DeliverableStatus Status { get; set; }
    public string? BriefUrl { get; set; }
    public DateOnly? DraftDue { get; set; }
    public DateOnly? PublishOn { get; set; }
    public int RevisionRounds { get; set; }
    public bool DisclosureRequired { get; set; } = true;
    public string? LiveUrl { get; set; }
    public DateTimeOffset? LiveAt { get; set; }
    public Guid? ProofId { get; set; }
    public bool LegalHold { get; set; }
}
