using Agency.Deals;

namespace Agency.Brands;

/// <summary>A company and what belongs to it, as its page shows it. A company in the trash has <paramref name="DeletedAt"/>.</summary>
public sealed record CompanyPage(Guid Id, string TradeName, string? LegalName, CompanyKind Kind, string? Website, string? TaxId, string? BillingAddress, string? Country, int? PaymentTermsDays,
    string? CreditNote, string[] Tags, bool LegalHold, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? DeletedAt, IReadOnlyList<ContactRow> Contacts, IReadOnlyList<DealRow> Deals);

public sealed record ContactRow(Guid Id, string Name, Guid CompanyId, string CompanyName, string? Role, string? Email, string? Phone, DateTimeOffset UpdatedAt);

/// <summary>Somebody at a company, as their page shows them.</summary>
public sealed record ContactPage(ContactRow Contact, string[] Tags, bool LegalHold, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt);

sealed record CompanyAdded(string TradeName) : BusinessEvent("company.added");

sealed record CompanyEdited(Guid CompanyId, string TradeName) : BusinessEvent("company.edited");

sealed record ContactAdded(string Name) : BusinessEvent("contact.added");

sealed record ContactEdited(Guid ContactId, string Name) : BusinessEvent("contact.edited");
