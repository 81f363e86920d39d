namespace Agency.Import;

/// <summary>Deals come with the talent's commission rate, and with their brand by its id, else by its name.</summary>
sealed class DealRoute() : Route("Deal", TargetTable.Deals,
    "talentId", "brandId", "brandName", "campaignName", "stage", "value", "currency", "expectedClose", "signedAt", "notes", "updatedAt")
{
    const int LongestTitle = 200;

    // PAYMENT_PENDING: the work is out and waits for its money. PAYMENT_RECEIVED: nothing is left to do, whatever the payout does.
    static readonly Dictionary<string, (string Stage, int ProbabilityBps)> s_stages = new()
    {
        ["NEW_LEAD"] = ("lead", 1000),
        ["NEGOTIATION"] = ("negotiating", 4000),
        ["CONTRACT_SENT"] = ("contract_sent", 7500),
        ["CONTRACT_SIGNED"] = ("contracted", 10000),
        ["DELIVERABLES_IN_PROGRESS"] = ("in_production", 10000),
        ["PAYMENT_PENDING"] = ("live", 10000),
        ["PAYMENT_RECEIVED"] = ("completed", 10000),
        ["COMPLETED"] = ("completed", 10000),
        ["LOST"] = ("lost", 0),
    };

    public override string Facts => "t.commission_bps, t.currency::text, t.gross_minor, t.talent_id";

    public override IEnumerable<string?> Names(SourceRow row) => [row.Text("brandName")];

    public override Arrived? Take(SourceRow row, Destination here)
    {
        var talent = here.Parent(row, "talentId", "Talent");
        var brandName = row.Text("brandName", BrandRoute.LongestName);
        var brand = FindBrand(row, here, brandName);
        var title = row.Text("campaignName", LongestTitle) ?? Title(row, brandName);
        var stageName = row.Required("stage");
        if (!s_stages.TryGetValue(stageName, out var stage) && stageName.Length > 0)
            row.CannotCome($"stage is {SourceRow.Short(stageName)}, which is not known here");
        var currency = row.Currency("currency");
        var gross = row.AmountOrNull("value", currency);
        var (signedOn, expectedClose) = (row.DayOrNull("signedAt"), row.DayOrNull("expectedClose"));
        var (createdAt, updatedAt) = (row.Moment("createdAt"), row.Moment("updatedAt"));
        if (!row.CanCome)
            return null;

        if (brand is null && brandName is not null)
            brand = MakeBrand(row, here, brandName, createdAt);
        var id = here.NewId();
        here.Landing.Add(TargetTable.Deals, id, title, talent!.Id, brand, stage.Stage, stage.ProbabilityBps, gross, currency, talent.CommissionBps,
            signedOn, expectedClose, stage.Stage == "lost" ? "Not recorded in the imported system" : null, row.Text("notes"), createdAt, updatedAt);
        return new Arrived(id) { CommissionBps = talent.CommissionBps, Currency = currency, GrossMinor = gross, TalentId = talent.Id };
    }

    /// <summary>Null when there is none, or one has to be made from its name.</summary>
    static Guid? FindBrand(SourceRow row, Destination here, string? brandName)
    {
        if (row.Raw("brandId") is { } id && (brandName is null || here.Find("Brand", id) is not null))
            return here.Parent(row, "brandId", "Brand")?.Id;
        return brandName is not null && here.BrandsByName.TryGetValue(here.Fold(brandName), out var named) ? named : null;
    }

    static Guid MakeBrand(SourceRow row, Destination here, string name, DateTimeOffset createdAt)
    {
        var id = here.NewId();
        here.Landing.Add(TargetTable.Companies, id, name, "brand", null, createdAt, createdAt);
        here.BrandsByName[here.Fold(name)] = id;
        here.Notes.Add($"The company {name} was made from the brand name of Deal {row.Id}.");
        return id;
    }

    static string Title(SourceRow row, string? brandName)
    {
        var title = $"Deal with {brandName}";
        return brandName is null || title.Length > LongestTitle ? $"Deal {row.Id}" : title;
    }
}
