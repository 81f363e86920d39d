using System.ComponentModel.DataAnnotations;

namespace Agency.Documents;

/// <summary>What an admin fills in about a document, beside its file.</summary>
public sealed record DocumentForm : IValidatableObject
{
    [Required(ErrorMessage = "A document needs a title."), StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string Title { get; set; } = "";

    [EnumDataType(typeof(DocumentKind), ErrorMessage = "Choose one of the list.")]
    public DocumentKind Kind { get; set; }

    [EnumDataType(typeof(DocumentStatus), ErrorMessage = "Choose one of the list.")]
    public DocumentStatus Status { get; set; }

    [EnumDataType(typeof(Visibility), ErrorMessage = "Choose one of the list.")]
    public Visibility Visibility { get; set; }

    [StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? Counterparty { get; set; }

    public DateOnly? SentOn { get; set; }

    public DateOnly? SignedOn { get; set; }

    public DateOnly? ExpiresOn { get; set; }

    public uint Version { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Status == DocumentStatus.Signed && SignedOn is null)
            yield return new("On which day was it signed?", [nameof(SignedOn)]);
    }

    internal static DocumentForm Of(Document d) => new()
    {
        Title = d.Title, Kind = d.Kind, Status = d.Status, Visibility = d.Visibility, Counterparty = d.Counterparty, SentOn = d.SentOn, SignedOn = d.SignedOn, ExpiresOn = d.ExpiresOn, Version = d.Version,
    };

    internal void WriteTo(Document d) => (d.Title, d.Kind, d.Status, d.Visibility, d.Counterparty, d.SentOn, d.SignedOn, d.ExpiresOn) =
        (Title.Trim(), Kind, Status, Visibility, Text.OrNull(Counterparty), SentOn, SignedOn, ExpiresOn);
}
