using System.Text.Json;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Deals;

/// <summary>What talents make for deals: read, add, edit, move along.</summary>
public sealed class DeliverableService
{
    readonly AgencyStore _store;

    internal DeliverableService(AgencyStore store) => _store = store;

    /// <summary>The deliverables of a deal, by the day they are published, of now or as of a moment; of one in the trash those that went along.</summary>
    public async Task<IReadOnlyList<DeliverableRow>> OfAsync(Guid deal, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        return await db.All<Deliverable>().IgnoreQueryFilters().Where(d => d.DealId == deal && (d.DeletedAt == null || db.Deals.IgnoreQueryFilters().Any(x => x.Id == deal && x.DeletedAt != null)))
            .OrderBy(d => d.PublishOn ?? DateOnly.MaxValue).ThenBy(d => d.Id)
            .Select(d => new DeliverableRow(d.Id, d.DealId, d.Title, d.Platform, d.Format, d.Quantity, d.Status, d.DraftDue, d.PublishOn, d.RevisionRounds, d.DisclosureRequired, d.BriefUrl, d.LiveUrl, d.LiveAt))
            .ToListAsync(ct);
    }

    /// <summary>The deal that a deliverable is of, of now or as of a moment; null where there is no such deliverable.</summary>
    public async Task<Guid?> DealOfAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        return await db.Deliverables.IgnoreQueryFilters().Where(d => d.Id == id).Select(d => (Guid?)d.DealId).SingleOrDefaultAsync(ct);
    }

    /// <summary>The form of a live deliverable; null where there is none.</summary>
    public async Task<DeliverableForm?> FormAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Deliverables.SingleOrDefaultAsync(d => d.Id == id, ct) is { } found ? DeliverableForm.Of(found) : null;
    }

    /// <summary>Plans a deliverable of a live deal.</summary>
    public Task<Outcome> AddAsync(Guid deal, DeliverableForm form, CancellationToken ct = default) => _store.WriteAsync(new DeliverableAdded(form.Title), Role.Admin, async work =>
    {
        if (Forms.Flaw(form) is { } flaw)
            return flaw;
        if (!await work.Db.Deals.AnyAsync(d => d.Id == deal, ct))
            return new Outcome.Refused("This deal is in the trash or gone.");
        var added = new Deliverable { Id = work.NewId(), DealId = deal, Title = form.Title };
        form.WriteTo(added);
        work.Db.Deliverables.Add(added);
        return new Outcome.Done($"{added.Title} is planned.", added.Id);
    }, ct);

    /// <summary>Saves the form over the deliverable it was read from.</summary>
    public Task<Outcome> EditAsync(Guid id, DeliverableForm form, CancellationToken ct = default) => _store.WriteAsync(new DeliverableEdited(id, form.Title), Role.Admin, async work =>
    {
        if (Forms.Flaw(form) is { } flaw)
            return flaw;
        if (await work.Db.Deliverables.SingleOrDefaultAsync(d => d.Id == id, ct) is not { } found)
            return new Outcome.Refused("This deliverable is in the trash or gone.");
        work.Db.Entry(found).Property(d => d.Version).OriginalValue = form.Version;
        form.WriteTo(found);
        return new Outcome.Done($"{found.Title} is saved.", id);
    }, ct);

    /// <summary>Saves one property of the form, as typed, over the version of the deliverable that was shown. <see cref="Outcome.Conflict"/> when somebody else saved first.</summary>
    public Task<Outcome> EditFieldAsync(Guid id, uint version, string property, string? typed, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        if (DeliverableColumns.Shape.Columns.All(c => c.Field.Property != property))
            return new Outcome.Refused("This is edited on its deal.");
        if (await FormAsync(id, ct) is not { } form)
            return new Outcome.Refused("This deliverable is in the trash or gone.");
        return FormProperty.Set(form, property, typed) ?? await EditAsync(id, form with { Version = version }, ct);
    });

    /// <summary>Moves a deliverable from the state the person saw to one it may go to. What goes live says where; each time changes are asked for is a round of revision.</summary>
    public Task<Outcome> MoveAsync(Guid id, DeliverableStatus from, DeliverableStatus to, string? liveUrl = null, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
    {
        await using var db = await _store.ReadAsync(ct);
        var title = await db.Deliverables.Where(d => d.Id == id).Select(d => d.Title).SingleOrDefaultAsync(ct);
        return await _store.WriteAsync(new DeliverableMoved(id, title, Words(to)), Role.Admin, async work =>
        {
            if (await work.Db.Deliverables.SingleOrDefaultAsync(d => d.Id == id, ct) is not { } found)
                return new Outcome.Refused("This deliverable is in the trash or gone.");
            if (found.Status != from)
                return new Outcome.Conflict($"Somebody else moved it: it is {Words(found.Status)} now.");
            if (!DeliverableStates.From(from).Contains(to))
                return new Outcome.Refused($"What is {Words(from)} cannot become {Words(to)}.");
            if (to == DeliverableStatus.Live)
            {
                if (!Uri.TryCreate(liveUrl?.Trim(), UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
                    return new Outcome.Refused("Where is it live? Its whole address, as in https://….", "LiveUrl");
                (found.LiveUrl, found.LiveAt) = (address.ToString(), work.Now);
            }
            if (to == DeliverableStatus.ChangesRequested)
                found.RevisionRounds++;
            found.Status = to;
            return new Outcome.Done($"{found.Title} is {Words(to)}.", id);
        }, ct);
    });

    static string Words(DeliverableStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()).Replace('_', ' ');
}
