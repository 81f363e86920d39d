using System.Text.Json;
using Agency.Approvals;
using Agency.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Agency.Payouts;

/// <summary>Lets payouts go: those drafted or waiting become approved, all of them or none. Together with what is approved already they must be there, which the database checks again when it is applied.</summary>
public sealed record ApprovePayouts(IReadOnlyList<Guid> PayoutIds) : Operation
{
    internal override string Intent => "payout.approved";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var payouts = await db.Payouts.Where(p => PayoutIds.Contains(p.Id)).OrderBy(p => p.Id).ToListAsync(ct);
        if (payouts.Count == 0)
            return null;
        List<Blocker> blockers = [];
        foreach (var wrong in payouts.Where(p => p.State is not (PayoutState.Draft or PayoutState.AwaitingApproval)))
            blockers.Add(Blocks(wrong, $"is {wrong.State.ToString().ToLowerInvariant()} already"));
        foreach (var bare in payouts.Where(p => p.BankAccountId is null))
            blockers.Add(Blocks(bare, "has no bank account to go to"));
        foreach (var group in payouts.GroupBy(p => (new Payee(p.TalentId, p.ExternalPartyId), p.Currency)))
        {
            var (payee, currency) = group.Key;
            var held = (await Holdings.OfAsync(db, payee, ct)).FirstOrDefault(h => h.Currency == currency)?.HeldMinor ?? 0;
            var approved = await db.PayoutsOf(payee).Where(p => p.Currency == currency && p.State == PayoutState.Approved).SumAsync(p => p.AmountMinor, ct);
            if (group.Sum(p => p.AmountMinor) + approved > held)
                blockers.Add(Blocks(group.First(), $"is more than the agency holds for them: {Money.Format(held - approved, currency)}"));
        }
        var money = payouts.GroupBy(p => p.Currency).Select(g => new ImpactMoney("payouts", g.Sum(p => p.AmountMinor), g.Key)).ToList();
        return new Plan($"Approve {payouts.Count} {(payouts.Count == 1 ? "payout" : "payouts")}: {string.Join(", ", money.Select(m => Money.Format(m.Minor, m.Currency)))}",
            [.. payouts.Select(p => new PlannedRow("agency.payouts", p.Id.ToString(), "update", s_approved))], new Impact([new("agency.payouts", "update", payouts.Count)], money, blockers));
    }

    static readonly JsonElement s_approved = JsonSerializer.SerializeToElement(new { state = "approved" });

    static Blocker Blocks(Payout payout, string because) => new("agency.payouts", payout.Id.ToString(), Money.Format(payout.AmountMinor, payout.Currency), because);
}

/// <summary>Stops a payout that has not left yet.</summary>
public sealed record CancelPayout(Guid PayoutId) : Operation
{
    internal override string Intent => "payout.cancelled";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        if (await db.Payouts.SingleOrDefaultAsync(p => p.Id == PayoutId, ct) is not { } payout)
            return null;
        List<Blocker> blockers = payout.State is PayoutState.Draft or PayoutState.AwaitingApproval or PayoutState.Approved ? []
            : [new("agency.payouts", PayoutId.ToString(), Money.Format(payout.AmountMinor, payout.Currency), "has left already, or is over")];
        return new Plan($"Cancel a payout of {Money.Format(payout.AmountMinor, payout.Currency)}", [new("agency.payouts", PayoutId.ToString(), "update", JsonSerializer.SerializeToElement(new { state = "cancelled" }))],
            new Impact([new("agency.payouts", "update", 1)], [new("payouts", payout.AmountMinor, payout.Currency)], blockers));
    }
}

/// <summary>Lets money go to new or changed bank details, once their 48 hours are over.</summary>
public sealed record ApproveBankAccount(Guid BankAccountId) : Operation
{
    internal override string Intent => "bank_account.approved";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        if (await db.BankAccounts.SingleOrDefaultAsync(a => a.Id == BankAccountId && a.ApprovedAt == null, ct) is not { } account)
            return null;
        var now = (await db.Database.SqlQuery<DateTimeOffset>($"""select now() as "Value" """).ToListAsync(ct))[0];
        return new Plan($"Approve bank details of {account.HolderName}", [new("agency.bank_accounts", BankAccountId.ToString(), "update", JsonSerializer.SerializeToElement(new { approved_at = now }))],
            new Impact([new("agency.bank_accounts", "update", 1)], [], []));
    }
}
