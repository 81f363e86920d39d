using Agency.Lists;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;
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
        Search = Search,
    };

    /// <summary>By title, and by the names of deal and talent: each way by an index of its own.</summary>
    static IQueryable<Guid> Search(AgencyDb db, string pattern, string? words)
    {
        var deliverables = db.All<Deliverable>().Where(d => EF.Functions.ILike(d.Title, pattern, KeysetPaging.Escape)).Select(d => d.Id)
            .Union(With(db, db.All<Deal>().Where(d => EF.Functions.ILike(d.Title, pattern, KeysetPaging.Escape)).Select(d => d.Id)))
            .Union(With(db, Having(db, db.All<Talent>().Where(t => EF.Functions.ILike(t.StageName, pattern, KeysetPaging.Escape)).Select(t => t.Id))));
        return words is null ? deliverables : deliverables
            .Union(db.All<Deliverable>().Where(d => EF.Functions.TrigramsAreWordSimilar(words, d.Title)).Select(d => d.Id))
            .Union(With(db, db.All<Deal>().Where(d => EF.Functions.TrigramsAreWordSimilar(words, d.Title)).Select(d => d.Id)))
            .Union(With(db, Having(db, db.All<Talent>().Where(t => EF.Functions.TrigramsAreWordSimilar(words, t.StageName)).Select(t => t.Id))));
    }

    static IQueryable<Guid> With(AgencyDb db, IQueryable<Guid> deals) => db.All<Deliverable>().Where(d => deals.Contains(d.DealId)).Select(d => d.Id);

    static IQueryable<Guid> Having(AgencyDb db, IQueryable<Guid> talents) => db.All<Deal>().Where(d => talents.Contains(d.TalentId)).Select(d => d.Id);
}
