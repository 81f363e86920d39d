using Agency.Deals;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;

namespace Agency.Calendar;

public enum CalendarKind { DraftDue, Publishing, UsageEnds, ExclusivityEnds, RepresentationEnds }

/// <summary>Something that falls on a day. <paramref name="DealId"/>: null for what is the talent's alone.</summary>
public sealed record CalendarEntry(DateOnly Day, CalendarKind Kind, string What, Guid TalentId, string TalentName, Guid? DealId);

/// <summary>What falls on which day: drafts due, publications, and the last days of rights, exclusivities and representations.</summary>
public sealed class CalendarService
{
    /// <summary>At most so many entries of each kind at once.</summary>
    public const int Most = 1000;

    readonly AgencyStore _store;

    internal CalendarService(AgencyStore store) => _store = store;

    /// <summary>From the first day to the last one, of all talents or of one, of now or as of a moment. What belongs to deals that are lost or cancelled is left out.</summary>
    public async Task<IReadOnlyList<CalendarEntry>> BetweenAsync(DateOnly first, DateOnly last, Guid? talent = null, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(at, ct);
        var deals = db.All<Deal>().Where(d => d.Stage != DealStage.Lost && d.Stage != DealStage.Cancelled && (talent == null || d.TalentId == talent));
        var deliverables = db.All<Deliverable>().Where(d => d.Status != DeliverableStatus.Cancelled);
        List<CalendarEntry> entries =
        [
            .. await deliverables.Where(x => x.DraftDue >= first && x.DraftDue <= last && (x.Status == DeliverableStatus.Planned || x.Status == DeliverableStatus.Drafting || x.Status == DeliverableStatus.ChangesRequested))
                .Join(deals, x => x.DealId, d => d.Id, (x, d) => new CalendarEntry(x.DraftDue!.Value, CalendarKind.DraftDue, x.Title, d.TalentId, d.Talent!.StageName, d.Id)).Take(Most).ToListAsync(ct),
            .. await deliverables.Where(x => x.PublishOn >= first && x.PublishOn <= last)
                .Join(deals, x => x.DealId, d => d.Id, (x, d) => new CalendarEntry(x.PublishOn!.Value, CalendarKind.Publishing, x.Title, d.TalentId, d.Talent!.StageName, d.Id)).Take(Most).ToListAsync(ct),
            .. await db.All<UsageRight>().Where(x => x.EndsOn >= first && x.EndsOn <= last)
                .Join(deals, x => x.DealId, d => d.Id, (x, d) => new CalendarEntry(x.EndsOn, CalendarKind.UsageEnds, d.Title, d.TalentId, d.Talent!.StageName, d.Id)).Take(Most).ToListAsync(ct),
            .. await db.All<Exclusivity>().Where(x => x.EndsOn >= first && x.EndsOn <= last)
                .Join(deals, x => x.DealId, d => d.Id, (x, d) => new CalendarEntry(x.EndsOn, CalendarKind.ExclusivityEnds, x.Category, d.TalentId, d.Talent!.StageName, d.Id)).Take(Most).ToListAsync(ct),
            .. await db.All<Representation>().Where(x => x.EndsOn >= first && x.EndsOn <= last && (talent == null || x.TalentId == talent) && (x.Status == RepresentationStatus.Active || x.Status == RepresentationStatus.Expiring))
                .Join(db.All<Talent>(), x => x.TalentId, t => t.Id, (x, t) => new CalendarEntry(x.EndsOn!.Value, CalendarKind.RepresentationEnds, t.StageName, t.Id, t.StageName, null)).Take(Most).ToListAsync(ct),
        ];
        return [.. entries.OrderBy(e => e.Day).ThenBy(e => e.Kind).ThenBy(e => e.What, StringComparer.Ordinal)];
    }
}
