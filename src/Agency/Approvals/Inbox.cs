using System.Linq.Expressions;
using System.Text.Json;
using Agency.History;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Approvals;

/// <summary>Reads requests: the inbox, one request as its reviewer sees it, and the live request on a record.</summary>
public sealed class Inbox
{
    const int RowsShown = 200;

    static readonly Keyset<Request, RequestCard>[] s_sorts =
        [new Keyset<Request, RequestCard, DateTimeOffset>("submitted", r => r.SubmittedAt ?? r.CreatedAt, card => card.SubmittedAt ?? card.CreatedAt)];

    readonly AgencyStore _store;
    readonly CurrentPerson _current;

    internal Inbox(AgencyStore store, CurrentPerson current) => (_store, _current) = (store, current);

    /// <summary>A page of requests: to review oldest first, the others newest first.</summary>
    public async Task<Page<RequestCard>> ListAsync(InboxView view, string? cursor = null, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var me = await _current.IdAsync(ct);
        var requests = view switch
        {
            InboxView.ToReview => ToReview(db, me, _store.Now),
            InboxView.Mine => db.Requests.Where(r => r.RequestedBy == me && r.State != RequestState.Draft),
            _ => db.Requests.Where(r => r.State == RequestState.Succeeded || r.State == RequestState.Rejected || r.State == RequestState.Stale),
        };
        return await requests.PageAsync(new PageQuery(Sort: view == InboxView.ToReview ? "submitted" : "-submitted", Cursor: cursor), s_sorts, CardOf(db), card => card.Id, ct);
    }

    /// <summary>How many requests wait for the person's decision; counts to 100.</summary>
    public async Task<int> WaitingAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var me = await _current.IdAsync(ct);
        return await ToReview(db, me, _store.Now).Take(100).CountAsync(ct);
    }

    /// <summary>The live request that holds this row; null where there is none. <paramref name="table"/> with its schema.</summary>
    public async Task<RequestCard?> LiveOnAsync(string table, Guid rowId, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var id = rowId.ToString();
        return await db.Requests.Where(r => db.Claims.Any(c => c.RequestId == r.Id && c.TableName == table && c.RowId == id)).Select(CardOf(db)).FirstOrDefaultAsync(ct);
    }

    /// <summary>One request; null where there is none.</summary>
    public async Task<RequestPage?> GetAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var request = await db.Requests.Where(r => r.Id == id).Select(r => new { r.PlanHash, r.Impact, r.CommitId, r.UndoOf }).SingleOrDefaultAsync(ct);
        if (request is null)
            return null;
        var card = await db.Requests.Where(r => r.Id == id).Select(CardOf(db)).SingleAsync(ct);
        var undone = await db.Requests.Where(r => r.Id == request.UndoOf).Select(CardOf(db)).SingleOrDefaultAsync(ct);
        var undoneBy = await db.Requests.Where(r => r.UndoOf == id && r.State == RequestState.Succeeded).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(ct);
        var votes = await db.Requests.Where(r => r.Id == id).SelectMany(r => r.Votes).OrderBy(v => v.Id)
            .Select(v => new VoteCast(db.People.IgnoreQueryFilters().Where(p => p.Id == v.PersonId).Select(p => p.DisplayName).First(), v.Decision, v.Reason, v.At)).ToListAsync(ct);
        var me = await _current.IdAsync(ct);
        return new RequestPage(card, request.PlanHash, JsonSerializer.Deserialize<Impact>(request.Impact, PlanJson.Options)!, await RowsAsync(db, card, ct), votes,
            await RefusalAsync(db, card, me, ct), card.RequestedBy == me, await ApproversAsync(db, card, ct), request.CommitId, undone, undoneBy, await StaleBecauseAsync(db, card, ct));
    }

    static IQueryable<Request> ToReview(AgencyDb db, Guid? me, DateTimeOffset now) => db.Requests.Where(r => (r.State == RequestState.Pending || r.State == RequestState.Approved) && r.RequestedBy != me
        && db.People.Any(p => p.Id == me && p.RoleGrants.Any(g => g.Role == Role.Approver && g.ValidFrom <= now && (g.ValidUntil == null || now < g.ValidUntil))));

    static async Task<IReadOnlyList<PlannedChange>> RowsAsync(AgencyDb db, RequestCard card, CancellationToken ct)
    {
        var rows = await db.Requests.Where(r => r.Id == card.Id).SelectMany(r => r.Rows).OrderByDescending(r => r.Seq).Take(RowsShown).ToListAsync(ct);
        var changed = card.State is RequestState.Draft or RequestState.Pending or RequestState.Approved
            ? (await db.Database.SqlQuery<int>($"select seq as \"Value\" from guard.differences({card.Id}, {rows.ConvertAll(r => r.Seq)})").ToListAsync(ct)).ToHashSet()
            : [];
        var planned = rows.ConvertAll(r => new PlannedChange(r.Seq, r.TableName, r.RowId, RowImage.Label(r.Before ?? r.Patch), r.Action,
            r.Action == "trash" ? [] : RowImage.Patched(r.Before, r.Patch), changed.Contains(r.Seq)));
        var named = await ReferenceNames.ReadAsync(db, planned.SelectMany(p => p.Fields), ct);
        return planned.ConvertAll(p => p with { Fields = named(p.Fields) });
    }

    static Task<List<string>> ApproversAsync(AgencyDb db, RequestCard card, CancellationToken ct) =>
        db.Database.SqlQuery<string>($"""
            select display_name as "Value" from agency.people
             where id <> {card.RequestedBy} and guard.holds_role(id, 'approver', {card.SubmittedAt}, {card.RequestedBy}) order by display_name limit 5
            """).ToListAsync(ct);

    /// <summary>guard.vote decides; this says beforehand what it would say, so that the disabled button can.</summary>
    static async Task<string?> RefusalAsync(AgencyDb db, RequestCard card, Guid? me, CancellationToken ct)
    {
        if (card.State is not (RequestState.Pending or RequestState.Approved))
            return $"This request is {card.State.ToString().ToLowerInvariant()}.";
        if (card.RequestedBy == me)
            return $"You asked for this on {card.SubmittedAt:d MMMM}; somebody else must decide.";
        return await db.Database.SqlQuery<bool>($"select guard.holds_role({me}::uuid, 'approver', {card.SubmittedAt}, {card.RequestedBy}) as \"Value\"").SingleAsync(ct)
            ? null
            : "Only someone who was an approver before this was asked may decide.";
    }

    static async Task<string?> StaleBecauseAsync(AgencyDb db, RequestCard card, CancellationToken ct) => card.State != RequestState.Stale ? null
        : await db.Database.SqlQuery<string>($"select coalesce(detail, '') as \"Value\" from guard.attempts where request_id = {card.Id} and to_state = 'stale' order by id desc limit 1").SingleOrDefaultAsync(ct);

    static Expression<Func<Request, RequestCard>> CardOf(AgencyDb db) => r => new RequestCard(r.Id, r.Title, r.State, r.RequestedBy,
        db.People.IgnoreQueryFilters().Where(p => p.Id == r.RequestedBy).Select(p => p.DisplayName).FirstOrDefault() ?? "", r.Reason, r.RowCount, MoneyOf(r.Impact),
        r.CreatedAt, r.SubmittedAt, r.DecidedAt, r.AppliedAt, r.UndoOf);

    static IReadOnlyList<ImpactMoney> MoneyOf(string impact) => JsonSerializer.Deserialize<Impact>(impact, PlanJson.Options)!.Money;
}
