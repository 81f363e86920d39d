namespace Agency.Import;

/// <summary>Commissions are in their deal's currency.</summary>
sealed class CommissionRoute() : Route("Commission", TargetTable.Commissions, "dealId", "talentId", "amount", "rate", "status")
{
    public override Arrived? Take(SourceRow row, Destination here)
    {
        var deal = here.Parent(row, "dealId", "Deal");
        var currency = deal?.Currency ?? "";
        var amount = row.Amount("amount", currency);
        var rateBps = row.Rate("rate");
        var status = row.Required("status");
        var state = status switch { "PENDING" => "expected", "PAID" => "paid", _ => null };
        if (state is null && status.Length > 0)
            row.CannotCome($"status is {SourceRow.Short(status)}, which is not known here");
        var createdAt = row.Moment("createdAt");
        if (!row.CanCome)
            return null;

        if (row.Raw("talentId") is { } talentId && here.Find("Talent", talentId)?.Id is var talent && talent != deal!.TalentId)
            here.Notes.Add($"Commission {row.Id} names Talent {talentId}, who is not its deal's; it came with its deal.");
        var id = here.NewId();
        here.Landing.Add(TargetTable.Commissions, id, deal!.Id, state, rateBps, deal.GrossMinor ?? Basis(amount, rateBps), amount, currency, createdAt, createdAt);
        return new Arrived(id);
    }

    // A deal without a value: what the commission was taken of follows from it.
    static long Basis(long amount, int rateBps) =>
        rateBps == 0 || amount >= long.MaxValue / 10_000 ? amount : (long)Math.Round(amount * 10_000m / rateBps, MidpointRounding.ToEven);
}
