using System.Text.Json;
using Agency.Lists;

namespace Agency.Approvals;

/// <summary>The same change to many live rows of one table: to those listed, or to all whose columns have the values of <paramref name="Match"/>.
/// It writes what two people signed and asks nobody else, so that only what the lists offer to change in many rows can be changed by it.</summary>
/// <param name="Table">With its schema: <c>agency.deals</c>.</param>
/// <param name="Patch">Column → new value, as JSON. Columns that the table's list offers; any other is refused (AG009).</param>
/// <param name="Rows">Row ids; null for every row that matches.</param>
/// <param name="Match">Column → value; null matches every row.</param>
public sealed record BulkEdit(string Table, JsonElement Patch, IReadOnlyList<string>? Rows = null, JsonElement? Match = null) : Operation
{
    internal override string Intent => "rows.edited";

    internal override Outcome.Refused? Refusal => BulkColumns.Refusal(Table, Patch.EnumerateObject().Select(p => p.Name));

    internal override Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct) => Task.FromResult<Plan?>(Plan.Of(
        $"Change {string.Join(", ", Patch.EnumerateObject().Select(p => p.Name.Replace('_', ' ')))} of many {Table}", new PlannedSet("edit") { Table = Table, Patch = Patch, Rows = Rows, Match = Match }));
}

/// <summary>Many live rows of one table, each with its own change.</summary>
/// <param name="Table">With its schema: <c>agency.deals</c>.</param>
/// <param name="Patches">Row id → its patch: column → new value.</param>
public sealed record EditRows(string Table, IReadOnlyDictionary<string, JsonElement> Patches) : Operation
{
    internal override string Intent => "rows.edited";

    internal override Outcome.Refused? Refusal => BulkColumns.Refusal(Table, Patches.Values.SelectMany(p => p.EnumerateObject()).Select(p => p.Name));

    internal override Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct) => Task.FromResult<Plan?>(Plan.Of(
        $"Change {Patches.Count} {Table}", new PlannedSet("edit") { Table = Table, Patches = JsonSerializer.SerializeToElement(Patches) }));
}
