using Agency.Lists;
using Agency.Talents;
using static Agency.Lists.Columns<Agency.Payouts.Payout>;

namespace Agency.Payouts;

/// <summary>The list of payouts. Nothing of them is edited in it: money leaves by request.</summary>
static class PayoutColumns
{
    public static ListShape<Payout> Shape { get; } = new("payouts", "payout", "-updated",
    [
        // Sorted by talent; whoever is outside the agency comes first.
        Maybe("payee", "Payee", "agency.payouts", p => p.Talent!.StageName, p => p.TalentId).Like(f => f with { Shown = true, Width = 240 }) with { Value = Value(p => p.Talent!.StageName ?? p.ExternalParty!.Name) },
        Choice("state", "State", p => p.State, sorts: true).Like(f => f with { Shown = true, OnPhones = true, Width = 170 }),
        Money("amount", "Amount", p => p.AmountMinor).Like(f => f with { Shown = true, OnPhones = true }),
        Maybe("deal", "Deal", "agency.deals", p => p.Deal!.Title, p => p.DealId).Like(f => f with { Width = 220 }),
        Date("scheduled", "Scheduled", p => p.ScheduledOn).Like(f => f with { Shown = true }),
        Date("sent", "Sent", p => p.SentOn).Like(f => f with { Shown = true }),
        Moment("paid", "Paid", p => p.PaidAt).Like(f => f with { Shown = true }),
        Text("reference", "Bank's reference", p => p.ProviderRef, sorts: true).Like(f => f with { Width = 180 }),
        Text("failure", "Why it came back", p => p.Failure),
        Choice("talent_status", "Talent status", p => p.Talent!.Status),
        Text("currency", "Currency", p => p.Currency).Like(f => f with { Width = 90 }),
        YesNo("hold", "Legal hold", p => p.LegalHold),
        Moment("created", "Added", p => p.CreatedAt),
        Moment("updated", "Changed", p => p.UpdatedAt).Like(f => f with { Shown = true }),
    ], p => p.Talent!.StageName ?? p.ExternalParty!.Name ?? "")
    {
        Currency = p => p.Currency,
        Tabs =
        [
            new("Drafts", "state~is-draft", "scheduled"), new("To approve", "state~is-awaiting_approval"), new("To send", "state~is-approved", "scheduled"),
            new("On its way", "state~is-sent", "sent"), new("Paid", "state~is-paid", "-paid"), new("Came back", "state~is-failed,returned"),
        ],
        Matches = search => search.ByName<Talent>(p => p.TalentId, t => t.StageName).ByName<ExternalParty>(p => p.ExternalPartyId, x => x.Name).ByCode(p => p.ProviderRef),
    };
}
