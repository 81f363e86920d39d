using Agency.Deals;
using Agency.Payouts;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Talents;

/// <summary>The agency's talents: list, read, add, edit. Removing one is <see cref="RemoveTalent"/>, which a second person approves.</summary>
public sealed class TalentService
{
    static readonly Keyset<Talent, TalentRow>[] s_sorts =
    [
        new Keyset<Talent, TalentRow, string>("name", t => t.StageName, row => row.StageName),
        new Keyset<Talent, TalentRow, DateTimeOffset>("updated", t => t.UpdatedAt, row => row.UpdatedAt),
        new Keyset<Talent, TalentRow, Guid>(KeysetPaging.Added, t => t.Id, row => row.Id),
        new Keyset<Talent, TalentRow, int>("commission", t => t.DefaultCommissionBps, row => row.DefaultCommissionBps),
    ];

    readonly AgencyStore _store;

    internal TalentService(AgencyStore store) => _store = store;

    /// <summary>A page of live talents, of now or as of a moment. Sorts: name, updated, commission, added (as of a moment, the fastest). State: a <see cref="TalentStatus"/>.</summary>
    public async Task<Page<TalentRow>> ListAsync(PageQuery query, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var talents = db.Rows<Talent>(query);
        if (Enum.TryParse<TalentStatus>(query.State, ignoreCase: true, out var status))
            talents = talents.Where(t => t.Status == status);
        if (!string.IsNullOrWhiteSpace(query.Search))
            talents = talents.Where(t => EF.Functions.ILike(t.StageName, KeysetPaging.Anywhere(query.Search), KeysetPaging.Escape));
        var page = await talents.PageAsync(query, s_sorts,
            t => new TalentRow(t.Id, t.StageName, t.Type, t.Status, t.Niches, t.DefaultCommissionBps, 0, t.UpdatedAt), row => row.Id, ct);
        var ids = page.Rows.Select(r => r.Id).ToArray();
        var deals = await db.All<Deal>().Where(d => ids.Contains(d.TalentId)).GroupBy(d => d.TalentId).Select(g => new { g.Key, Deals = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Deals, ct);
        return page with { Rows = [.. page.Rows.Select(r => r with { LiveDeals = deals.GetValueOrDefault(r.Id) })] };
    }

    /// <summary>One talent, also from the trash, of now or as of a moment; null where there is none.</summary>
    public async Task<TalentPage?> GetAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var deals = await db.All<Deal>().IgnoreQueryFilters().Where(d => d.TalentId == id && (d.DeletedAt == null || d.Talent!.DeletedAt != null))
            .OrderByDescending(d => d.UpdatedAt).ThenBy(d => d.Id).Take(200).Select(DealRow.OfDeal).ToListAsync(ct);
        var payouts = await db.All<Payout>().IgnoreQueryFilters().Where(p => p.TalentId == id && (p.DeletedAt == null || db.Talents.Any(t => t.Id == id && t.DeletedAt != null)))
            .OrderByDescending(p => p.PaidAt).ThenBy(p => p.Id).Take(200)
            .Select(p => new PayoutRow(p.Id, p.State, p.AmountMinor, p.Currency, p.PaidAt, db.Deals.IgnoreQueryFilters().Where(d => d.Id == p.DealId).Select(d => d.Title).FirstOrDefault()))
            .ToListAsync(ct);
        return await db.Talents.IgnoreQueryFilters().Where(t => t.Id == id)
            .Select(t => new TalentPage(t.Id, t.StageName, t.LegalName, t.Type, t.Status, t.Pronouns, t.Country, t.Niches, t.DefaultCommissionBps, t.PayoutCurrency,
                t.Bio, t.LegalHold, t.CreatedAt, t.UpdatedAt, t.DeletedAt, deals, payouts))
            .SingleOrDefaultAsync(ct);
    }

    /// <summary>The form of a live talent as it is now; null where there is none.</summary>
    public async Task<TalentForm?> FormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Talents.SingleOrDefaultAsync(t => t.Id == id, ct) is { } talent ? TalentForm.Of(talent) : null;
    }

    /// <summary>Adds a talent. Refused when a live talent has the same stage name.</summary>
    public Task<Outcome> AddAsync(TalentForm form, CancellationToken ct = default) =>
        _store.WriteAsync(new TalentAdded(form.StageName), Role.Admin, work =>
        {
            if (Forms.Flaw(form) is { } flaw)
                return Task.FromResult<Outcome>(flaw);
            var talent = new Talent { Id = work.NewId(), StageName = form.StageName };
            form.WriteTo(talent);
            work.Db.Talents.Add(talent);
            return Task.FromResult<Outcome>(new Outcome.Done($"{talent.StageName} is added.", talent.Id));
        }, ct);

    /// <summary>Saves the form over the talent it was read from. <see cref="Outcome.Conflict"/> when somebody else saved first.</summary>
    public Task<Outcome> EditAsync(Guid id, TalentForm form, CancellationToken ct = default) =>
        _store.WriteAsync(new TalentEdited(id, form.StageName), Role.Admin, async work =>
        {
            if (Forms.Flaw(form) is { } flaw)
                return flaw;
            if (await work.Db.Talents.SingleOrDefaultAsync(t => t.Id == id, ct) is not { } talent)
                return new Outcome.Refused("This talent is in the trash or gone.");
            work.Db.Entry(talent).Property(t => t.Version).OriginalValue = form.Version;
            form.WriteTo(talent);
            return new Outcome.Done($"{talent.StageName} is saved.", id);
        }, ct);
}
