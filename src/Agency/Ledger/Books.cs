using Microsoft.EntityFrameworkCore;

namespace Agency.Ledger;

/// <summary>A side of a movement: a debit where the amount is positive, else a credit. Who it concerns follows from the account: a talent for client funds, a company for a receivable.</summary>
sealed record Side(LedgerAccount Account, long Minor, Guid? Subject = null);

/// <summary>What a movement of money is about.</summary>
sealed record Movement(LedgerSource Source, DateOnly On, string Currency, Guid? Deal = null, Guid? Invoice = null, Guid? Receipt = null, Guid? Payout = null);

/// <summary>The one place that writes the books.</summary>
static class Books
{
    /// <summary>Writes the sides of one transaction in one statement; sides of nothing are left out. AG013 where they do not balance, or a payout takes more than is held.</summary>
    public static async Task PostAsync(Work work, Movement movement, IEnumerable<Side> sides, CancellationToken ct)
    {
        var entries = sides.Where(side => side.Minor != 0).ToList();
        await work.Db.Database.ExecuteSqlAsync($"""
            insert into agency.ledger_entries (id, transaction_id, account, debit_minor, credit_minor, currency, occurred_on, source, talent_id, external_party_id, company_id, deal_id, invoice_id, receipt_id, payout_id)
            select s.id, {work.NewId()}, s.account, greatest(s.minor, 0), greatest(-s.minor, 0), {movement.Currency}, {movement.On}, {Word(movement.Source)},
                   case s.account when 'client_funds' then s.subject end, case s.account when 'external_parties' then s.subject end, case s.account when 'receivable' then s.subject end,
                   {movement.Deal}::uuid, {movement.Invoice}::uuid, {movement.Receipt}::uuid, {movement.Payout}::uuid
              from unnest({entries.Select(_ => work.NewId()).ToArray()}, {entries.Select(side => Word(side.Account)).ToArray()}, {entries.Select(side => side.Minor).ToArray()}, {entries.Select(side => side.Subject).ToArray()})
                   as s (id, account, minor, subject)
            """, ct);
    }

    /// <summary>The opposite of everything that was posted for a row.</summary>
    public static async Task ReverseAsync(Work work, IQueryable<LedgerEntry> posted, Movement movement, CancellationToken ct) =>
        await PostAsync(work, movement, (await posted.AsNoTracking().OrderBy(e => e.Id).ToListAsync(ct)).Select(e => new Side(e.Account, e.CreditMinor - e.DebitMinor, e.TalentId ?? e.ExternalPartyId ?? e.CompanyId)), ct);

    static string Word(Enum name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name.ToString());
}
