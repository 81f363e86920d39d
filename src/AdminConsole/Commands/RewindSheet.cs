using System.Globalization;
using Agency.Approvals;

namespace AdminConsole.Commands;

/// <summary>A plan as a terminal shows it: rows per table, and what stands in the way.</summary>
static class RewindSheet
{
    const int BlockersShown = 20;

    public static async Task WriteAsync(TextWriter output, Agency.Approvals.RequestPage plan)
    {
        await output.WriteLineAsync($"{plan.Card.Title}:");
        foreach (var table in plan.Impact.Tables)
            await output.WriteLineAsync($"  {table.Table,-32}{Verb(table.Verb),-14}{table.Rows.ToString("N0", CultureInfo.InvariantCulture),12}");
        await output.WriteLineAsync($"  {"in all",-46}{plan.Card.RowCount.ToString("N0", CultureInfo.InvariantCulture),12}");
        if (plan.Impact.Blocked == 0)
            return;
        await output.WriteLineAsync($"{plan.Impact.Blocked} in the way:");
        foreach (var blocker in plan.Impact.Blockers.Take(BlockersShown))
            await output.WriteLineAsync($"  {blocker.Table} {blocker.Label} {blocker.Because}");
    }

    static string Verb(string verb) => verb switch { "insert" => "come back", "update" => "change", "delete" => "go", "trash" => "to the trash", _ => verb };
}
