using Agency.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Agency.Payouts;

/// <summary>Payouts: read, draft, send, and what the bank said. Approving and cancelling are <see cref="ApprovePayouts"/> and <see cref="CancelPayout"/>, which a second person signs.</summary>
public sealed class PayoutService
{
    readonly AgencyStore _store;

    internal PayoutService(AgencyStore store) => _store = store;

    /// <summary>One payout with its statement, also from the trash, of now or as of a moment; null where there is none.</summary>
    public async Task<PayoutPage?> GetAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var payouts = db.Payouts.IgnoreQueryFilters().Where(p => p.Id == id);
        if (await payouts.Select(Row(db)).SingleOrDefaultAsync(ct) is not { } row)
            return null;
        var payout = await payouts.SingleAsync(ct);
        var account = await db.BankAccounts.IgnoreQueryFilters().SingleOrDefaultAsync(a => a.Id == payout.BankAccountId, ct);
        var items = await db.All<PayoutItem>().Where(i => i.PayoutId == id).OrderBy(i => i.Id).Select(i => new PayoutItemRow(i.DealId, db.Deals.IgnoreQueryFilters().Where(d => d.Id == i.DealId).Select(d => d.Title).FirstOrDefault(),
            db.Receipts.Where(r => r.Id == i.ReceiptId).SelectMany(r => db.Invoices.Where(v => v.Id == r.InvoiceId)).Select(v => v.Number).FirstOrDefault(),
            db.Receipts.Where(r => r.Id == i.ReceiptId).Select(r => (DateOnly?)r.ReceivedOn).FirstOrDefault(), i.AmountMinor)).ToListAsync(ct);
        return new(row, account is null ? null : BankAccountService.Row(account, at is null), payout.ProviderRef, payout.Failure, payout.CreatedAt, payout.DeletedAt, items, await Holdings.OfAsync(db, new(payout.TalentId, payout.ExternalPartyId), ct));
    }

    /// <summary>Drafts a payout out of what is held for the payee, the oldest money first, to their newest account in that currency. Done carries its id.</summary>
    public Task<Outcome> DraftAsync(PayoutForm form, CancellationToken ct = default) => _store.WriteAsync(new PayoutDrafted(form.Amount is { } said ? $"{said} {form.Currency}" : "all that is held"), needs: null, async work =>
    {
        if (Finance.Refusal(work, form) is { } flaw)
            return flaw;
        var payee = new Payee(form.TalentId, form.ExternalPartyId);
        var available = (await Holdings.OfAsync(work.Db, payee, ct)).FirstOrDefault(h => h.Currency == form.Currency)?.AvailableMinor ?? 0;
        var minor = form.Amount is { } typed ? Money.ToMinor(typed, form.Currency) : available;
        if (minor <= 0 || minor > available)
            return new Outcome.Refused($"Up to what is held for them and not in another payout: {Money.Format(available, form.Currency)}.", nameof(form.Amount));
        var accounts = work.Db.BankAccounts.Where(a => a.IsActive && a.Currency == form.Currency && a.TalentId == form.TalentId && a.ExternalPartyId == form.ExternalPartyId);
        var payout = new Payout
        {
            Id = work.NewId(), TalentId = form.TalentId, ExternalPartyId = form.ExternalPartyId, AmountMinor = minor, Currency = form.Currency, ScheduledOn = form.ScheduledOn,
            BankAccountId = await accounts.OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id).Select(a => (Guid?)a.Id).FirstOrDefaultAsync(ct),
        };
        work.Db.Payouts.Add(payout);
        foreach (var (receipt, deal, part) in await SourcesAsync(work.Db, payee, form.Currency, minor, ct))
            payout.Items.Add(new PayoutItem { Id = work.NewId(), ReceiptId = receipt, DealId = deal, AmountMinor = part });
        return new Outcome.Done($"A payout of {Money.Format(minor, form.Currency)} is drafted. A second person approves it.", payout.Id);
    }, ct);

    /// <summary>Says that an approved payout was given to the bank, under the bank's reference, and takes it out of the books. AG013: no approved account, details held, or more than is there.</summary>
    public Task<Outcome> SendAsync(Guid id, string? providerRef, CancellationToken ct = default) => MoveAsync(new PayoutSent(id), id, [PayoutState.Approved], async (work, payout) =>
    {
        (payout.State, payout.SentOn, payout.ProviderRef, payout.IdempotencyKey) = (PayoutState.Sent, DateOnly.FromDateTime(work.Now.UtcDateTime), Text.OrNull(providerRef), id.ToString());
        await work.Db.SaveChangesAsync(ct);
        var (account, payee) = payout.TalentId is { } talent ? (LedgerAccount.ClientFunds, talent) : (LedgerAccount.ExternalParties, payout.ExternalPartyId!.Value);
        await Books.PostAsync(work, new(LedgerSource.Payout, payout.SentOn.Value, payout.Currency, payout.DealId, Payout: id), [new(account, payout.AmountMinor, payee), new(LedgerAccount.Bank, -payout.AmountMinor)], ct);
        return $"{Money.Format(payout.AmountMinor, payout.Currency)} is on its way.";
    }, ct);

    /// <summary>Says that it has arrived.</summary>
    public Task<Outcome> PaidAsync(Guid id, CancellationToken ct = default) => MoveAsync(new PayoutPaid(id), id, [PayoutState.Sent], (work, payout) =>
    {
        (payout.State, payout.PaidAt) = (PayoutState.Paid, work.Now);
        return Task.FromResult($"{Money.Format(payout.AmountMinor, payout.Currency)} has arrived.");
    }, ct);

    /// <summary>Says that the bank sent it back, and why: the money is held for the payee again.</summary>
    public Task<Outcome> ReturnAsync(Guid id, string why, CancellationToken ct = default) => MoveAsync(new PayoutReturned(id, why), id, [PayoutState.Sent, PayoutState.Paid], async (work, payout) =>
    {
        (payout.State, payout.Failure) = (PayoutState.Returned, why.Trim());
        await work.Db.SaveChangesAsync(ct);
        await Books.ReverseAsync(work, work.Db.LedgerEntries.Where(e => e.PayoutId == id), new(LedgerSource.Return, DateOnly.FromDateTime(work.Now.UtcDateTime), payout.Currency, payout.DealId, Payout: id), ct);
        return $"{Money.Format(payout.AmountMinor, payout.Currency)} is held for them again.";
    }, ct, why);

    Task<Outcome> MoveAsync(BusinessEvent what, Guid id, PayoutState[] from, Func<Work, Payout, Task<string>> move, CancellationToken ct, string why = "-") => _store.WriteAsync(what, needs: null, async work =>
    {
        if (Finance.Refusal(work) is { } refused)
            return refused;
        if (string.IsNullOrWhiteSpace(why))
            return new Outcome.Refused("Say why.", "Why");
        return await work.Db.Payouts.SingleOrDefaultAsync(p => p.Id == id, ct) is { } payout && from.Contains(payout.State)
            ? new Outcome.Done(await move(work, payout), id) : new Outcome.Refused("This payout is not at that point, or it is gone. Look at it again.");
    }, ct);

    /// <summary>What the amount is made of: receipts not paid out yet, the oldest first.</summary>
    static async Task<IReadOnlyList<(Guid? Receipt, Guid? Deal, long Minor)>> SourcesAsync(AgencyDb db, Payee payee, string currency, long minor, CancellationToken ct)
    {
        var came = await db.EntriesOf(payee).Where(e => e.Currency == currency && e.ReceiptId != null).GroupBy(e => new { e.ReceiptId, e.DealId })
            .Select(g => new { g.Key.ReceiptId, g.Key.DealId, Minor = g.Sum(e => e.CreditMinor - e.DebitMinor), On = g.Min(e => e.OccurredOn) }).OrderBy(g => g.On).ToListAsync(ct);
        var gone = await db.PayoutsOf(payee).Where(p => p.State != PayoutState.Cancelled && p.State != PayoutState.Failed && p.State != PayoutState.Returned).SelectMany(p => p.Items)
            .GroupBy(i => i.ReceiptId).Select(g => new { g.Key, Minor = g.Sum(i => i.AmountMinor) }).ToListAsync(ct);
        List<(Guid? Receipt, Guid? Deal, long Minor)> sources = [];
        foreach (var source in came)
        {
            var part = Math.Min(minor, source.Minor - gone.Where(g => g.Key == source.ReceiptId).Sum(g => g.Minor));
            if (part <= 0)
                continue;
            sources.Add((source.ReceiptId, source.DealId, part));
            minor -= part;
        }
        if (minor > 0)
            sources.Add((null, null, minor));
        return sources;
    }

    static System.Linq.Expressions.Expression<Func<Payout, PayoutListRow>> Row(AgencyDb db) => p => new PayoutListRow(p.Id, p.State, p.TalentId,
        db.Talents.IgnoreQueryFilters().Where(t => t.Id == p.TalentId).Select(t => t.StageName).FirstOrDefault() ?? db.ExternalParties.IgnoreQueryFilters().Where(x => x.Id == p.ExternalPartyId).Select(x => x.Name).FirstOrDefault() ?? "",
        p.AmountMinor, p.Currency, p.ScheduledOn, p.SentOn, p.PaidAt, p.UpdatedAt);
}
