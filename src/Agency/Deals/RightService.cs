using Agency.Brands;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Deals;

/// <summary>Dates are days, <paramref name="EndsOn"/> the last one. Money in minor units of the deal's currency.</summary>
public sealed record UsageRightRow(Guid Id, string[] Media, string[] Territories, DateOnly StartsOn, DateOnly EndsOn, long? RenewalFeeMinor, Guid? RenewalDealId);

/// <summary>Dates are days, <paramref name="EndsOn"/> the last one. Money in minor units of the deal's currency.</summary>
public sealed record ExclusivityRow(Guid Id, string Category, string[] Competitors, string[] Territories, DateOnly StartsOn, DateOnly EndsOn, long? FeeMinor);

/// <summary>Another deal of the same talent that an exclusivity does not allow.</summary>
public sealed record RightConflict(Guid DealId, string DealTitle, string Because);

/// <summary>What a deal's client may use, and what its talent may not do meanwhile.</summary>
public sealed record DealRights(string Currency, IReadOnlyList<UsageRightRow> Rights, IReadOnlyList<ExclusivityRow> Exclusivities, IReadOnlyList<RightConflict> Conflicts);

/// <summary>Usage rights and exclusivities of deals.</summary>
public sealed class RightService
{
    readonly AgencyStore _store;

    internal RightService(AgencyStore store) => _store = store;

    /// <summary>The rights of a deal, of now or as of a moment; conflicts with other live deals of its talents.</summary>
    public async Task<DealRights?> OfAsync(Guid deal, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        if (await db.Deals.IgnoreQueryFilters().Where(d => d.Id == deal).Select(d => d.Currency).SingleOrDefaultAsync(ct) is not { } currency)
            return null;
        var rights = await db.All<UsageRight>().Where(r => r.DealId == deal).OrderBy(r => r.EndsOn).ThenBy(r => r.Id)
            .Select(r => new UsageRightRow(r.Id, r.Media, r.Territories, r.StartsOn, r.EndsOn, r.RenewalFeeMinor, r.RenewalDealId)).ToListAsync(ct);
        var exclusivities = await db.All<Exclusivity>().Where(e => e.DealId == deal).OrderBy(e => e.EndsOn).ThenBy(e => e.Id)
            .Select(e => new ExclusivityRow(e.Id, e.Category, e.Competitors, e.Territories, e.StartsOn, e.EndsOn, e.FeeMinor)).ToListAsync(ct);
        return new(currency, rights, exclusivities, await Conflicts.OfDealAsync(db, deal, ct));
    }

    /// <summary>With which other deals an exclusivity as it is typed would conflict.</summary>
    public async Task<IReadOnlyList<RightConflict>> ConflictsAsync(Guid deal, ExclusivityForm form, CancellationToken ct = default)
    {
        if (Forms.Flaw(form) is not null)
            return [];
        await using var db = await _store.ReadAsync(ct);
        var typed = new Exclusivity { DealId = deal, Category = form.Category };
        form.WriteTo(typed, "GBP");
        return await Conflicts.OfAsync(db, deal, [typed], ct);
    }

    /// <summary>The form of a live usage right; null where there is none.</summary>
    public async Task<UsageRightForm?> RightFormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.UsageRights.Include(r => r.Deal).SingleOrDefaultAsync(r => r.Id == id, ct) is { Deal: { } deal } right ? UsageRightForm.Of(right, deal.Currency) : null;
    }

    /// <summary>The form of a live exclusivity; null where there is none.</summary>
    public async Task<ExclusivityForm?> ExclusivityFormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Exclusivities.Include(e => e.Deal).SingleOrDefaultAsync(e => e.Id == id, ct) is { Deal: { } deal } found ? ExclusivityForm.Of(found, deal.Currency) : null;
    }

    /// <summary>Adds a usage right to a deal, or, where <paramref name="id"/> names one, saves it.</summary>
    public Task<Outcome> SaveRightAsync(Guid deal, Guid? id, UsageRightForm form, CancellationToken ct = default) =>
        _store.WriteAsync(id is null ? new UsageRightAdded(Last(form.StartsOn, form.DurationDays)) : new UsageRightEdited(id.Value, Last(form.StartsOn, form.DurationDays)), Role.Admin, async work =>
        {
            if (Forms.Flaw(form) is { } flaw)
                return flaw;
            if (await CurrencyAsync(work, deal, ct) is not { } currency)
                return new Outcome.Refused("This deal is in the trash or gone.");
            if (await work.Db.UsageRights.SingleOrDefaultAsync(r => r.Id == id && r.DealId == deal, ct) is { } right)
                work.Db.Entry(right).Property(r => r.Version).OriginalValue = form.Version;
            else if (id is not null)
                return new Outcome.Refused("This usage right is in the trash or gone.");
            else
                work.Db.UsageRights.Add(right = new UsageRight { Id = work.NewId(), DealId = deal });
            form.WriteTo(right, currency);
            return new Outcome.Done($"The right holds until {right.EndsOn:d MMM yyyy}.", right.Id);
        }, ct);

    /// <summary>Adds an exclusivity to a deal, or, where <paramref name="id"/> names one, saves it. A conflict does not refuse it: people settle those.</summary>
    public Task<Outcome> SaveExclusivityAsync(Guid deal, Guid? id, ExclusivityForm form, CancellationToken ct = default) =>
        _store.WriteAsync(id is null ? new ExclusivityAdded(form.Category) : new ExclusivityEdited(id.Value, form.Category), Role.Admin, async work =>
        {
            if (Forms.Flaw(form) is { } flaw)
                return flaw;
            if (await CurrencyAsync(work, deal, ct) is not { } currency)
                return new Outcome.Refused("This deal is in the trash or gone.");
            if (await work.Db.Exclusivities.SingleOrDefaultAsync(e => e.Id == id && e.DealId == deal, ct) is { } found)
                work.Db.Entry(found).Property(e => e.Version).OriginalValue = form.Version;
            else if (id is not null)
                return new Outcome.Refused("This exclusivity is in the trash or gone.");
            else
                work.Db.Exclusivities.Add(found = new Exclusivity { Id = work.NewId(), DealId = deal, Category = form.Category });
            form.WriteTo(found, currency);
            return new Outcome.Done($"Exclusive for {found.Category} until {found.EndsOn:d MMM yyyy}.", found.Id);
        }, ct);

    /// <summary>Begins the deal that renews a right, once: of the same talent and brand, for the renewal's fee. Done carries the new deal.</summary>
    public Task<Outcome> RenewAsync(Guid id, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        await using var db = await _store.ReadAsync(ct);
        var title = await db.UsageRights.Where(r => r.Id == id).Select(r => r.Deal!.Title).SingleOrDefaultAsync(ct);
        return await _store.WriteAsync(new UsageRightRenewed(id, title), Role.Admin, async work =>
        {
            if (await work.Db.UsageRights.Include(r => r.Deal).SingleOrDefaultAsync(r => r.Id == id, ct) is not { Deal: { } renewed } right)
                return new Outcome.Refused("This usage right is in the trash or gone.");
            if (right.RenewalDealId is not null)
                return new Outcome.Refused("A deal renews this right already.");
            var deal = new Deal
            {
                Id = work.NewId(), Title = $"Renewal: {renewed.Title}"[..Math.Min(200, renewed.Title.Length + 9)], TalentId = renewed.TalentId, BrandId = renewed.BrandId, AgencyId = renewed.AgencyId, OwnerPersonId = renewed.OwnerPersonId ?? work.Actor,
                Source = "renewal", FeeType = FeeType.Flat, GrossMinor = right.RenewalFeeMinor, Currency = renewed.Currency, CommissionBps = renewed.CommissionBps, CommissionOn = renewed.CommissionOn,
                PaymentTermsDays = renewed.PaymentTermsDays, ExpectedClose = right.EndsOn, StartsOn = right.EndsOn.AddDays(1), EndsOn = right.EndsOn.AddDays(right.DurationDays),
            };
            work.Db.Deals.Add(deal);
            await work.Db.SaveChangesAsync(ct); // the right points to it
            right.RenewalDealId = deal.Id;
            return new Outcome.Done($"{deal.Title} is begun.", deal.Id);
        }, ct);
    });

    static DateOnly? Last(DateOnly? starts, int days) => starts is { } first && days is > 0 and <= 36500 ? first.AddDays(days - 1) : null;

    static Task<string?> CurrencyAsync(Work work, Guid deal, CancellationToken ct) => work.Db.Deals.Where(d => d.Id == deal).Select(d => d.Currency).SingleOrDefaultAsync(ct);
}

sealed record UsageRightAdded(DateOnly? EndsOn) : BusinessEvent("usage_right.added");

sealed record UsageRightEdited(Guid RightId, DateOnly? EndsOn) : BusinessEvent("usage_right.edited");

sealed record UsageRightRenewed(Guid RightId, string? Title) : BusinessEvent("usage_right.renewed");

sealed record ExclusivityAdded(string Category) : BusinessEvent("exclusivity.added");

sealed record ExclusivityEdited(Guid ExclusivityId, string Category) : BusinessEvent("exclusivity.edited");
