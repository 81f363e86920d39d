using System.Linq.Expressions;
using System.Text.Json;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Approvals;

/// <summary>Reads requests: the inbox, one request as its reviewer sees it, and the live request on a record.</summary>
public sealed partial class Inbox
{
    static readonly RequestState[] s_over = [RequestState.Succeeded, RequestState.Rejected, RequestState.Withdrawn, RequestState.Expired, RequestState.Stale, RequestState.FailedFinal];

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
            InboxView.ToReview => ToReview(db, me),
            InboxView.Mine => db.Requests.Where(r => r.RequestedBy == me && r.State != RequestState.Draft),
            _ => db.Requests.Where(r => s_over.Contains(r.State)),
        };
        return await requests.PageAsync(new PageQuery(Sort: view == InboxView.ToReview ? "submitted" : "-submitted", Cursor: cursor), s_sorts, CardOf(db), card => card.Id, ct);
    }

    /// <summary>How many requests wait for the person's decision; counts to 100.</summary>
    public async Task<int> WaitingAsync(CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var me = await _current.IdAsync(ct);
        return await ToReview(db, me).Take(100).CountAsync(ct);
    }

    /// <summary>The live request that holds this row; null where there is none. <paramref name="table"/> with its schema.</summary>
    public async Task<RequestCard?> LiveOnAsync(string table, Guid rowId, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var id = rowId.ToString();
        return await db.Requests.Where(r => db.Claims.Any(c => c.RequestId == r.Id && c.TableName == table && c.RowId == id)).Select(CardOf(db)).FirstOrDefaultAsync(ct);
    }

    static IQueryable<Request> ToReview(AgencyDb db, Guid? me) => db.Requests.FromSql($"select * from guard.to_review({me}::uuid)");

    static Expression<Func<Request, RequestCard>> CardOf(AgencyDb db) => r => new RequestCard(r.Id, r.Title, r.State, r.RequestedBy,
        db.People.IgnoreQueryFilters().Where(p => p.Id == r.RequestedBy).Select(p => p.DisplayName).FirstOrDefault() ?? "", r.Reason, r.RowCount, MoneyOf(r.Impact),
        r.CreatedAt, r.SubmittedAt, r.DecidedAt, r.AppliedAt, r.UndoOf)
    {
        Operation = r.Operation,
        Quorum = PolicyService.Read(r.Policy).Quorum,
        Approvals = r.Votes.Count(v => v.Decision == "approve" && v.PlanHash == r.PlanHash && !r.Votes.Any(later => later.PersonId == v.PersonId && later.Id > v.Id)),
        Deadline = r.State == RequestState.Pending ? r.ApproveBy : r.State == RequestState.Approved || r.State == RequestState.Failed ? r.ExecuteBy : null,
        NotBefore = r.NotBefore,
        ByMachine = r.ViaKey != null,
        BrokeGlass = r.BreakGlass != null,
    };

    static IReadOnlyList<ImpactMoney> MoneyOf(string impact) => JsonSerializer.Deserialize<Impact>(impact, PlanJson.Options)!.Money;
}
