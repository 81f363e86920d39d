namespace Agency.Brands;

public enum CompanyKind { Brand, MediaAgency, Production }

sealed class Company : Record
{
    public string? LegalName { get; set; }
    public required string TradeName { get; set; }
    public CompanyKind Kind { get; set; }
    public string? Website { get; set; }
    public string? TaxId { get; set; }
    public string? BillingAddress { get; set; }
    public string? Country { get; set; }
    public int? PaymentTermsDays { get; set; }
    public string? CreditNote { get; set; }
    public string[] Tags { get; set; } = [];
    public bool LegalHold { get; set; }
}
