namespace Agency.Import;

/// <summary>A payout that was only scheduled has been approved by nobody here: it comes as one that waits for that.</summary>
sealed class PayoutRoute() : Route("Payout", TargetTable.Payouts, "talentId", "dealId", "amount", "currency", "status", "paidAt")
{
    public override Arrived? Take(SourceRow row, Destination here)
    {
        var talent = here.Parent(row, "talentId", "Talent");
        var deal = row.Raw("dealId") is null ? null : here.Parent(row, "dealId", "Deal");
        var currency = row.Currency("currency");
        var amount = row.Amount("amount", currency);
        var status = row.Required("status");
        var state = status switch { "SCHEDULED" => "awaiting_approval", "PAID" => "paid", _ => null };
        if (state is null && status.Length > 0)
            row.CannotCome($"status is {SourceRow.Short(status)}, which is not known here");
        var paidAt = row.MomentOrNull("paidAt");
        if (state == "paid" && row.Text("paidAt") is null)
            row.CannotCome("status is PAID, but paidAt is empty");
        var createdAt = row.Moment("createdAt");
        if (!row.CanCome)
            return null;

        var id = here.NewId();
        here.Landing.Add(TargetTable.Payouts, id, talent!.Id, deal?.Id, state, amount, currency, state == "paid" ? paidAt : null, createdAt, createdAt);
        return new Arrived(id);
    }
}
