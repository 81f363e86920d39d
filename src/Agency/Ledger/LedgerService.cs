using Agency.Invoices;
using Microsoft.EntityFrameworkCore;

namespace Agency.Ledger;

/// <summary>One movement as a statement shows it: money in minor units, from the payee's side (a credit is theirs).</summary>
public sealed record StatementLine(Guid Id, DateOnly On, LedgerSource Source, Guid? DealId, string? DealTitle, Guid? InvoiceId, string? InvoiceNumber, Guid? PayoutId, long Minor, string Currency);

/// <summary>What is to come for a talent: their part of invoices issued and not received yet.</summary>
public sealed record ToCome(string Currency, long Minor, DateOnly? FirstDueOn);

/// <summary>A talent's money: what is held and paid, what is to come, and the latest movements.</summary>
public sealed record TalentMoney(IReadOnlyList<Holding> Holdings, IReadOnlyList<ToCome> ToCome, IReadOnlyList<StatementLine> Latest);

/// <summary>An account of the books in one currency, minor units.</summary>
public sealed record AccountBalance(LedgerAccount Account, string Currency, long DebitMinor, long CreditMinor);

/// <summary>Reads the books.</summary>
public sealed class LedgerService
{
    readonly AgencyStore _store;

    internal LedgerService(AgencyStore store) => _store = store;

    /// <summary>A talent's money of now, or as of a moment; the latest fifty movements.</summary>
    public async Task<TalentMoney> OfTalentAsync(Guid talent, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var toCome = await db.All<Invoice>().Where(i => i.Deal!.TalentId == talent && i.Kind == InvoiceKind.Invoice && (i.Status == InvoiceStatus.Issued || i.Status == InvoiceStatus.PartPaid))
            .Select(i => new { i.Currency, i.DueOn, i.TalentPartMinor, Total = i.NetMinor + i.TaxMinor, Open = i.NetMinor + i.TaxMinor - i.ReceivedMinor - i.CreditedMinor }).ToListAsync(ct);
        return new(await Holdings.OfAsync(db, new(talent, null), ct),
            [.. toCome.GroupBy(i => i.Currency).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new ToCome(g.Key, g.Sum(i => (long)((decimal)i.TalentPartMinor * i.Open / i.Total)), g.Min(i => i.DueOn)))],
            await LinesAsync(db, db.EntriesOf(new(talent, null)).OrderByDescending(e => e.OccurredOn).ThenByDescending(e => e.Id).Take(50), ct));
    }

    /// <summary>Every account's turnover per currency. Its debits and credits together are equal.</summary>
    public async Task<IReadOnlyList<AccountBalance>> BalancesAsync(DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        return await db.All<LedgerEntry>().GroupBy(e => new { e.Account, e.Currency }).OrderBy(g => g.Key.Currency).ThenBy(g => g.Key.Account)
            .Select(g => new AccountBalance(g.Key.Account, g.Key.Currency, g.Sum(e => e.DebitMinor), g.Sum(e => e.CreditMinor))).ToListAsync(ct);
    }

    static Task<List<StatementLine>> LinesAsync(AgencyDb db, IQueryable<LedgerEntry> entries, CancellationToken ct) => entries
        .Select(e => new StatementLine(e.Id, e.OccurredOn, e.Source, e.DealId, db.Deals.IgnoreQueryFilters().Where(d => d.Id == e.DealId).Select(d => d.Title).FirstOrDefault(), e.InvoiceId,
            db.Invoices.IgnoreQueryFilters().Where(i => i.Id == e.InvoiceId).Select(i => i.Number).FirstOrDefault(), e.PayoutId, e.CreditMinor - e.DebitMinor, e.Currency)).ToListAsync(ct);
}
