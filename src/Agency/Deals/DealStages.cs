using System.Text.Json;
using Agency.Documents;
using Microsoft.EntityFrameworkCore;

namespace Agency.Deals;

/// <summary>Something a deal lacks for its next stage. <paramref name="Where"/>: the tab of the deal to mend it on, or <c>edit</c> for its own fields.</summary>
public sealed record Missing(string Sentence, string Where);

/// <summary>Onward on the way, one back, or beside it (on hold, lost, cancelled) and from there to where it was.</summary>
public enum StepKind { Onward, Back, Aside }

/// <summary>A stage a deal may go to from where it is, and what it lacks for that.</summary>
public sealed record StageStep(DealStage Stage, StepKind Kind, IReadOnlyList<Missing> Missing)
{
    /// <summary>Going back, giving up and calling off say why.</summary>
    public bool NeedsReason => Kind == StepKind.Back || Stage is DealStage.Lost or DealStage.Cancelled;
}

/// <summary>Where a deal is, and where it may go. <paramref name="Version"/> is the row's version these steps were read from.</summary>
public sealed record DealSteps(DealStage Stage, uint Version, IReadOnlyList<StageStep> Steps);

/// <summary>The way of a deal: lead to completed, one stage at a time; what each stage takes.</summary>
static class DealStages
{
    static readonly DeliverableStatus[] s_handedIn = [DeliverableStatus.Submitted, DeliverableStatus.ChangesRequested, DeliverableStatus.Approved, DeliverableStatus.Scheduled, DeliverableStatus.Live, DeliverableStatus.Verified];

    public static bool IsSigned(DealStage stage) => stage is >= DealStage.Contracted and <= DealStage.Completed;

    public static bool IsOver(DealStage stage) => stage is DealStage.Completed or DealStage.Lost or DealStage.Cancelled;

    static bool IsOnTheWay(DealStage stage) => stage <= DealStage.Completed;

    /// <summary>The steps a deal may take. <paramref name="before"/>: where it was before it left the way.</summary>
    public static IEnumerable<(DealStage Stage, StepKind Kind)> From(DealStage stage, DealStage before)
    {
        if (!IsOnTheWay(stage))
        {
            if (stage != DealStage.Cancelled)
                yield return (before, stage == DealStage.OnHold ? StepKind.Aside : StepKind.Back);
            if (stage == DealStage.OnHold)
                yield return (IsSigned(before) ? DealStage.Cancelled : DealStage.Lost, StepKind.Aside);
            yield break;
        }
        if (stage < DealStage.Completed)
            yield return (stage + 1, StepKind.Onward);
        if (stage > DealStage.Lead)
            yield return (stage - 1, StepKind.Back);
        if (stage < DealStage.Completed)
        {
            yield return (DealStage.OnHold, StepKind.Aside);
            yield return (IsSigned(stage) ? DealStage.Cancelled : DealStage.Lost, StepKind.Aside);
        }
    }

    public static async Task<IReadOnlyList<StageStep>> StepsAsync(AgencyDb db, Deal deal, DealStage from, CancellationToken ct)
    {
        var facts = await DealFacts.ReadAsync(db, deal, ct);
        var before = IsOnTheWay(from) ? from : await BeforeAsync(db, deal.Id, ct);
        return [.. From(from, before).Select(step => new StageStep(step.Stage, step.Kind, step.Kind == StepKind.Onward ? [.. MissingFor(step.Stage, deal, facts)] : []))];
    }

    /// <summary>Sets the stage, and signs the deal where that is what it means; the refusal where the step is not allowed or something is missing.</summary>
    public static async Task<Outcome.Refused?> MoveAsync(Work work, Deal deal, DealStage from, DealStage to, string? reason, CancellationToken ct)
    {
        var steps = await StepsAsync(work.Db, deal, from, ct);
        if (steps.FirstOrDefault(s => s.Stage == to) is not { } step)
            return new($"A deal that is {Words(from)} cannot become {Words(to)}: it may become {string.Join(", ", steps.Select(s => Words(s.Stage)))}.", nameof(DealForm.Stage));
        if (step.Missing.Count > 0)
            return new(string.Join(" ", step.Missing.Select(m => m.Sentence)), nameof(DealForm.Stage));
        if (step.NeedsReason && string.IsNullOrWhiteSpace(reason))
            return new(to == DealStage.Lost ? "Why was it lost?" : $"Say why it becomes {Words(to)}.", to == DealStage.Lost ? nameof(DealForm.LostReason) : nameof(DealForm.Stage));
        deal.Stage = to;
        if (to == DealStage.Lost)
            deal.LostReason = reason!.Trim();
        else if (from == DealStage.Lost)
            deal.LostReason = null;
        if (to == DealStage.Contracted && step.Kind == StepKind.Onward)
            await Signing.SignAsync(work, deal, await DealFacts.ReadAsync(work.Db, deal, ct), ct);
        return null;
    }

    public static string Words(DealStage stage) => Code(stage).Replace('_', ' ');

    static string Code(DealStage stage) => JsonNamingPolicy.SnakeCaseLower.ConvertName(stage.ToString());

    static IEnumerable<Missing> MissingFor(DealStage stage, Deal deal, DealFacts facts)
    {
        const string Edit = "edit", Deliverables = "deliverables", Documents = "documents";
        switch (stage)
        {
            case DealStage.Qualified when deal.OwnerPersonId is null:
                yield return new("Nobody owns the deal.", Edit);
                break;
            case DealStage.Negotiating when deal.BrandId is null:
                yield return new("It names no brand.", Edit);
                break;
            case DealStage.ContractSent:
                if (!DealFacts.HasFee(deal)) yield return new("No fee is agreed.", Edit);
                if (facts.Deliverables.Count == 0) yield return new("No deliverable is planned.", Deliverables);
                break;
            case DealStage.Contracted:
                if (facts.SignedOn is null) yield return new("No contract is signed: add the signed document.", Documents);
                if (!DealFacts.HasFee(deal)) yield return new("No fee is agreed.", Edit);
                if ((deal.PaymentTermsDays ?? facts.BrandTermsDays) is null) yield return new("It says no payment terms.", Edit);
                if (deal.OwnerPersonId is null) yield return new("Nobody owns the deal.", Edit);
                break;
            case DealStage.InProduction when facts.Deliverables.Count == 0:
                yield return new("No deliverable is planned.", Deliverables);
                break;
            case DealStage.ClientReview when !facts.Deliverables.Any(s_handedIn.Contains):
                yield return new("No deliverable is handed in yet.", Deliverables);
                break;
            case DealStage.Live when facts.Lacking(DeliverableStatus.Live, DeliverableStatus.Verified) is { } lacking:
                yield return new($"{lacking} not live.", Deliverables);
                break;
            case DealStage.Completed when facts.Lacking(DeliverableStatus.Verified) is { } lacking:
                yield return new($"{lacking} not verified.", Deliverables);
                break;
        }
    }

    /// <summary>History knows where a deal was before it left the way; one that came from elsewhere begins again.</summary>
    static async Task<DealStage> BeforeAsync(AgencyDb db, Guid deal, CancellationToken ct)
    {
        var id = deal.ToString();
        var stages = await db.Database.SqlQuery<string>($"""
            select c.image ->> 'stage' as "Value" from history.changes c
             where c.row_key = history.row_key_of('agency.deals', {id}) and c.image ->> 'id' = {id} and c.image ->> 'stage' not in ('on_hold', 'lost', 'cancelled') order by c.seq desc limit 1
            """).ToListAsync(ct);
        return stages is [var code] ? Enum.GetValues<DealStage>().First(s => Code(s) == code) : DealStage.Lead;
    }
}

/// <summary>What the stages ask about beside the deal itself. Deliverables that were called off do not count.</summary>
sealed record DealFacts(DateOnly? SignedOn, int? BrandTermsDays, IReadOnlyList<DeliverableStatus> Deliverables)
{
    public static async Task<DealFacts> ReadAsync(AgencyDb db, Deal deal, CancellationToken ct) => new(
        await db.Documents.Where(d => d.DealId == deal.Id && d.Kind == DocumentKind.Contract && d.Status == DocumentStatus.Signed && d.Versions.Any()).OrderBy(d => d.SignedOn).Select(d => d.SignedOn).FirstOrDefaultAsync(ct),
        await db.Companies.Where(c => c.Id == deal.BrandId).Select(c => c.PaymentTermsDays).FirstOrDefaultAsync(ct),
        await db.Deliverables.Where(d => d.DealId == deal.Id && d.Status != DeliverableStatus.Cancelled).Select(d => d.Status).ToListAsync(ct));

    public static bool HasFee(Deal deal) => deal.GrossMinor is not null || deal.FeeType == FeeType.Gifted;

    /// <summary>"2 of 3 deliverables are"; null where all are in one of these states, and there are some.</summary>
    public string? Lacking(params DeliverableStatus[] states) => Deliverables.Count(d => !states.Contains(d)) switch
    {
        0 when Deliverables.Count > 0 => null,
        0 => "No deliverable is planned, so there is nothing that is",
        1 => $"1 of {Deliverables.Count} deliverables is",
        var n => $"{n} of {Deliverables.Count} deliverables are",
    };
}
