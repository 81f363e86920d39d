using Agency.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Agency.Payouts;

/// <summary>Where payees' money goes. New and changed details are held for 48 hours and approved by a second person (<see cref="ApproveBankAccount"/>); the database sees to both.</summary>
public sealed class BankAccountService
{
    readonly AgencyStore _store;

    internal BankAccountService(AgencyStore store) => _store = store;

    /// <summary>A talent's accounts, the newest first; their numbers without the middle.</summary>
    public async Task<IReadOnlyList<BankAccountRow>> OfTalentAsync(Guid talent, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var accounts = await db.All<BankAccount>().Where(a => a.TalentId == talent).OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id).ToListAsync(ct);
        return [.. accounts.Select(a => Row(a, at is null))];
    }

    public Task<Outcome> AddAsync(BankAccountForm form, CancellationToken ct = default) => _store.WriteAsync(new BankAccountAdded(form.HolderName), needs: null, work =>
    {
        if (Finance.Refusal(work, form) is { } flaw)
            return Task.FromResult<Outcome>(flaw);
        var account = new BankAccount { Id = work.NewId(), TalentId = form.TalentId, ExternalPartyId = form.ExternalPartyId, HolderName = "", Iban = "" };
        Write(form, account);
        work.Db.BankAccounts.Add(account);
        return Task.FromResult<Outcome>(new Outcome.Done("The bank details are saved. They are held for 48 hours, and a second person approves them.", account.Id));
    }, ct);

    /// <summary>Changes details; those that say where money goes are held and approved anew.</summary>
    public Task<Outcome> EditAsync(Guid id, BankAccountForm form, CancellationToken ct = default) => _store.WriteAsync(new BankAccountEdited(form.HolderName), needs: null, async work =>
    {
        if (Finance.Refusal(work, form) is { } flaw)
            return flaw;
        if (await work.Db.BankAccounts.SingleOrDefaultAsync(a => a.Id == id, ct) is not { } account)
            return new Outcome.Refused("These bank details are in the trash or gone.");
        work.Db.Entry(account).Property(a => a.Version).OriginalValue = form.Version;
        Write(form, account);
        return new Outcome.Done("The bank details are saved.", id);
    }, ct);

    static void Write(BankAccountForm form, BankAccount account) =>
        (account.HolderName, account.Iban, account.Bic, account.Currency) = (form.HolderName.Trim(), form.Number, Text.OrNull(form.Bic)?.ToUpperInvariant(), form.Currency);

    internal static BankAccountRow Row(BankAccount a, bool isNow) =>
        new(a.Id, a.HolderName, $"{a.Iban[..4]} … {a.Iban[^4..]}", a.Currency, a.HeldUntil, a.ApprovedAt, a.IsActive, isNow ? a.Version : 0);
}
