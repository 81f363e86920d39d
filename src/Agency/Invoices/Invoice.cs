using Agency.Brands;
using Agency.Deals;

namespace Agency.Invoices;

public enum InvoiceKind { Invoice, CreditNote }

/// <summary>Part paid and paid are what the receipts say. Overdue is a date, not a status.</summary>
public enum InvoiceStatus { Draft, Issued, PartPaid, Paid, Void, WrittenOff }

public enum ReviewState { None, Pending, Approved, ChangesRequested }

sealed class Invoice : Record
{
    public InvoiceKind Kind { get; set; }
    public Guid? SeriesId { get; set; }
    public int? NumberInSeries { get; set; }
    public string? Number { get; set; }
    public Guid? CreditsId { get; set; }
    public Guid DealId { get; set; }
    public Deal? Deal { get; private set; }
    public Guid BillToId { get; set; }
    public Company? BillTo { get; private set; }
    public InvoiceStatus Status { get; set; }
    public ReviewState ReviewState { get; set; }
    public string Currency { get; set; } = "GBP";
    public DateOnly? IssuedOn { get; set; }
    public DateOnly? DueOn { get; set; }
    public string? PoNumber { get; set; }
    public long NetMinor { get; set; }
    public long TaxMinor { get; set; }
    public long ReceivedMinor { get; set; }
    public long CreditedMinor { get; set; }

    /// <summary>Of the net amount, what is the talents' once it is paid; the rest is commission.</summary>
    public long TalentPartMinor { get; set; }
    public string? Notes { get; set; }
    public bool LegalHold { get; set; }
    public List<InvoiceLine> Lines { get; } = [];
    public List<Receipt> Receipts { get; } = [];
}

public enum LineKind { Fee, Usage, Exclusivity, Expenses, Commission, KillFee, Other }

/// <summary>A line of quantity 0 is struck out of the draft.</summary>
sealed class InvoiceLine : Record
{
    public Guid InvoiceId { get; set; }
    public int Position { get; set; }
    public LineKind Kind { get; set; }
    public required string Description { get; set; }
    public decimal Quantity { get; set; } = 1;
    public long UnitMinor { get; set; }
    public int TaxBps { get; set; }
    public long NetMinor { get; set; }
    public long TaxMinor { get; set; }
}

sealed class InvoiceSeries : Record
{
    public required string Name { get; set; }
    public required string Prefix { get; set; }
    public int NextNumber { get; set; } = 1;
}

public enum ReceiptMethod { BankTransfer, Card, Cheque, Cash, Other }

/// <summary>Money that came in. Written once; a mistake is reversed by a row of the opposite amount.</summary>
sealed class Receipt : Record
{
    public Guid InvoiceId { get; set; }
    public long AmountMinor { get; set; }
    public string Currency { get; set; } = "GBP";
    public DateOnly ReceivedOn { get; set; }
    public ReceiptMethod Method { get; set; }
    public string? BankRef { get; set; }
    public decimal? FxToBase { get; set; }
    public Guid? ReversesId { get; set; }
    public bool LegalHold { get; set; }
}
