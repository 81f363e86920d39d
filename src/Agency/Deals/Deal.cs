using Agency.Brands;
using Agency.Talents;

namespace Agency.Deals;

/// <summary>A deal's way from lead to completed; on hold, lost and cancelled lie beside it.</summary>
public enum DealStage { Lead, Qualified, Negotiating, ContractSent, Contracted, InProduction, ClientReview, Live, Completed, OnHold, Lost, Cancelled }

public enum FeeType { Flat, Performance, Hybrid, Gifted, Affiliate, RevenueShare, Retainer }

/// <summary>Of what the commission is taken: the whole gross, the gross less the expenses passed on, or added on top of it for the client to pay.</summary>
public enum CommissionOn { Gross, NetOfExpenses, OnTop }

sealed class Deal : Record
{
    public string Code { get; private set; } = null!; // the database numbers it
    public required string Title { get; set; }
    public Guid TalentId { get; set; }
    public Talent? Talent { get; private set; }
    public Guid? BrandId { get; set; }
    public Company? Brand { get; private set; }
    public Guid? AgencyId { get; set; }
    public Guid? OwnerPersonId { get; set; }
    public string? Source { get; set; }
    public DealStage Stage { get; set; }
    public int ProbabilityBps { get; set; }
    public FeeType FeeType { get; set; }
    public long? GrossMinor { get; set; }
    public string Currency { get; set; } = "GBP";
    public decimal? FxToBase { get; set; }
    public int CommissionBps { get; set; } = 2000;
    public CommissionOn CommissionOn { get; set; }
    public long? ExpensesMinor { get; set; }
    public long? KillFeeMinor { get; set; }
    public int? PaymentTermsDays { get; set; }
    public DateOnly? SignedOn { get; set; }
    public DateOnly? StartsOn { get; set; }
    public DateOnly? EndsOn { get; set; }
    public DateOnly? ExpectedClose { get; set; }
    public string? LostReason { get; set; }
    public DateTimeOffset? NextActionAt { get; set; }
    public string? Notes { get; set; }
    public string[] Tags { get; set; } = [];
    public bool LegalHold { get; set; }
}
