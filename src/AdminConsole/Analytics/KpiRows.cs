using AdminConsole.Shared;

namespace AdminConsole.Analytics;

/// <summary>Where the rows behind a KPI are listed.</summary>
static class KpiRows
{
    /// <summary>The list of the same rows over the same period; null where they are in no list yet.</summary>
    public static string? Of(string kpi, DateOnly from, DateOnly until, DateTimeOffset? at) => kpi switch
    {
        "booked_value" or "booked_commission" or "average_deal" or "cycle_time" or "deals_per_talent" or "top_brands" or "top_talents" or "owners" =>
            Urls.Deals(new() { Filter = $"signed~within-{from:yyyy-MM-dd},{until:yyyy-MM-dd}", Sort = "-signed" }, at),
        "weighted_pipeline" => Urls.Deals(new() { Filter = "stage~lead,qualified,negotiating,contract_sent", Sort = "close" }, at),
        "win_rate" => Urls.Deals(new() { Filter = "stage~is-lost" }, at),
        "stage_conversion" or "lead_conversion" or "days_per_stage" => Urls.History(new(Table: "agency.deals", From: Start(from), Until: Start(until.AddDays(1))), at: at),
        "utilisation" => Urls.Talents(new() { Filter = "status~is-active" }, at),
        "billed" or "collected" or "days_to_pay" or "paid_late" => Urls.Invoices(at: at),
        "outstanding" => Urls.OverdueInvoices(at),
        "paid_out" or "payout_lag" => Urls.Payouts(at: at),
        "open_requests" or "decision_time" or "rejected" or "stale" => Urls.Inbox("history", at: at),
        "removals" => Urls.Trash(at),
        "broken_glass" => Urls.BreakGlass,
        "renewals_due" => Urls.Calendar(view: "list", at: at),
        _ => null,
    };

    static DateTimeOffset Start(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
