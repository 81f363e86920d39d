namespace Agency.Ledger;

/// <summary>What each account means stands in 022.business.sql.</summary>
public enum LedgerAccount { Receivable, Billed, Tax, Bank, ClientFunds, ExternalParties, AgencyCommission, Fees, WrittenOff }

public enum LedgerSource { Invoice, CreditNote, Void, Receipt, Reversal, Payout, Return, WriteOff, Fee, Opening }

/// <summary>One side of a movement of money. Written once; of one transaction, all in one statement.</summary>
sealed class LedgerEntry : Record
{
    public Guid TransactionId { get; set; }
    public LedgerAccount Account { get; set; }
    public long DebitMinor { get; set; }
    public long CreditMinor { get; set; }
    public string Currency { get; set; } = "GBP";
    public DateOnly OccurredOn { get; set; }
    public LedgerSource Source { get; set; }
    public Guid? TalentId { get; set; }
    public Guid? ExternalPartyId { get; set; }
    public Guid? CompanyId { get; set; }
    public Guid? DealId { get; set; }
    public Guid? InvoiceId { get; set; }
    public Guid? ReceiptId { get; set; }
    public Guid? PayoutId { get; set; }
}
