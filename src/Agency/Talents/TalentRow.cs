using Agency.Deals;
using Agency.Payouts;

namespace Agency.Talents;

/// <summary>A talent and what belongs to it, as its page shows it. A talent in the trash has <paramref name="DeletedAt"/>.</summary>
public sealed record TalentPage(Guid Id, string StageName, string? LegalName, TalentType Type, TalentStatus Status, string? Pronouns, string? Country, string[] Niches,
    int DefaultCommissionBps, string PayoutCurrency, string? Bio, bool LegalHold, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? DeletedAt,
    IReadOnlyList<DealRow> Deals, IReadOnlyList<PayoutRow> Payouts);
