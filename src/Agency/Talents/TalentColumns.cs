using Agency.Deals;
using Agency.Lists;
using Microsoft.EntityFrameworkCore;
using static Agency.Lists.Columns<Agency.Talents.Talent>;

namespace Agency.Talents;

/// <summary>The list of talents.</summary>
static class TalentColumns
{
    public static ListShape<Talent> Shape { get; } = new("talents", "talent", "name",
    [
        Text("name", "Stage name", t => t.StageName, sorts: true).Like(f => f with { Shown = true, LinksTo = "agency.talents", Width = 260, Property = nameof(TalentForm.StageName) }),
        Choice("status", "Status", t => t.Status, sorts: true).Like(f => f with { Shown = true, OnPhones = true, Property = nameof(TalentForm.Status), Column = "status" }),
        Choice("type", "Type", t => t.Type, sorts: true).Like(f => f with { Shown = true, Property = nameof(TalentForm.Type), Column = "type" }),
        new(new ListField("niches", "Niches", FieldKind.Text) { Shown = true, Filters = false, Width = 200, Property = nameof(TalentForm.Niches) }, Value(t => t.Niches)),
        new(new ListField("deals", "Deals", FieldKind.Number) { Shown = true, OnPhones = true, Filters = false, Width = 90 }, Value(t => t.Id)) { Fill = LiveDealsAsync },
        Percent("commission", "Commission", t => t.DefaultCommissionBps).Like(f => f with { Shown = true, Property = nameof(TalentForm.CommissionPercent), Column = "default_commission_bps" }),
        Text("country", "Country", t => t.Country, sorts: true).Like(f => f with { Width = 90, Property = nameof(TalentForm.Country), Column = "country" }),
        Text("pronouns", "Pronouns", t => t.Pronouns).Like(f => f with { Width = 110, Property = nameof(TalentForm.Pronouns) }),
        Text("currency", "Payout currency", t => t.PayoutCurrency).Like(f => f with { Width = 130, Property = nameof(TalentForm.PayoutCurrency), Column = "payout_currency" }),
        YesNo("hold", "Legal hold", t => t.LegalHold),
        Moment("created", "Added", t => t.CreatedAt),
        Moment("updated", "Changed", t => t.UpdatedAt).Like(f => f with { Shown = true }),
    ], t => t.StageName)
    {
        Matches = search => search.By(t => t.StageName),
    };

    static async Task<Dictionary<Guid, ListCell>> LiveDealsAsync(AgencyDb db, Guid[] ids, DateOnly today, CancellationToken ct)
    {
        var deals = await db.All<Deal>().Where(d => ids.Contains(d.TalentId)).GroupBy(d => d.TalentId).Select(g => new { g.Key, Deals = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Deals, ct);
        return ids.ToDictionary(id => id, id => new ListCell { Number = deals.GetValueOrDefault(id) });
    }
}
