using System.Diagnostics.CodeAnalysis;
using Agency.Brands;
using Agency.Deals;
using Agency.Talents;

namespace Agency.Documents;

public enum DocumentKind { Contract, Brief, Release, TaxForm, Statement, Proof, Other }

[SuppressMessage("Naming", "CA1720", Justification = "It is signed by hand.")]
public enum DocumentStatus { Draft, Sent, Negotiating, Signed, Expired, Terminated }

/// <summary>Normal: whoever signs in sees it. Sensitive: admin, finance, manager. Private: admin.</summary>
public enum Visibility { Normal, Sensitive, Private }

sealed class Document : Record
{
    public DocumentKind Kind { get; set; }
    public required string Title { get; set; }
    public DocumentStatus Status { get; set; }
    public Visibility Visibility { get; set; }
    public string? Counterparty { get; set; }
    public DateOnly? SentOn { get; set; }
    public DateOnly? SignedOn { get; set; }
    public DateOnly? ExpiresOn { get; set; }
    public Guid? TalentId { get; set; }
    public Talent? Talent { get; private set; }
    public Guid? CompanyId { get; set; }
    public Company? Company { get; private set; }
    public Guid? DealId { get; set; }
    public Deal? Deal { get; private set; }
    public bool LegalHold { get; set; }
    public List<DocumentVersion> Versions { get; } = [];
}

/// <summary>Written once.</summary>
sealed class DocumentVersion : Record
{
    public Guid DocumentId { get; set; }
    public Guid ContentId { get; set; }
    public DocumentContent? Content { get; private set; }
    public int Number { get; set; }
    public required string FileName { get; set; }
    public required string MediaType { get; set; }
}

/// <summary>The bytes, at most 25 MB. Written once; the same bytes are kept once.</summary>
sealed class DocumentContent : Record
{
    public required byte[] Sha256 { get; set; }
    public int SizeBytes { get; set; }
    public required byte[] Content { get; set; }
}
