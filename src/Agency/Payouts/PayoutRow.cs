using System.Linq.Expressions;
using Agency.Ledger;

namespace Agency.Payouts;

/// <summary>Money in minor units of its currency.</summary>
public sealed record PayoutRow(Guid Id, PayoutState State, long AmountMinor, string Currency, DateTimeOffset? PaidAt, string? DealTitle);

/// <summary>A payout in the list of all of them; money in minor units.</summary>
public sealed record PayoutListRow(Guid Id, PayoutState State, Guid? TalentId, string Payee, long AmountMinor, string Currency, DateOnly? ScheduledOn, DateOnly? SentOn, DateTimeOffset? PaidAt, DateTimeOffset UpdatedAt);

/// <summary>What a payout is made of.</summary>
public sealed record PayoutItemRow(Guid? DealId, string? DealTitle, string? InvoiceNumber, DateOnly? ReceivedOn, long AmountMinor);

/// <summary>Bank details as a page shows them: the number without its middle.</summary>
public sealed record BankAccountRow(Guid Id, string HolderName, string ShortNumber, string Currency, DateTimeOffset HeldUntil, DateTimeOffset? ApprovedAt, bool IsActive, uint Version);

/// <summary>A payout's statement.</summary>
public sealed record PayoutPage(PayoutListRow Payout, BankAccountRow? Account, string? ProviderRef, string? Failure, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt, IReadOnlyList<PayoutItemRow> Items, IReadOnlyList<Holding> Holdings);
