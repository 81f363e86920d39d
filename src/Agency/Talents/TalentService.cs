using Agency.Deals;
using Agency.Payouts;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Talents;

/// <summary>The agency's talents: read, add, edit; <see cref="TalentColumns"/> is their list. Removing one is <see cref="RemoveTalent"/>, which a second person approves.</summary>
public sealed class TalentService
{
    readonly AgencyStore _store;
    readonly CurrentPerson _current;

    internal TalentService(AgencyStore store, CurrentPerson current) => (_store, _current) = (store, current);

    /// <summary>One talent, also from the trash, of now or as of a moment; null where there is none. The legal name for admins, finance and approvers alone.</summary>
    public async Task<TalentPage?> GetAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        var named = (await Sight.OfAsync(_store, _current, ct)).LegalNames;
        await using var db = await _store.ReadAsync(at, ct);
        var deals = await db.All<Deal>().IgnoreQueryFilters().Where(d => d.TalentId == id && (d.DeletedAt == null || d.Talent!.DeletedAt != null))
            .OrderByDescending(d => d.UpdatedAt).ThenBy(d => d.Id).Take(200).Select(DealRow.OfDeal).ToListAsync(ct);
        var payouts = await db.All<Payout>().IgnoreQueryFilters().Where(p => p.TalentId == id && (p.DeletedAt == null || db.Talents.Any(t => t.Id == id && t.DeletedAt != null)))
            .OrderByDescending(p => p.PaidAt).ThenBy(p => p.Id).Take(200)
            .Select(p => new PayoutRow(p.Id, p.State, p.AmountMinor, p.Currency, p.PaidAt, db.Deals.IgnoreQueryFilters().Where(d => d.Id == p.DealId).Select(d => d.Title).FirstOrDefault()))
            .ToListAsync(ct);
        return await db.Talents.IgnoreQueryFilters().Where(t => t.Id == id)
            .Select(t => new TalentPage(t.Id, t.StageName, named ? t.LegalName : null, t.Type, t.Status, t.Pronouns, t.Country, t.Niches, t.DefaultCommissionBps, t.PayoutCurrency,
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
    public Task<Outcome> EditAsync(Guid id, TalentForm form, CancellationToken ct = default) => EditAsync(new TalentEdited(id, form.StageName), id, form, ct);

    internal Task<Outcome> EditAsync(BusinessEvent what, Guid id, TalentForm form, CancellationToken ct) =>
        _store.WriteAsync(what, Role.Admin, async work =>
        {
            if (Forms.Flaw(form) is { } flaw)
                return flaw;
            if (await work.Db.Talents.SingleOrDefaultAsync(t => t.Id == id, ct) is not { } talent)
                return new Outcome.Refused("This talent is in the trash or gone.");
            work.Db.Entry(talent).Property(t => t.Version).OriginalValue = form.Version;
            form.WriteTo(talent);
            return new Outcome.Done($"{talent.StageName} is saved.", id);
        }, ct);

    /// <summary>Saves one property of the form, as typed, over the version of the talent that was shown. <see cref="Outcome.Conflict"/> when somebody else saved first.</summary>
    public Task<Outcome> EditFieldAsync(Guid id, uint version, string property, string? typed, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        if (TalentColumns.Shape.Columns.All(c => c.Field.Property != property))
            return new Outcome.Refused("This is edited on the talent's own page.");
        if (await FormAsync(id, ct) is not { } form)
            return new Outcome.Refused("This talent is in the trash or gone.");
        return FormProperty.Set(form, property, typed) ?? await EditAsync(id, form with { Version = version }, ct);
    });
}
