using Microsoft.EntityFrameworkCore;

namespace Agency.Ledger;

/// <summary>Somebody who is paid: a talent, or somebody outside with a share of a commission.</summary>
sealed record Payee(Guid? Talent, Guid? ExternalParty);

/// <summary>What the agency holds for a payee in one currency, minor units: what came in less what went out; <paramref name="Bound"/> of it is in payouts not sent yet.</summary>
public sealed record Holding(string Currency, long HeldMinor, long PaidMinor, long BoundMinor)
{
    /// <summary>What a new payout could be of; never below zero.</summary>
    public long AvailableMinor => Math.Max(0, HeldMinor - BoundMinor);
}

static class Holdings
{
    public static IQueryable<LedgerEntry> EntriesOf(this AgencyDb db, Payee payee) =>
        payee.Talent is { } talent ? db.All<LedgerEntry>().Where(e => e.TalentId == talent) : db.All<LedgerEntry>().Where(e => e.ExternalPartyId == payee.ExternalParty);

    public static IQueryable<Payouts.Payout> PayoutsOf(this AgencyDb db, Payee payee) =>
        payee.Talent is { } talent ? db.All<Payouts.Payout>().Where(p => p.TalentId == talent) : db.All<Payouts.Payout>().Where(p => p.ExternalPartyId == payee.ExternalParty);

    public static async Task<IReadOnlyList<Holding>> OfAsync(AgencyDb db, Payee payee, CancellationToken ct)
    {
        var sums = await db.EntriesOf(payee).GroupBy(e => e.Currency).OrderBy(g => g.Key)
            .Select(g => new { Currency = g.Key, Held = g.Sum(e => e.CreditMinor - e.DebitMinor), Paid = g.Where(e => e.PayoutId != null).Sum(e => e.DebitMinor - e.CreditMinor) }).ToListAsync(ct);
        var bound = await db.PayoutsOf(payee).Where(p => p.State == Payouts.PayoutState.Draft || p.State == Payouts.PayoutState.AwaitingApproval || p.State == Payouts.PayoutState.Approved)
            .GroupBy(p => p.Currency).Select(g => new { g.Key, Minor = g.Sum(p => p.AmountMinor) }).ToDictionaryAsync(g => g.Key, g => g.Minor, ct);
        return [.. sums.Select(s => new Holding(s.Currency, s.Held, s.Paid, bound.GetValueOrDefault(s.Currency)))];
    }
}
