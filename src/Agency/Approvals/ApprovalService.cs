using System.Text.Json;
using Agency.People;

namespace Agency.Approvals;

/// <summary>Puts plans up for approval, takes decisions and applies them. The rules live in guard's functions; what they refuse comes back as the sentence they say.</summary>
public sealed class ApprovalService
{
    readonly AgencyStore _store;

    internal ApprovalService(AgencyStore store) => _store = store;

    /// <summary>Plans the operation as a draft: exactly which rows change, and what stands in the way. Changes nothing else. Done carries the request's id.</summary>
    public Task<Outcome> PlanAsync(Operation operation, CancellationToken ct = default) =>
        _store.WriteAsync(new RequestPlanned(operation.Intent), Role.Admin, async work =>
        {
            if (await operation.PlanAsync(work.Db, ct) is not { } plan || plan is { Rows.Count: 0, Sets: null })
                return new Outcome.Refused("There is nothing to do this to: it is in the trash, or gone.");
            var id = work.NewId();
            work.TakeTime();
            var undoOf = (operation as UndoRequest)?.RequestId;
            if (plan.Sets is not null)
            {
                var sets = JsonSerializer.Serialize(plan.Sets, PlanJson.Options);
                await work.CallAsync<string>($"""
                    select guard.plan_sets({id}, {operation.Intent}, {plan.Title}, {operation.Params()}::jsonb, {sets}::jsonb, {work.Actor}, {undoOf}::uuid) as "Value"
                    """, ct);
                return new Outcome.Done(plan.Title, id);
            }
            var impact = JsonSerializer.Serialize(plan.Impact, PlanJson.Options);
            var rows = JsonSerializer.Serialize(plan.Rows, PlanJson.Options);
            await work.CallAsync<string>($"""
                select guard.plan({id}, {operation.Intent}, {plan.Title}, {operation.Params()}::jsonb, {impact}::jsonb, {rows}::jsonb, {work.Actor}, {undoOf}::uuid) as "Value"
                """, ct);
            return new Outcome.Done(plan.Title, id);
        }, ct);

    /// <summary>Submits a draft with the reason for it. <paramref name="planHash"/> is the plan that was shown.</summary>
    public Task<Outcome> SubmitAsync(Guid id, string planHash, string reason, CancellationToken ct = default) =>
        _store.WriteAsync(new RequestSubmitted(id), Role.Admin, async work =>
            await work.TakeTime().CallAsync<string>($"""select guard.submit({id}, {work.Actor}, {reason}, {planHash}) as "Value" """, ct) == "stale"
                ? new Outcome.Done("The rows changed while you were looking, so the plan no longer holds. Plan it again.", id)
                : new Outcome.AwaitingApproval(id), ct);

    /// <summary>Approves the plan that was shown, and applies it at once. The vote stands even where applying fails.</summary>
    public async Task<Outcome> ApproveAsync(Guid id, string planHash, string? reason = null, CancellationToken ct = default)
    {
        var voted = await VoteAsync(id, "approve", planHash, reason, ct);
        return voted is Outcome.AwaitingApproval ? await ApplyAsync(id, ct) : voted;
    }

    /// <summary>Rejects the request, for good; a reason is required.</summary>
    public Task<Outcome> RejectAsync(Guid id, string planHash, string reason, CancellationToken ct = default) => VoteAsync(id, "reject", planHash, reason, ct);

    /// <summary>Applies an approved request: exactly as planned, or not at all. Safe to repeat.</summary>
    public Task<Outcome> ApplyAsync(Guid id, CancellationToken ct = default) =>
        _store.WriteAsync(new RequestApplied(id), Role.Approver, async work =>
            await work.TakeTime().CallAsync<string>($"""select guard.apply({id}, {work.Actor}) as "Value" """, ct) == "succeeded"
                ? new Outcome.Done("Approved and applied.", id)
                : new Outcome.Done("Nothing was changed: the rows are no longer as they were planned.", id), ct);

    /// <summary>Applies a request whose applying was interrupted. Where its approver no longer is one, this person's approval of the plan that was shown takes that place.</summary>
    public async Task<Outcome> FinishAsync(Guid id, string planHash, CancellationToken ct = default) =>
        await ApplyAsync(id, ct) is var applied and not Outcome.Refused { SqlState: SqlErrors.NotEligible } ? applied : await ApproveAsync(id, planHash, reason: null, ct);

    Task<Outcome> VoteAsync(Guid id, string decision, string planHash, string? reason, CancellationToken ct) =>
        _store.WriteAsync(new RequestDecided(id, decision), Role.Approver, async work =>
            await work.TakeTime().CallAsync<string>($"""select guard.vote({id}, {work.Actor}, {decision}, {planHash}, {reason}) as "Value" """, ct) switch
            {
                "approved" => new Outcome.AwaitingApproval(id),
                "rejected" => new Outcome.Done("Rejected. The requester sees your reason.", id),
                _ => new Outcome.Done("Nothing was changed: a planned row has changed since, so the request is stale.", id),
            }, ct);
}
