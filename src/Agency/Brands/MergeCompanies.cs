using System.Text.Json;
using Agency.Approvals;
using Agency.Deals;

namespace Agency.Brands;

/// <summary>Makes one company of two that are the same: what points to the duplicate points to the other one from then on, and the duplicate goes to the trash.</summary>
/// <param name="DuplicateId">The company that goes. One that issued invoices or money in the books name stays.</param>
/// <param name="IntoId">The company that stays, as it is.</param>
public sealed record MergeCompanies(Guid DuplicateId, Guid IntoId) : Operation
{
    internal override string Intent => "company.merged";

    internal override Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct) => Merging.PlanAsync(db, Removal.Companies, DuplicateId, IntoId, ct);
}

/// <summary>Makes one contact of two that are the same person.</summary>
/// <param name="DuplicateId">The contact that goes to the trash.</param>
/// <param name="IntoId">The contact that stays, as it is.</param>
public sealed record MergeContacts(Guid DuplicateId, Guid IntoId) : Operation
{
    internal override string Intent => "contact.merged";

    internal override Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct) => Merging.PlanAsync(db, Removal.Contacts, DuplicateId, IntoId, ct);
}

static class Merging
{
    public static async Task<Plan?> PlanAsync(AgencyDb db, string table, Guid duplicate, Guid into, CancellationToken ct)
    {
        var found = await Removal.FindAsync(db, table, duplicate, ct);
        var kept = (await Removal.FindAsync(db, table, into, ct)).FirstOrDefault(f => f.RowId == into.ToString());
        if (duplicate == into || kept is null || found.FirstOrDefault(f => f.RowId == duplicate.ToString()) is not { } gone)
            return null;
        var pointing = found.Select(f => (Row: f, Columns: f.Image.EnumerateObject().Where(p => p.Name != "id" && p.Value.ValueKind == JsonValueKind.String && p.Value.GetString() == gone.RowId).Select(p => p.Name).ToList()))
            .Where(p => p.Columns.Count > 0 && p.Row.Table != Removal.Books).ToList();
        List<PlannedRow> rows =
        [
            .. pointing.OrderBy(p => p.Row.Table, StringComparer.Ordinal).ThenBy(p => p.Row.RowId, StringComparer.Ordinal)
                .Select(p => new PlannedRow(p.Row.Table, p.Row.RowId, "update", JsonSerializer.SerializeToElement(p.Columns.ToDictionary(c => c, _ => into)))),
            new(gone.Table, gone.RowId, "trash"),
        ];
        List<Blocker> blockers =
        [
            .. pointing.Where(p => p.Row.Text("number") is not null && p.Row.Table == Removal.Invoices).Select(p => new Blocker(p.Row.Table, p.Row.RowId, p.Row.Text("number")!, "is issued and keeps its party")),
            .. pointing.Where(p => p.Row.Table == "agency.documents" && p.Row.Text("signed_on") is not null).Select(p => p.Row.Blocks("is signed and keeps its party")),
            .. found.Where(f => f.Table == Removal.Books).Take(1).Select(_ => gone.Blocks("has money in the books, which keeps its name")),
            .. gone.IsHeld ? [gone.Blocks("is under legal hold")] : Array.Empty<Blocker>(),
        ];
        var tables = rows.GroupBy(r => (r.Table, r.Action)).Select(g => new ImpactRows(g.Key.Table, g.Key.Action, g.Count()));
        return new($"Merge {gone.Label} into {kept.Label}", rows, new Impact([.. tables], [], blockers));
    }
}
