using Agency.Deals;
using Agency.Talents;

namespace Agency.Payouts;

/// <summary>Sent by whoever sent it to the bank; failed and returned ones came back, and stand in the books as that.</summary>
public enum PayoutState { Draft, AwaitingApproval, Approved, Sent, Paid, Failed, Cancelled, Returned }

sealed class Payout : Record
{
    public Guid? TalentId { get; set; }
    public Talent? Talent { get; private set; }
    public Guid? ExternalPartyId { get; set; }
    public ExternalParty? ExternalParty { get; private set; }
    public Guid? DealId { get; set; }
    public Deal? Deal { get; private set; }
    public Guid? BankAccountId { get; set; }
    public PayoutState State { get; set; }
    public long AmountMinor { get; set; }
    public string Currency { get; set; } = "GBP";
    public DateOnly? ScheduledOn { get; set; }
    public DateOnly? SentOn { get; set; }
    public DateTimeOffset? PaidAt { get; set; }
    public string? IdempotencyKey { get; set; }
    public string? ProviderRef { get; set; }
    public string? Failure { get; set; }
    public bool LegalHold { get; set; }
    public List<PayoutItem> Items { get; } = [];
}
