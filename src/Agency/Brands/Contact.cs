namespace Agency.Brands;

/// <summary>Somebody at a company.</summary>
sealed class Contact : Record
{
    public Guid CompanyId { get; set; }
    public Company? Company { get; private set; }
    public required string Name { get; set; }
    public string? Role { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string[] Tags { get; set; } = [];
    public bool LegalHold { get; set; }
}
