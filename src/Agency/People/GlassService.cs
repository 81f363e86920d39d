using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>Breaking the glass: a named holder acts alone, for an hour at most, in front of everybody, and it is reviewed. The rules are guard's; it may move to the trash
/// and restore, and never purge, pay out or change who may what.</summary>
public sealed class GlassService
{
    /// <summary>The operations that a holder may apply alone.</summary>
    public static IReadOnlyList<string> Alone { get; } = ["talent.removed", "deal.removed", "trash.restored"];

    readonly AgencyStore _store;
    readonly CurrentPerson _current;

    internal GlassService(AgencyStore store, CurrentPerson current) => (_store, _current) = (store, current);

    /// <summary>The glass as the signed-in person sees it: theirs, the last hundred of everybody, and who is told.</summary>
    public async Task<GlassView> GetAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var me = await _current.IdAsync(ct);
        var now = _store.Now;
        var holder = await db.BreakGlassHolders.Where(h => h.PersonId == me).Select(h => new { h.SuspendedAt }).SingleOrDefaultAsync(ct);
        var glasses = await ReadAsync(db, null, ct);
        var told = await db.People.Where(p => p.Status == PersonStatus.Active && p.Id != me && p.RoleGrants.Any(g => g.ValidFrom <= now && (g.ValidUntil == null || now < g.ValidUntil)))
            .OrderBy(p => p.DisplayName).Take(200).Select(p => p.DisplayName).ToListAsync(ct);
        var yesterday = now.AddDays(-1);
        var requests = await db.Requests.Where(r => r.RequestedBy == me && (r.State == RequestState.Draft || r.State == RequestState.Pending) && Alone.Contains(r.Operation) && r.CreatedAt > yesterday)
            .OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id).Take(20).Select(r => new GlassRequest(r.Id, r.Title, r.State)).ToListAsync(ct);
        return new(holder is not null, holder?.SuspendedAt, glasses.FirstOrDefault(g => g.PersonId == me && g.IsOpen(now)), glasses, told, requests, now);
    }

    /// <summary>The glass that is broken now, whoever broke it.</summary>
    public async Task<IReadOnlyList<OpenGlass>> OpenAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Database.SqlQuery<OpenGlass>($"""
            select b.id as "Id", coalesce(p.display_name, 'Somebody') as "Person", b.reason as "Reason", b.ends_at as "EndsAt"
              from guard.break_glass b left join agency.people p on p.id = b.person_id where b.ended_at is null and now() < b.ends_at order by b.opened_at limit 20
            """).ToListAsync(ct);
    }

    /// <summary>The times a person broke the glass, the newest first; at most a hundred.</summary>
    public async Task<IReadOnlyList<GlassRow>> OfAsync(Guid person, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await ReadAsync(db, person, ct);
    }

    /// <summary>Breaks the glass for 1 to 60 minutes. Done carries its id. AG006: not a holder. AG010: sign in again.</summary>
    public Task<Outcome> BreakAsync(string reason, int minutes, CancellationToken ct = default) =>
        _store.WriteAsync(new GlassBroken(reason, minutes), needs: null, async work =>
            new Outcome.Done("The glass is broken, and everybody is told.", await work.CallAsync<Guid>($"""select guard.break_glass({work.Session}::uuid, {reason}, {minutes}) as "Value" """, ct)), ct);

    /// <summary>Ends the signed-in person's broken glass before its time.</summary>
    public Task<Outcome> EndAsync(CancellationToken ct = default) =>
        _store.WriteAsync(new GlassEnded(), needs: null, async work =>
        {
            await work.Db.Database.ExecuteSqlAsync($"select guard.end_break_glass({work.Session}::uuid)", ct);
            return new Outcome.Done("It is over. An approver reviews it within 72 hours.");
        }, ct);

    /// <summary>Applies one's own request alone, while one's glass is broken. AG006: not a thing one may do alone, or no glass is broken.</summary>
    public Task<Outcome> ApplyAloneAsync(Guid request, CancellationToken ct = default) =>
        _store.WriteAsync(new RequestAppliedAlone(request), needs: null, async work =>
            await work.TakeTime().CallAsync<string>($"""select guard.apply_alone({request}, {work.Session}::uuid) as "Value" """, ct) switch
            {
                "succeeded" => new Outcome.Done("Applied alone, in front of everybody.", request),
                "stale" => new Outcome.Done("Nothing was changed: the rows are no longer as they were planned.", request),
                _ => new Outcome.Done("Applying it failed and nothing was changed; the request says why.", request),
            }, ct);

    /// <summary>What an approver found who was not there.</summary>
    public Task<Outcome> ReviewAsync(Guid glass, bool justified, string text, CancellationToken ct = default)
    {
        var verdict = justified ? "justified" : "not justified";
        return _store.WriteAsync(new GlassReviewed(glass, verdict), Role.Approver, async work =>
        {
            await work.Db.Database.ExecuteSqlAsync($"select guard.review_break_glass({glass}, {work.Session}::uuid, {verdict}, {text})", ct);
            return new Outcome.Done("Reviewed.", glass);
        }, ct);
    }

    static async Task<List<GlassRow>> ReadAsync(AgencyDb db, Guid? person, CancellationToken ct) =>
        await db.Database.SqlQueryRaw<GlassRow>(EmbeddedSql.Read("People/Glasses.sql"), person as object ?? DBNull.Value).ToListAsync(ct);
}
