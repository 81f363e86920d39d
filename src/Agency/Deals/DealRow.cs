using System.Linq.Expressions;
using Agency.Commissions;
using Agency.Payouts;

namespace Agency.Deals;

/// <summary>Money in minor units of <paramref name="Currency"/>; no gross while no fee is agreed.</summary>
public sealed record DealRow(Guid Id, string Code, string Title, Guid TalentId, string TalentName, string? BrandName, DealStage Stage, long? GrossMinor, string Currency,
    int CommissionBps, DateOnly? SignedOn, DateTimeOffset UpdatedAt)
{
    internal static Expression<Func<Deal, DealRow>> OfDeal => d => new DealRow(d.Id, d.Code, d.Title, d.TalentId, d.Talent!.StageName, d.Brand!.TradeName, d.Stage, d.GrossMinor,
        d.Currency, d.CommissionBps, d.SignedOn, d.UpdatedAt);
}

/// <summary>A deal as its page shows it. A deal in the trash has <paramref name="DeletedAt"/>.</summary>
public sealed record DealPage(DealRow Deal, FeeType FeeType, int ProbabilityBps, DateOnly? StartsOn, DateOnly? EndsOn, DateOnly? ExpectedClose, string? LostReason, string? Notes,
    string? OwnerName, bool LegalHold, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt, int? PaymentTermsDays);

/// <summary>The commissions and payouts of a deal, the oldest first.</summary>
public sealed record DealEarnings(IReadOnlyList<CommissionRow> Commissions, IReadOnlyList<PayoutRow> Payouts);

/// <summary>Something to choose from a list by name.</summary>
public sealed record Choice(Guid Id, string Name);
