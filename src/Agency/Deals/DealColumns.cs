using Agency.Brands;
using Agency.Lists;
using Agency.Talents;
using static Agency.Lists.Columns<Agency.Deals.Deal>;

namespace Agency.Deals;

/// <summary>The list of deals.</summary>
static class DealColumns
{
    public static ListShape<Deal> Shape { get; } = new("deals", "deal", "-updated",
    [
        Text("title", "Deal", d => d.Title, sorts: true).Like(f => f with { Shown = true, LinksTo = "agency.deals", Width = 300, Property = nameof(DealForm.Title) }),
        Text("code", "Code", d => d.Code, sorts: true).Like(f => f with { Width = 110 }),
        Of("talent", "Talent", "agency.talents", d => d.Talent!.StageName, d => d.TalentId).Like(f => f with { Shown = true, OnPhones = true }),
        Choice("talent_status", "Talent status", d => d.Talent!.Status),
        Maybe("brand", "Brand", null, d => d.Brand!.TradeName, d => d.BrandId).Like(f => f with { Shown = true }),
        Choice("stage", "Stage", d => d.Stage, sorts: true).Like(f => f with { Shown = true, OnPhones = true, Width = 170, Property = nameof(DealForm.Stage) }),
        Money("gross", "Gross", d => d.GrossMinor).Like(f => f with { Shown = true, OnPhones = true, Property = nameof(DealForm.Gross) }),
        Percent("rate", "Rate", d => d.CommissionBps).Like(f => f with { Shown = true, Property = nameof(DealForm.CommissionPercent), Column = "commission_bps" }),
        Percent("probability", "Probability", d => d.ProbabilityBps).Like(f => f with { Column = "probability_bps" }),
        Choice("fee", "Fee", d => d.FeeType, sorts: true).Like(f => f with { Property = nameof(DealForm.FeeType), Column = "fee_type" }),
        Date("signed", "Signed", d => d.SignedOn).Like(f => f with { Shown = true, Property = nameof(DealForm.SignedOn), Column = "signed_on" }),
        Date("starts", "Starts", d => d.StartsOn).Like(f => f with { Property = nameof(DealForm.StartsOn) }),
        Date("ends", "Ends", d => d.EndsOn).Like(f => f with { Property = nameof(DealForm.EndsOn) }),
        Date("close", "Expected close", d => d.ExpectedClose).Like(f => f with { Property = nameof(DealForm.ExpectedClose), Column = "expected_close" }),
        Person("owner", "Owner", d => d.OwnerPersonId).Like(f => f with { Column = "owner_person_id" }),
        Text("currency", "Currency", d => d.Currency).Like(f => f with { Width = 90 }),
        YesNo("hold", "Legal hold", d => d.LegalHold),
        Moment("created", "Added", d => d.CreatedAt),
        Moment("updated", "Changed", d => d.UpdatedAt).Like(f => f with { Shown = true }),
    ], d => d.Title)
    {
        Currency = d => d.Currency,
        Matches = search => search.By(d => d.Title).ByCode(d => d.Code).ByName<Talent>(d => d.TalentId, t => t.StageName).ByName<Company>(d => d.BrandId, c => c.TradeName),
    };
}
