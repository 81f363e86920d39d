using Agency.Lists;
using Agency.Talents;
using static Agency.Lists.Columns<Agency.Deals.Deliverable>;

namespace Agency.Deals;

/// <summary>The list of what talents make for deals. Its states move on the deal, one step at a time.</summary>
static class DeliverableColumns
{
    public static ListShape<Deliverable> Shape { get; } = new("deliverables", "deliverable", "-updated",
    [
        Text("title", "Deliverable", d => d.Title, sorts: true).Like(f => f with { Shown = true, LinksTo = "agency.deliverables", Width = 260, Property = nameof(DeliverableForm.Title) }),
        Of("deal", "Deal", "agency.deals", d => d.Deal!.Title, d => d.DealId).Like(f => f with { Shown = true, OnPhones = true, Width = 220 }),
        Text("talent", "Talent", d => d.Deal!.Talent!.StageName).Like(f => f with { Shown = true, LinksTo = "agency.talents", Width = 160 }) with { Link = d => d.Deal!.TalentId },
        Text("brand", "Brand", d => d.Deal!.Brand!.TradeName).Like(f => f with { LinksTo = "agency.companies", Width = 160 }) with { Link = d => d.Deal!.BrandId },
        Choice("deal_stage", "Stage of the deal", d => d.Deal!.Stage).Like(f => f with { Width = 160 }),
        Choice("status", "Status", d => d.Status, sorts: true).Like(f => f with { Shown = true, OnPhones = true, Width = 160 }),
        Text("platform", "Platform", d => d.Platform, sorts: true).Like(f => f with { Shown = true, Width = 120, Property = nameof(DeliverableForm.Platform) }),
        Text("format", "Format", d => d.Format, sorts: true).Like(f => f with { Width = 110, Property = nameof(DeliverableForm.Format) }),
        Number("quantity", "How many", d => d.Quantity, sorts: true).Like(f => f with { Property = nameof(DeliverableForm.Quantity) }),
        Date("draft_due", "Draft due", d => d.DraftDue).Like(f => f with { Shown = true, Property = nameof(DeliverableForm.DraftDue), Column = "draft_due" }),
        Date("publish", "Published on", d => d.PublishOn).Like(f => f with { Shown = true, Property = nameof(DeliverableForm.PublishOn), Column = "publish_on" }),
        Number("rounds", "Rounds of changes", d => d.RevisionRounds, sorts: true).Like(f => f with { Width = 150 }),
        YesNo("disclosure", "Says it is advertising", d => d.DisclosureRequired).Like(f => f with { Width = 170 }),
        Text("brief", "Brief", d => d.BriefUrl).Like(f => f with { Property = nameof(DeliverableForm.BriefUrl) }),
        Text("live_url", "Live at", d => d.LiveUrl),
        Moment("live", "Live since", d => d.LiveAt),
        YesNo("hold", "Legal hold", d => d.LegalHold),
        Moment("created", "Added", d => d.CreatedAt),
        Moment("updated", "Changed", d => d.UpdatedAt),
    ], d => d.Title)
    {
        Tabs =
        [
            new("To come", "status~is-planned,drafting,changes_requested;publish~next-30d", "publish"), new("To approve", "status~is-submitted", "publish"),
            new("Late", "status~not-live,verified,cancelled;publish~overdue", "publish"), new("Live", "status~is-live,verified", "-live"),
        ],
        Matches = search => search.By(d => d.Title).ByName<Deal>(d => d.DealId, d => d.Title).ByName<Deal>(d => d.DealId, d => d.Talent!.StageName),
    };
}
