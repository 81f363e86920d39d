using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Agency.Approvals;

/// <summary>Puts every row of an applied request back as it was before, by the inverse of its commit. Rows changed since then stand in the way.</summary>
public sealed record UndoRequest(Guid RequestId) : Operation
{
    internal override string Intent => "request.undone";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var undone = await db.Requests.Where(r => r.Id == RequestId && r.State == RequestState.Succeeded).Select(r => new { r.Title, r.CommitId, r.Impact }).SingleOrDefaultAsync(ct);
        if (undone?.CommitId is not { } commit)
            return null;
        var rows = await db.Database.SqlQueryRaw<InverseRow>(EmbeddedSql.Read("Approvals/UndoRequest.sql"), commit).ToListAsync(ct);
        var impact = JsonSerializer.Deserialize<Impact>(undone.Impact, PlanJson.Options)!;
        return new Plan($"Undo: {undone.Title}",
            [.. rows.Select(r => new PlannedRow(r.Table, r.RowId, r.Action, r.Patch is null ? null : JsonElement.Parse(r.Patch)))],
            new Impact(
                [.. rows.GroupBy(r => (r.Table, r.Action)).Select(g => new ImpactRows(g.Key.Table, g.Key.Action, g.Count()))],
                impact.Money,
                [.. rows.Where(r => !r.Unchanged).Select(r => new Blocker(r.Table, r.RowId, r.RowId, "has changed since"))]));
    }

    sealed record InverseRow(string Table, string RowId, string Action, string? Patch, bool Unchanged);
}
