using System.ComponentModel.DataAnnotations;
using Agency.Deals;

namespace Agency.Brands;

/// <summary>What an admin fills in about a company.</summary>
public sealed record CompanyForm
{
    [Required(ErrorMessage = "A company needs a name."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string TradeName { get; set; } = "";

    [StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? LegalName { get; set; }

    [EnumDataType(typeof(CompanyKind), ErrorMessage = "Choose one of the list.")]
    public CompanyKind Kind { get; set; }

    [Url(ErrorMessage = "A whole address, as in https://….")]
    public string? Website { get; set; }

    [StringLength(50, ErrorMessage = "At most 50 characters.")]
    public string? TaxId { get; set; }

    [StringLength(1000, ErrorMessage = "At most 1,000 characters.")]
    public string? BillingAddress { get; set; }

    [RegularExpression("^[A-Z]{2}$", ErrorMessage = "Two capital letters, as in GB.")]
    public string? Country { get; set; }

    /// <summary>Days after the invoice.</summary>
    [Range(0, 365, ErrorMessage = "Between 0 and 365 days.")]
    public int? PaymentTermsDays { get; set; }

    [StringLength(1000, ErrorMessage = "At most 1,000 characters.")]
    public string? CreditNote { get; set; }

    /// <summary>Comma separated, as it is typed.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Tags { get; set; }

    public uint Version { get; set; }

    internal static CompanyForm Of(Company c) => new()
    {
        TradeName = c.TradeName, LegalName = c.LegalName, Kind = c.Kind, Website = c.Website, TaxId = c.TaxId, BillingAddress = c.BillingAddress, Country = c.Country,
        PaymentTermsDays = c.PaymentTermsDays, CreditNote = c.CreditNote, Tags = string.Join(", ", c.Tags), Version = c.Version,
    };

    internal void WriteTo(Company c) => (c.TradeName, c.LegalName, c.Kind, c.Website, c.TaxId, c.BillingAddress, c.Country, c.PaymentTermsDays, c.CreditNote, c.Tags) =
        (TradeName.Trim(), Text.OrNull(LegalName), Kind, Text.OrNull(Website), Text.OrNull(TaxId), Text.OrNull(BillingAddress), Text.OrNull(Country), PaymentTermsDays, Text.OrNull(CreditNote), Text.Values(Tags));
}

/// <summary>What an admin fills in about somebody at a company.</summary>
public sealed record ContactForm
{
    [Required(ErrorMessage = "A contact needs a name."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string Name { get; set; } = "";

    [Required(ErrorMessage = "Where do they work?")]
    public Guid? CompanyId { get; set; }

    [StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? Role { get; set; }

    [EmailAddress(ErrorMessage = "An e-mail address, as in name@example.com.")]
    public string? Email { get; set; }

    [StringLength(50, ErrorMessage = "At most 50 characters.")]
    public string? Phone { get; set; }

    /// <summary>Comma separated, as it is typed.</summary>
    [StringLength(500, ErrorMessage = "At most 500 characters.")]
    public string? Tags { get; set; }

    public uint Version { get; set; }

    internal static ContactForm Of(Contact c) => new() { Name = c.Name, CompanyId = c.CompanyId, Role = c.Role, Email = c.Email, Phone = c.Phone, Tags = string.Join(", ", c.Tags), Version = c.Version };

    internal void WriteTo(Contact c) => (c.Name, c.CompanyId, c.Role, c.Email, c.Phone, c.Tags) =
        (Name.Trim(), CompanyId!.Value, Text.OrNull(Role), Text.OrNull(Email), Text.OrNull(Phone), Text.Values(Tags));
}
