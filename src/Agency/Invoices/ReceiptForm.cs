using System.ComponentModel.DataAnnotations;

namespace Agency.Invoices;

/// <summary>Money that came in for an invoice, in major units of its currency.</summary>
public sealed record ReceiptForm
{
    [Required(ErrorMessage = "How much?"), Range(typeof(decimal), "0.0001", "1000000000", ParseLimitsInInvariantCulture = true, ErrorMessage = "More than nothing, at most 1,000,000,000.")]
    public decimal? Amount { get; set; }

    [Required(ErrorMessage = "When?")]
    public DateOnly? ReceivedOn { get; set; }

    [EnumDataType(typeof(ReceiptMethod), ErrorMessage = "Choose one of the list.")]
    public ReceiptMethod Method { get; set; }

    [StringLength(140, ErrorMessage = "At most 140 characters.")]
    public string? BankRef { get; set; }
}
