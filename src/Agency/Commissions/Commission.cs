namespace Agency.Commissions;

/// <summary>Expected when a deal is signed, earned when the client pays, payable, then paid; reversed by a negative row.</summary>
public enum CommissionState { Expected, Earned, Payable, Paid, Reversed }

sealed class Commission : Record
{
    public Guid DealId { get; set; }
    public Guid? SplitId { get; set; }
    public Guid? InvoiceId { get; set; }
    public Guid? ReceiptId { get; set; }
    public Guid? ReversesId { get; set; }
    public DateOnly? EarnedOn { get; set; }
    public CommissionState State { get; set; }
    public int RateBps { get; set; }
    public long BasisMinor { get; set; }
    public long AmountMinor { get; set; }
    public string Currency { get; set; } = "GBP";
    public bool LegalHold { get; set; }
}

public sealed record CommissionRow(Guid Id, Guid DealId, string DealTitle, CommissionState State, int RateBps, long AmountMinor, string Currency);
