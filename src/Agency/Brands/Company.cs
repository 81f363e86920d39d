namespace Agency.Brands;

enum CompanyKind { Brand, MediaAgency, Production }

sealed class Company : Record
{
    public string? LegalName { get; set; }
    public required string TradeName { get; set; }
    public CompanyKind Kind { get; set; }
    public string? Website { get; set; }
}
