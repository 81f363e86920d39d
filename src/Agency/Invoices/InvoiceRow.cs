using System.Linq.Expressions;

namespace Agency.Invoices;

/// <summary>Money in minor units of <paramref name="Currency"/>; a credit note takes its total away. No number while it is a draft.</summary>
public sealed record InvoiceRow(Guid Id, string? Number, InvoiceKind Kind, InvoiceStatus Status, ReviewState Review, Guid DealId, string DealTitle, Guid BillToId, string BillTo, string Currency,
    long NetMinor, long TaxMinor, long ReceivedMinor, long CreditedMinor, DateOnly? IssuedOn, DateOnly? DueOn, DateTimeOffset UpdatedAt)
{
    public long TotalMinor => NetMinor + TaxMinor;

    /// <summary>What is still to come; nothing of a draft, a credit note, or what was voided or written off.</summary>
    public long OutstandingMinor => Kind == InvoiceKind.Invoice && Status is InvoiceStatus.Issued or InvoiceStatus.PartPaid ? TotalMinor - ReceivedMinor - CreditedMinor : 0;

    public bool IsOverdue(DateOnly today) => OutstandingMinor > 0 && DueOn < today;

    /// <summary>Its status as people say it: overdue, credit_note and credited are none of the database's.</summary>
    public string Standing(DateOnly today) => this switch
    {
        _ when IsOverdue(today) => "overdue",
        { Kind: InvoiceKind.CreditNote, Status: InvoiceStatus.Issued } => "credit_note",
        { CreditedMinor: > 0 } when CreditedMinor == TotalMinor => "credited",
        _ => Lists.Codes.Of(Status),
    };

    internal static Expression<Func<Invoice, InvoiceRow>> OfInvoice => i => new InvoiceRow(i.Id, i.Number, i.Kind, i.Status, i.ReviewState, i.DealId, i.Deal!.Title, i.BillToId, i.BillTo!.TradeName, i.Currency,
        i.NetMinor, i.TaxMinor, i.ReceivedMinor, i.CreditedMinor, i.IssuedOn, i.DueOn, i.UpdatedAt);
}

/// <summary>A line in minor units of its invoice's currency.</summary>
public sealed record InvoiceLineRow(int Position, LineKind Kind, string Description, decimal Quantity, long UnitMinor, int TaxBps, long NetMinor, long TaxMinor);

/// <summary>Money that came in; negative where it was reversed. <paramref name="IsReversed"/>: another row takes it back.</summary>
public sealed record ReceiptRow(Guid Id, long AmountMinor, string Currency, DateOnly ReceivedOn, ReceiptMethod Method, string? BankRef, Guid? ReversesId, bool IsReversed, DateTimeOffset CreatedAt);

/// <summary>An invoice and what belongs to it, as its page and its print show it.</summary>
public sealed record InvoicePage(InvoiceRow Invoice, long TalentPartMinor, string? PoNumber, string? Notes, string? BillToLegalName, string? BillToAddress, string? BillToTaxId, Guid TalentId, string TalentName,
    Guid? CreditsId, string? Credits, DateTimeOffset? DeletedAt, IReadOnlyList<InvoiceLineRow> Lines, IReadOnlyList<ReceiptRow> Receipts, IReadOnlyList<InvoiceRow> CreditNotes);
