namespace Agency.Notes;

public enum RecordKind { Talent, Company, Contact, Deal, Invoice, Payout }

/// <summary>Which record something belongs to.</summary>
public sealed record About(RecordKind Kind, Guid Id);
