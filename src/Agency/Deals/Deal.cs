using Agency.Brands;
using Agency.Talents;

namespace Agency.Deals;

/// <summary>A deal's way from lead to completed; on hold, lost and cancelled lie beside it.</summary>
public enum DealStage { Lead, Qualified, Negotiating, ContractSent, Contracted, InProduction, ClientReview, Live, Completed, OnHold, Lost, Cancelled }

public enum FeeType { Flat, Performance, Hybrid, Gifted, Affiliate, RevenueShare, Retainer }

sealed class Deal : Record
{
    public string Code { get; private set; } = null!; // the database numbers it
    public required string Title { get; set; }
    public Guid TalentId { get; set; }
    public Talent? Talent { get; private set; }
    public Guid? BrandId { get; set; }
    public Company? Brand { get; private set; }
    public Guid? OwnerPersonId { get; set; }
    public DealStage Stage { get; set; }
    public int ProbabilityBps { get; set; }
    public FeeType FeeType { get; set; }
    public long? GrossMinor { get; set; }
    public string Currency { get; set; } = "GBP";
    public int CommissionBps { get; set; } = 2000;
    public DateOnly? SignedOn { get; set; }
    public DateOnly? StartsOn { get; set; }
    public DateOnly? EndsOn { get; set; }
    public DateOnly? ExpectedClose { get; set; }
    public string? LostReason { get; set; }
    public string? Notes { get; set; }
    public bool LegalHold { get; set; }
}
