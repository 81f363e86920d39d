namespace Agency.Analytics;

/// <summary>One number of a KPI. Money in minor units of <paramref name="Currency"/>; percent, days and hours as they are. Null where there is nothing to take it of.</summary>
public sealed record KpiValue(string? Label, string Unit, decimal? Amount, string? Currency);

/// <summary>A figure managers steer by: what it is called, what exactly it counts (date basis and population), and its numbers.</summary>
public sealed record Kpi(string Code, string Name, string Definition, IReadOnlyList<KpiValue> Values);

/// <summary>KPIs that belong together.</summary>
public sealed record KpiSection(string Name, IReadOnlyList<Kpi> Kpis);

/// <summary>The catalogue: domain.md's table, each with its definition.</summary>
static class KpiCatalogue
{
    public static readonly (string File, string Name, (string Code, string Name, string Definition)[] Kpis)[] Sections =
    [
        ("1.sales", "Sales",
        [
            ("booked_value", "Booked value", "Gross of the deals signed in the period, by the day of signing, in each deal's currency."),
            ("booked_commission", "Booked commission", "Gross × commission rate of the same deals."),
            ("average_deal", "Average deal", "Mean gross of the deals signed in the period that have a fee."),
            ("weighted_pipeline", "Weighted pipeline", "Gross × probability of deals not yet contracted, by the month they are expected to close, up to half a year ahead."),
            ("win_rate", "Win rate", "Of the deals that were added in the period and are decided: how many were signed and not cancelled, the others lost."),
            ("cycle_time", "Cycle time", "Median of the days from adding to signing, of the deals signed in the period."),
            ("deals_per_talent", "Deals per talent", "Deals signed in the period ÷ talents who signed any."),
            ("utilisation", "Utilisation", "Active talents with a deal between contracted and live ÷ all active talents, now."),
            ("top_brands", "Top brands", "Each brand's share of the booked commission of the period, at the rate of signing; the five largest."),
            ("top_talents", "Top talents", "Each talent's share of the same; the five largest."),
            ("repeat_brands", "Repeat brands", "Of the brands with a deal signed in the last twelve months: how many signed two or more."),
        ]),
        ("1.stages", "Stages",
        [
            ("stage_conversion", "Stage conversion", "Of the deals that first came to a stage in the period: how many have gone on to a later one since, by its end. Each deal counts once per stage, also when it stepped back, was lost, or waits on hold; deals in the trash do not."),
            ("lead_conversion", "Lead to contracted", "Of the deals that became a lead in the period: how many have been contracted since, by its end."),
            ("days_per_stage", "Days per stage", "Mean of the days in a stage, of the deals that left it in the period and were not back by its end. All of a deal's times there together; days on hold do not count, nor is a deal on hold one that left."),
        ]),
        ("2.money", "Money",
        [
            ("billed", "Billed", "Total with tax of the invoices issued in the period that are not void, by the day of issue."),
            ("collected", "Collected", "What was received in the period, less what was taken back, by the day of receipt."),
            ("outstanding", "Outstanding", "What is still to come of issued invoices, now, by how late it is."),
            ("days_to_pay", "Days to pay", "From issue to the last receipt, of invoices paid in full in the period."),
            ("paid_late", "Paid late", "Of the same invoices: how many were paid after they were due."),
            ("commission_earned", "Commission earned", "The ledger's commission, with the shares of others in it, by the day of receipt."),
            ("commission_payable", "Commission owed to others", "What people outside have earned of it and were not paid yet, by the ledger."),
            ("held_for_talents", "Held for talents", "Client funds by the ledger: received and not paid out."),
            ("paid_out", "Paid out", "What left to talents and others in the period, by the day it was sent, less what came back."),
            ("payout_lag", "Payout lag", "Median of the days from a receipt to the payout made of it."),
            ("oldest_held", "Oldest money held", "Days since the oldest receipt that no payout was made of yet."),
            ("effective_commission", "Effective commission", "Commission earned ÷ net amounts received, in the period."),
            ("reconciles", "Books reconcile", "All debits less all credits of the ledger: zero, or something is wrong."),
        ]),
        ("3.work", "Work",
        [
            ("on_time", "On time", "Deliverables that went live in the period on the day they were to be published, or before."),
            ("revisions", "Revisions", "Mean rounds of changes of the same deliverables."),
            ("renewals_due", "Renewals due", "What ends within 60 days."),
            ("talent_retention", "Talent retention", "Of the talents who came more than twelve months ago: how many are still with the agency."),
            ("owners", "By owner", "Gross of the deals signed in the period, by who owns them."),
        ]),
        ("4.control", "Control",
        [
            ("open_requests", "Open requests", "Requests that wait for a decision or for being applied, now."),
            ("decision_time", "Decision time", "Median of the hours from asking to deciding, of requests decided in the period."),
            ("rejected", "Rejected", "Of the requests put up in the period."),
            ("stale", "Stale", "Requests of the period whose rows changed before they could be applied."),
            ("broken_glass", "Broken glass", "How often somebody acted alone in the period."),
            ("removals", "Removed and brought back", "Requests applied in the period that took rows away or brought them back, by what they did."),
            ("last_drill", "Last passed drill", "Days since a restore was rehearsed and passed."),
        ]),
    ];
}
