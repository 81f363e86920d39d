using System.Text.Json;
using Agency.History;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Approvals;

public sealed partial class Inbox
{
    const int RowsShown = 200;
    const int RowsCompared = 2000;

    /// <summary>One request; null where there is none.</summary>
    public async Task<RequestPage?> GetAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        var request = await db.Requests.Where(r => r.Id == id).Select(r => new { r.PlanHash, r.Impact, r.CommitId, r.UndoOf, r.Supersedes }).SingleOrDefaultAsync(ct);
        if (request is null)
            return null;
        var card = await db.Requests.Where(r => r.Id == id).Select(CardOf(db)).SingleAsync(ct);
        var me = await _current.IdAsync(ct);
        var votes = await VotesAsync(db, id, ct);
        var steps = await StepsAsync(db, id, ct);
        return new RequestPage(card, request.PlanHash, JsonSerializer.Deserialize<Impact>(request.Impact, PlanJson.Options)!, await RowsAsync(db, card, new RowsQuery(), ct),
            [.. votes.Select(v => v.Vote)], await RefusalAsync(db, card, me, ct), card.RequestedBy == me, await ApproversAsync(db, card, ct), request.CommitId,
            await db.Requests.Where(r => r.Id == request.UndoOf).Select(CardOf(db)).SingleOrDefaultAsync(ct),
            await db.Requests.Where(r => r.UndoOf == id && r.State == RequestState.Succeeded).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(ct),
            steps.LastOrDefault(s => s.To == card.State)?.Detail is { } why && card.State is RequestState.Stale or RequestState.Failed or RequestState.FailedFinal or RequestState.Expired ? why : null)
        {
            Policy = await PolicyAsync(db, id, ct),
            Steps = steps,
            Comments = await db.Requests.Where(r => r.Id == id).SelectMany(r => r.Comments).OrderBy(c => c.Id).Take(500)
                .Select(c => new CommentRow(c.Id, db.People.IgnoreQueryFilters().Where(p => p.Id == c.PersonId).Select(p => p.DisplayName).First(), c.At, c.Body)).ToListAsync(ct),
            Supersedes = await db.Requests.Where(r => r.Id == request.Supersedes).Select(CardOf(db)).SingleOrDefaultAsync(ct),
            SupersededBy = await db.Requests.Where(r => r.Supersedes == id && r.State != RequestState.Draft).OrderByDescending(r => r.CreatedAt).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(ct),
            Absent = await db.Database.SqlQuery<AbsentApprover>($"select person_id as \"PersonId\", display_name as \"Name\" from guard.absent_approvers({id}, {me}::uuid)").ToListAsync(ct),
            MayRetract = card.State is RequestState.Pending or RequestState.Approved or RequestState.Failed && votes.LastOrDefault(v => v.PersonId == me) is { Vote.Decision: "approve" },
        };
    }

    /// <summary>At most 200 planned rows, what the plan is about first, what belongs to it after it.</summary>
    public async Task<IReadOnlyList<PlannedChange>> RowsAsync(Guid id, RowsQuery query, CancellationToken ct = default)
    {
        await using var db = await _store.ReadAsync(ct);
        return await db.Requests.Where(r => r.Id == id).Select(CardOf(db)).SingleOrDefaultAsync(ct) is { } card ? await RowsAsync(db, card, query, ct) : [];
    }

    async Task<IReadOnlyList<PlannedChange>> RowsAsync(AgencyDb db, RequestCard card, RowsQuery query, CancellationToken ct)
    {
        var isLive = card.State is RequestState.Draft or RequestState.Pending or RequestState.Approved or RequestState.Failed or RequestState.Stale;
        var wanted = db.Requests.Where(r => r.Id == card.Id).SelectMany(r => r.Rows).Where(r => (query.Table == null || r.TableName == query.Table) && (query.After == null || r.Seq < query.After));
        if (query.OnlyChanged && isLive && card.RowCount <= RowsCompared)
        {
            var all = await DifferencesAsync(db, card.Id, null, ct);
            wanted = wanted.Where(r => all.Contains(r.Seq));
        }
        var rows = await wanted.OrderByDescending(r => r.Seq).Take(RowsShown).ToListAsync(ct);
        var changed = isLive && rows.Count > 0 ? await DifferencesAsync(db, card.Id, rows.ConvertAll(r => r.Seq), ct) : [];
        var planned = rows.ConvertAll(r => new PlannedChange(r.Seq, r.TableName, r.RowId, RowImage.Label(r.Before ?? r.Patch), r.Action,
            r.Action == "trash" ? [] : RowImage.Patched(r.Before, r.Patch), changed.Contains(r.Seq)));
        var named = await ReferenceNames.ReadAsync(db, planned.SelectMany(p => p.Fields), ct);
        var sight = await Sight.OfAsync(_store, _current, ct);
        return planned.ConvertAll(p => p with { Fields = sight.Of(p.Table, named(p.Fields)) });
    }

    static Task<List<int>> DifferencesAsync(AgencyDb db, Guid id, List<int>? seqs, CancellationToken ct) =>
        db.Database.SqlQuery<int>($"select seq as \"Value\" from guard.differences({id}, {seqs}::int[])").ToListAsync(ct);

    static Task<List<string>> ApproversAsync(AgencyDb db, RequestCard card, CancellationToken ct) =>
        db.Database.SqlQuery<string>($"select display_name as \"Value\" from guard.voters({card.Id}) limit 5").ToListAsync(ct);

    static async Task<PolicyAnswer> PolicyAsync(AgencyDb db, Guid id, CancellationToken ct) =>
        PolicyService.Read(await db.Database.SqlQuery<string>($"select guard.policy_of(r)::text as \"Value\" from guard.requests r where r.id = {id}").SingleAsync(ct));

    /// <summary>guard.vote decides; this asks it beforehand, so that the disabled button can say why.</summary>
    static async Task<string?> RefusalAsync(AgencyDb db, RequestCard card, Guid? me, CancellationToken ct) =>
        card.State is not (RequestState.Pending or RequestState.Approved or RequestState.Failed)
            ? $"This request is {card.State switch { RequestState.FailedFinal => "given up", _ => card.State.ToString().ToLowerInvariant() }}."
            : await db.Database.SqlQuery<string>($"select f.sentence as \"Value\" from guard.requests r cross join guard.voting_refusal(r, {me}::uuid) f where r.id = {card.Id}").SingleOrDefaultAsync(ct);

    static Task<List<CastVote>> VotesAsync(AgencyDb db, Guid id, CancellationToken ct) =>
        db.Requests.Where(r => r.Id == id).SelectMany(r => r.Votes).OrderBy(v => v.Id).Select(v => new CastVote(v.PersonId, new VoteCast(
            db.People.IgnoreQueryFilters().Where(p => p.Id == v.PersonId).Select(p => p.DisplayName).First(), v.Decision, v.Reason, v.At,
            db.People.IgnoreQueryFilters().Where(p => p.Id == v.OnBehalfOf).Select(p => p.DisplayName).FirstOrDefault(), v.SignedInAt))).ToListAsync(ct);

    static Task<List<RequestStep>> StepsAsync(AgencyDb db, Guid id, CancellationToken ct) =>
        db.Requests.Where(r => r.Id == id).SelectMany(r => r.Attempts).OrderBy(a => a.Id).Select(a => new RequestStep(a.At,
            db.People.IgnoreQueryFilters().Where(p => p.Id == a.PersonId).Select(p => p.DisplayName).FirstOrDefault(), a.FromState, a.ToState, a.Sqlstate, a.Detail)).ToListAsync(ct);

    sealed record CastVote(Guid PersonId, VoteCast Vote);
}
