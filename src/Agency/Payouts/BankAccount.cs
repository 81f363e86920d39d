namespace Agency.Payouts;

/// <summary>Where a payee's money goes. New details are held for 48 hours and need a second person's approval; the database sees to both.</summary>
sealed class BankAccount : Record
{
    public Guid? TalentId { get; set; }
    public Guid? ExternalPartyId { get; set; }
    public required string HolderName { get; set; }
    public required string Iban { get; set; }
    public string? Bic { get; set; }
    public string Currency { get; set; } = "GBP";
    public DateTimeOffset HeldUntil { get; private set; }
    public DateTimeOffset? ApprovedAt { get; private set; }
    public bool IsActive { get; set; } = true;
    public bool LegalHold { get; set; }
}

/// <summary>What a payout is made of, as its statement says. Written once.</summary>
sealed class PayoutItem : Record
{
    public Guid PayoutId { get; set; }
    public Guid? ReceiptId { get; set; }
    public Guid? DealId { get; set; }
    public long AmountMinor { get; set; }
}
