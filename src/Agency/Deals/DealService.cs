using Agency.Brands;
using Agency.Commissions;
using Agency.Payouts;
using Agency.People;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;

namespace Agency.Deals;

/// <summary>The agency's deals: read, add, edit; <see cref="DealColumns"/> is their list. Removing one is <see cref="RemoveDeal"/>, which a second person approves.</summary>
public sealed class DealService
{
    readonly AgencyStore _store;

    internal DealService(AgencyStore store) => _store = store;

    /// <summary>One deal, also from the trash, of now or as of a moment; null where there is none.</summary>
    public async Task<DealPage?> GetAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        return await db.Deals.IgnoreQueryFilters().Where(d => d.Id == id)
            .Select(d => new DealPage(new DealRow(d.Id, d.Code, d.Title, d.TalentId, d.Talent!.StageName, d.Brand!.TradeName, d.Stage, d.GrossMinor, d.Currency, d.CommissionBps, d.SignedOn, d.UpdatedAt),
                d.FeeType, d.ProbabilityBps, d.StartsOn, d.EndsOn, d.ExpectedClose, d.LostReason, d.Notes,
                db.People.Where(p => p.Id == d.OwnerPersonId).Select(p => p.DisplayName).FirstOrDefault(), d.LegalHold, d.CreatedAt, d.DeletedAt, d.PaymentTermsDays))
            .SingleOrDefaultAsync(ct);
    }

    /// <summary>What a deal earned the agency and paid to its talent, of now or as of a moment; of one in the trash also what went there with it.</summary>
    public async Task<DealEarnings> EarningsAsync(DealPage of, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        var ((id, title), trashed) = ((of.Deal.Id, of.Deal.Title), of.DeletedAt is not null);
        await using var db = await _store.ReadAsync(at, ct);
        return new(
            await db.All<Commission>().IgnoreQueryFilters().Where(c => c.DealId == id && (c.DeletedAt == null || trashed)).OrderBy(c => c.CreatedAt).ThenBy(c => c.Id)
                .Select(c => new CommissionRow(c.Id, c.DealId, title, c.State, c.RateBps, c.AmountMinor, c.Currency)).ToListAsync(ct),
            await db.All<Payout>().IgnoreQueryFilters().Where(p => p.DealId == id && (p.DeletedAt == null || trashed)).OrderBy(p => p.CreatedAt).ThenBy(p => p.Id)
                .Select(p => new PayoutRow(p.Id, p.State, p.AmountMinor, p.Currency, p.PaidAt, title)).ToListAsync(ct));
    }

    /// <summary>The form of a live deal as it is now; null where there is none.</summary>
    public async Task<DealForm?> FormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Deals.SingleOrDefaultAsync(d => d.Id == id, ct) is { } deal ? DealForm.Of(deal) : null;
    }

    /// <summary>Up to 20 live talents whose name contains the text.</summary>
    public async Task<IReadOnlyList<Choice>> TalentChoicesAsync(string? text, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Talents.Where(t => EF.Functions.ILike(t.StageName, KeysetPaging.Anywhere(text ?? ""), KeysetPaging.Escape)).OrderBy(t => t.StageName).ThenBy(t => t.Id).Take(20)
            .Select(t => new Choice(t.Id, t.StageName)).ToListAsync(ct);
    }

    /// <summary>What a live talent is called; null where there is none.</summary>
    public async Task<string?> TalentNameAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Talents.Where(t => t.Id == id).Select(t => t.StageName).SingleOrDefaultAsync(ct);
    }

    /// <summary>Up to 20 live companies whose name contains the text.</summary>
    public async Task<IReadOnlyList<Choice>> BrandChoicesAsync(string? text, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Companies.Where(c => EF.Functions.ILike(c.TradeName, KeysetPaging.Anywhere(text ?? ""), KeysetPaging.Escape)).OrderBy(c => c.TradeName).ThenBy(c => c.Id).Take(20)
            .Select(c => new Choice(c.Id, c.TradeName)).ToListAsync(ct);
    }

    /// <summary>Adds a deal.</summary>
    public Task<Outcome> AddAsync(DealForm form, CancellationToken ct = default) =>
        _store.WriteAsync(new DealAdded(form.Title), Role.Admin, work =>
        {
            if (Forms.Flaw(form) is { } flaw)
                return Task.FromResult<Outcome>(flaw);
            if (DealStages.IsSigned(form.Stage))
                return Task.FromResult<Outcome>(new Outcome.Refused("A deal begins before it is signed: add it, then sign it with its contract.", nameof(form.Stage)));
            var deal = new Deal { Id = work.NewId(), Title = form.Title };
            form.WriteTo(deal);
            deal.OwnerPersonId ??= work.Actor;
            work.Db.Deals.Add(deal);
            return Task.FromResult<Outcome>(new Outcome.Done($"{deal.Title} is added.", deal.Id));
        }, ct);

    /// <summary>Saves the form over the deal it was read from; a stage that changes with it has to be a step that <see cref="MissingAsync"/> names with nothing missing.
    /// <see cref="Outcome.Conflict"/> when somebody else saved first.</summary>
    public Task<Outcome> EditAsync(Guid id, DealForm form, CancellationToken ct = default) => EditAsync(new DealEdited(id, form.Title), id, form, ct);

    internal Task<Outcome> EditAsync(BusinessEvent what, Guid id, DealForm form, CancellationToken ct) =>
        _store.WriteAsync(what, Role.Admin, async work =>
        {
            if (Forms.Flaw(form) is { } flaw)
                return flaw;
            if (await work.Db.Deals.SingleOrDefaultAsync(d => d.Id == id, ct) is not { } deal)
                return new Outcome.Refused("This deal is in the trash or gone.");
            work.Db.Entry(deal).Property(d => d.Version).OriginalValue = form.Version;
            var before = deal.Stage;
            form.WriteTo(deal);
            if (form.Stage != before && await DealStages.MoveAsync(work, deal, before, form.Stage, form.LostReason, ct) is { } refused)
                return refused;
            return new Outcome.Done($"{deal.Title} is saved.", id);
        }, ct);

    /// <summary>Where a live deal may go, and sentence by sentence what it lacks for that; null where there is none.</summary>
    public async Task<DealSteps?> MissingAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Deals.SingleOrDefaultAsync(d => d.Id == id, ct) is { } deal ? new DealSteps(deal.Stage, deal.Version, await DealStages.StepsAsync(db, deal, deal.Stage, ct)) : null;
    }

    /// <summary>Moves a deal to a stage. Refused with what is missing, or where the stage is not one it may go to; becoming contracted signs it: the day, the terms, the split of the
    /// commission and what it is expected to earn are settled then.</summary>
    /// <param name="id">The deal.</param>
    /// <param name="stage">Where to.</param>
    /// <param name="reason">Why; needed for a step back, and for what is lost or cancelled.</param>
    /// <param name="version">The version its steps were read from.</param>
    /// <param name="killFee">In major units of its currency, of a deal that is cancelled.</param>
    /// <param name="ct">Ends the waiting.</param>
    public Task<Outcome> MoveAsync(Guid id, DealStage stage, string? reason, uint version, decimal? killFee = null, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        await using var db = await _store.ReadAsync(ct);
        var title = await db.Deals.Where(d => d.Id == id).Select(d => d.Title).SingleOrDefaultAsync(ct);
        return await _store.WriteAsync(new DealMoved(id, title, DealStages.Words(stage), Text.OrNull(reason)), Role.Admin, async work =>
        {
            if (await work.Db.Deals.SingleOrDefaultAsync(d => d.Id == id, ct) is not { } deal)
                return new Outcome.Refused("This deal is in the trash or gone.");
            work.Db.Entry(deal).Property(d => d.Version).OriginalValue = version;
            if (await DealStages.MoveAsync(work, deal, deal.Stage, stage, reason, ct) is { } refused)
                return refused;
            if (killFee is not null && (killFee < 0 || !Money.TryToMinor(killFee.Value, deal.Currency, out _)))
                return new Outcome.Refused("A kill fee is not below zero.");
            if (killFee is { } fee && stage == DealStage.Cancelled)
                deal.KillFeeMinor = Money.ToMinor(fee, deal.Currency);
            return new Outcome.Done($"{deal.Title} is {DealStages.Words(stage)}.", id);
        }, ct);
    });

    /// <summary>Whoever may own a deal: the active people, by name.</summary>
    public async Task<IReadOnlyList<Choice>> OwnerChoicesAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.People.Where(p => p.Status == PersonStatus.Active && p.RoleGrants.Any()).OrderBy(p => p.DisplayName).ThenBy(p => p.Id).Select(p => new Choice(p.Id, p.DisplayName)).ToListAsync(ct);
    }

    /// <summary>Saves one property of the form, as typed, over the version of the deal that was shown. <see cref="Outcome.Conflict"/> when somebody else saved first.</summary>
    public Task<Outcome> EditFieldAsync(Guid id, uint version, string property, string? typed, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        if (DealColumns.Shape.Columns.All(c => c.Field.Property != property))
            return new Outcome.Refused("This is edited on the deal's own page.");
        if (await FormAsync(id, ct) is not { } form)
            return new Outcome.Refused("This deal is in the trash or gone.");
        return FormProperty.Set(form, property, typed) ?? await EditAsync(id, form with { Version = version }, ct);
    });
}
