using System.Text.Json;
using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.Deals;

/// <summary>What every removal has in common: all that hangs on the rows goes to the trash with them, as the database knows it, children first.</summary>
static class Removal
{
    public const string Talents = "agency.talents", Deals = "agency.deals", Companies = "agency.companies", Contacts = "agency.contacts", Invoices = "agency.invoices",
        Payouts = "agency.payouts", Commissions = "agency.commissions", Books = "agency.ledger_entries", Rights = "agency.usage_rights";

    static readonly string[] s_order = ["", Commissions, Payouts, Invoices, Deals, Contacts, Companies, Talents];

    static readonly string[] s_about = ["deal_id", "talent_id", "company_id", "invoice_id"];

    static readonly string[] s_over = ["completed", "lost", "cancelled"];

    /// <summary>The row and everything alive that hangs on it; none where it is gone.</summary>
    public static Task<IReadOnlyList<Dependent>> FindAsync(AgencyDb db, string table, Guid id, CancellationToken ct) => FindAsync(db, table, [id], ct);

    /// <summary>The rows that are still there and everything alive that hangs on them, each once.</summary>
    public static async Task<IReadOnlyList<Dependent>> FindAsync(AgencyDb db, string table, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        string[] rows = [.. ids.Select(id => id.ToString())];
        var found = await db.Database.SqlQuery<Found>($"""select table_name as "Table", row_id as "RowId", image::text as "Image" from guard.dependents({table}, {rows})""").ToListAsync(ct);
        return found.Exists(f => f.Table == table && rows.Contains(f.RowId)) ? found.ConvertAll(f => new Dependent(f.Table, f.RowId, JsonSerializer.Deserialize<JsonElement>(f.Image))) : [];
    }

    public static string Count(int n, string what) => n == 1 ? $"1 {what}" : $"{n:N0} {what}s";

    public static Plan Plan(string title, IReadOnlyList<Dependent> found, params IEnumerable<Blocker> more)
    {
        var deals = found.Where(f => f.Table == Deals).Select(f => f.RowId).ToHashSet(StringComparer.Ordinal);
        var rows = found.Where(f => f.Table != Books).OrderBy(f => Math.Max(0, Array.IndexOf(s_order, f.Table))).ThenBy(f => f.Table, StringComparer.Ordinal).ThenBy(f => f.RowId, StringComparer.Ordinal)
            .Select(f => f.Table == Rights && !deals.Contains(f.Text("deal_id")!) ? ForgetRenewal(f) : new PlannedRow(f.Table, f.RowId, "trash")).ToList();
        var tables = rows.GroupBy(r => (r.Table, r.Action)).Select(g => new ImpactRows(g.Key.Table, g.Key.Action, g.Count())).Reverse();
        return new(title, rows, new Impact([.. tables], [.. Money(found)], [.. Held(found), .. more, .. OnTheWay(found), .. Issued(found), .. InTheBooks(found)]));
    }

    /// <summary>The right of another deal that this one renewed: that deal stays, and so does its right.</summary>
    static PlannedRow ForgetRenewal(Dependent right) => new(right.Table, right.RowId, "update", JsonSerializer.SerializeToElement(new Dictionary<string, object?> { ["renewal_deal_id"] = null }));

    static IEnumerable<Blocker> Held(IEnumerable<Dependent> found) => found.Where(f => f.IsHeld).Select(f => f.Blocks("is under legal hold"));

    static IEnumerable<Blocker> OnTheWay(IEnumerable<Dependent> found) =>
        found.Where(f => f.Table == Payouts && !f.IsHeld && f.Text("state") == "sent").Select(f => f.Blocks("is on its way to the bank"));

    static IEnumerable<Blocker> Issued(IEnumerable<Dependent> found) => found.Where(f => f.Table == Invoices && f.Text("number") is not null && f.Text("status") != "void" && f.Text("kind") == "invoice")
        .Select(f => new Blocker(f.Table, f.RowId, f.Text("number")!, "is issued: credit it first"));

    // However many entries there are, what they are about is what an admin knows.
    static IEnumerable<Blocker> InTheBooks(IReadOnlyList<Dependent> found)
    {
        var rows = found.Where(f => f.Table != Books).ToLookup(f => f.RowId, StringComparer.Ordinal);
        return found.Where(f => f.Table == Books).Select(e => s_about.Select(e.Text).SelectMany(id => rows[id ?? ""]).FirstOrDefault(e)).DistinctBy(f => f.RowId, StringComparer.Ordinal)
            .Select(f => f.Blocks("has money in the books, which is never removed"));
    }

    static IEnumerable<ImpactMoney> Money(IReadOnlyList<Dependent> found) =>
    [
        .. Sums("open deals", found.Where(f => f.Table == Deals && !s_over.Contains(f.Text("stage"), StringComparer.Ordinal)), "gross_minor"),
        .. Sums("commissions", found.Where(f => f.Table == Commissions), "amount_minor"),
        .. Sums("payouts", found.Where(f => f.Table == Payouts), "amount_minor"),
    ];

    static IEnumerable<ImpactMoney> Sums(string kind, IEnumerable<Dependent> rows, string column) =>
        rows.Where(r => r.Number(column) is not null).GroupBy(r => r.Text("currency")!, StringComparer.Ordinal).Select(g => new ImpactMoney(kind, g.Sum(r => r.Number(column)!.Value), g.Key));

    sealed record Found(string Table, string RowId, string Image);
}

/// <summary>A live row that hangs on what is removed, as it is now.</summary>
sealed record Dependent(string Table, string RowId, JsonElement Image)
{
    static readonly string[] s_names = ["stage_name", "title", "trade_name", "name", "number", "handle", "category"];

    public bool IsHeld => Image.TryGetProperty("legal_hold", out var held) && held.ValueKind == JsonValueKind.True;

    public string? Text(string column) => Image.TryGetProperty(column, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public long? Number(string column) => Image.TryGetProperty(column, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    public string Label => s_names.Select(Text).FirstOrDefault(name => name is not null) ?? (Number("amount_minor") is { } minor && Text("currency") is { } currency ? Money.Format(minor, currency) : RowId);

    public Blocker Blocks(string because) => new(Table, RowId, Label, because);
}
