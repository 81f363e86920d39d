using System.Text.Json;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Approvals;

/// <summary>Puts plans up for approval, takes decisions and applies them. The rules live in guard's functions; what they refuse comes back as the sentence they say.
/// Decisions need a session whose person signed in within the last five minutes; else they are refused with AG010.</summary>
public sealed class ApprovalService
{
    readonly AgencyStore _store;

    internal ApprovalService(AgencyStore store) => _store = store;

    /// <summary>Plans the operation as a draft: exactly which rows change, and what stands in the way. Changes nothing else. Done carries the request's id.</summary>
    public Task<Outcome> PlanAsync(Operation operation, CancellationToken ct = default) => PlanAsync(operation, new PlanTerms(), ct);

    /// <summary>The same on terms: to replace a request, at a moment, once under a name of the requester's own, or through a machine's key.</summary>
    public Task<Outcome> PlanAsync(Operation operation, PlanTerms terms, CancellationToken ct = default) =>
        _store.WriteAsync(new RequestPlanned(operation.Intent), Role.Admin, async work =>
        {
            if (terms.IdempotencyKey is { } key && await work.Db.Requests.Where(r => r.RequestedBy == work.Actor && r.IdempotencyKey == key).Select(r => new { r.Id, r.Title }).SingleOrDefaultAsync(ct) is { } known)
                return new Outcome.Done(known.Title, known.Id);
            if (operation.Refusal is { } refused)
                return refused;
            if (await operation.PlanAsync(work, ct) is not { } plan || plan is { Rows.Count: 0, Sets: null, ChangesNoRow: false })
                return new Outcome.Refused("There is nothing to do this to: it is in the trash, or gone.");
            var id = work.NewId();
            await work.TakeTime().CallAsync<string>(Door(id, operation, plan, terms, work.Actor), ct);
            return new Outcome.Done(plan.Title, id);
        }, ct);

    /// <summary>Plans again what a request that is over asked for, as things are now; the new draft says what it replaces, and has no votes.</summary>
    public Task<Outcome> PlanAgainAsync(Guid id, CancellationToken ct = default) => AgencyStore.TryAsync(async () =>
        await OperationOfAsync(id, ct) is { } operation ? await PlanAsync(operation, new PlanTerms(Supersedes: id), ct) : new Outcome.Refused("This cannot be planned again from here: open the record and plan it there."));

    /// <summary>Submits a draft with the reason for it. <paramref name="planHash"/> is the plan that was shown.</summary>
    public Task<Outcome> SubmitAsync(Guid id, string planHash, string reason, CancellationToken ct = default) =>
        _store.WriteAsync(new RequestSubmitted(id), Role.Admin, async work =>
            await work.TakeTime().CallAsync<string>($"""select guard.submit({id}, {work.Actor}, {reason}, {planHash}, {work.Session}::uuid) as "Value" """, ct) == "stale"
                ? new Outcome.Done("The rows changed while you were looking, so the plan no longer holds. Plan it again.", id)
                : new Outcome.AwaitingApproval(id), ct);

    /// <summary>Approves the plan that was shown; the last approval it needs applies it at once, or at its moment. The vote stands even where applying fails.</summary>
    public Task<Outcome> ApproveAsync(Guid id, string planHash, string? reason = null, CancellationToken ct = default) => ApproveAsync(id, new Approval(planHash, reason), ct);

    /// <inheritdoc cref="ApproveAsync(Guid, string, string?, CancellationToken)"/>
    public async Task<Outcome> ApproveAsync(Guid id, Approval approval, CancellationToken ct = default)
    {
        var voted = await VoteAsync(id, "approve", approval, ct);
        return voted is Outcome.AwaitingApproval ? await ApplyAsync(id, ct) : voted;
    }

    /// <summary>Rejects the request, for good; a reason is required. Of one that is approved and not applied yet, this is a veto.</summary>
    public Task<Outcome> RejectAsync(Guid id, string planHash, string reason, CancellationToken ct = default) => RejectAsync(id, new Approval(planHash, reason), ct);

    /// <inheritdoc cref="RejectAsync(Guid, string, string, CancellationToken)"/>
    public Task<Outcome> RejectAsync(Guid id, Approval vote, CancellationToken ct = default) => VoteAsync(id, "reject", vote, ct);

    /// <summary>Takes the person's own approval back.</summary>
    public Task<Outcome> RetractAsync(Guid id, CancellationToken ct = default) =>
        _store.WriteAsync(new RequestDecided(id, "retract"), needs: null, async work =>
        {
            await work.CallAsync<string>($"""select guard.retract({id}, {work.Session}::uuid) as "Value" """, ct);
            return new Outcome.Done("Your approval is taken back.", id);
        }, ct);

    /// <summary>The requester takes the request back.</summary>
    public Task<Outcome> WithdrawAsync(Guid id, CancellationToken ct = default) =>
        _store.WriteAsync(new RequestWithdrawn(id), Role.Admin, async work =>
        {
            await work.CallAsync<string>($"""select guard.withdraw({id}, {work.Actor}) as "Value" """, ct);
            return new Outcome.Done("Withdrawn. Nothing was changed.", id);
        }, ct);

    /// <summary>Applies an approved request, or one that failed: exactly as planned, or not at all. Safe to repeat.</summary>
    public Task<Outcome> ApplyAsync(Guid id, CancellationToken ct = default) =>
        _store.WriteAsync(new RequestApplied(id), Role.Approver, async work =>
        {
            if (await work.Db.Requests.Where(r => r.Id == id).Select(r => r.NotBefore).SingleOrDefaultAsync(ct) is { } moment && moment > work.Now)
                return new Outcome.Done($"Approved. It is applied on {moment.UtcDateTime:d MMMM yyyy 'at' HH:mm} UTC.", id);
            return new Outcome.Done(await work.TakeTime().CallAsync<string>($"""select guard.apply({id}, {work.Actor}) as "Value" """, ct) switch
            {
                "succeeded" => "Approved and applied.",
                "stale" => "Nothing was changed: the rows are no longer as they were planned.",
                "expired" => "Nothing was changed: it was not applied in time.",
                _ => "Applying it failed and nothing was changed; the request says why, and it is tried again.",
            }, id);
        }, ct);

    /// <summary>Applies a request whose applying was interrupted. Where its approvals no longer suffice, this person's approval of the plan that was shown is added.</summary>
    public async Task<Outcome> FinishAsync(Guid id, Approval approval, CancellationToken ct = default) =>
        await ApplyAsync(id, ct) is var applied and not Outcome.Refused { SqlState: SqlErrors.NotEligible } ? applied : await ApproveAsync(id, approval, ct);

    /// <summary>A word on the request, at most 4,000 characters.</summary>
    public Task<Outcome> CommentAsync(Guid id, string body, CancellationToken ct = default) =>
        _store.WriteAsync(new RequestCommented(id), needs: null, async work =>
        {
            await work.Db.Database.ExecuteSqlAsync($"select guard.comment({id}, {work.Actor}, {body})", ct);
            return new Outcome.Done("Your comment is there for everybody.", id);
        }, ct);

    Task<Outcome> VoteAsync(Guid id, string decision, Approval vote, CancellationToken ct) =>
        _store.WriteAsync(new RequestDecided(id, decision), needs: null, async work =>
            await work.TakeTime().CallAsync<string>($"""
                select guard.vote({id}, {work.Session}::uuid, {decision}, {vote.PlanHash}, {vote.Reason}, {vote.OnBehalfOf}::uuid, {vote.Rows}::int, {vote.OpenedAt}::timestamptz) as "Value"
                """, ct) switch
            {
                "approved" => new Outcome.AwaitingApproval(id),
                "pending" => new Outcome.Done("Approved. It waits for others, too.", id),
                "rejected" => new Outcome.Done("Rejected. The requester sees your reason.", id),
                "expired" => new Outcome.Done("Nothing was changed: its time had run out.", id),
                _ => new Outcome.Done("Nothing was changed: a planned row has changed since, so the request is stale.", id),
            }, ct);

    async Task<Operation?> OperationOfAsync(Guid id, CancellationToken ct)
    {
        await using var db = await _store.ReadAsync(ct);
        var asked = await db.Requests.Where(r => r.Id == id).Select(r => new { r.Operation, r.Params }).SingleOrDefaultAsync(ct);
        return asked is null ? null : Operation.Read(asked.Operation, asked.Params);
    }

    static FormattableString Door(Guid id, Operation operation, Plan plan, PlanTerms terms, Guid actor)
    {
        var undoOf = (operation as UndoRequest)?.RequestId;
        var parameters = operation.Params();
        if (plan.Sets is not null)
        {
            var sets = JsonSerializer.Serialize(plan.Sets, PlanJson.Options);
            return $"""
                select guard.plan_sets({id}, {operation.Intent}, {plan.Title}, {parameters}::jsonb, {sets}::jsonb, {actor}, {undoOf}::uuid,
                  {terms.Supersedes}::uuid, {terms.NotBefore}::timestamptz, {terms.IdempotencyKey}, {terms.ViaKey}::uuid) as "Value"
                """;
        }
        var (impact, rows) = (JsonSerializer.Serialize(plan.Impact, PlanJson.Options), JsonSerializer.Serialize(plan.Rows, PlanJson.Options));
        return $"""
            select guard.plan({id}, {operation.Intent}, {plan.Title}, {parameters}::jsonb, {impact}::jsonb, {rows}::jsonb, {actor}, {undoOf}::uuid,
              {terms.Supersedes}::uuid, {terms.NotBefore}::timestamptz, {terms.IdempotencyKey}, {terms.ViaKey}::uuid) as "Value"
            """;
    }
}
