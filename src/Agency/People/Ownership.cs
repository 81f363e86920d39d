using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>Which columns say that a person owns a row, in the sense that somebody has to when they leave. A talent's person is the talent themself, and stays.</summary>
static class Ownership
{
    static readonly (string Table, string Column)[] s_columns = [("agency.deals", "owner_person_id")];

    /// <summary>The live rows the person owns, given to another; with nobody to give them to, each stands in the way.</summary>
    public static async Task<(IReadOnlyList<PlannedRow> Rows, IReadOnlyList<Blocker> Blockers)> ReassignAsync(AgencyDb db, Guid from, Guid? to, CancellationToken ct)
    {
        List<PlannedRow> rows = [];
        List<Blocker> blockers = [];
        foreach (var (table, column) in s_columns)
        {
            var sql = $$"""
                select t.id as "Id", coalesce(to_jsonb(t.*) ->> 'title', t.id::text) as "Label" from {{table}} t where t.{{column}} = {0} and t.deleted_at is null order by t.id
                """;
            var owned = await db.Database.SqlQueryRaw<OwnedRow>(sql, from).ToListAsync(ct);
            if (to is { } owner)
                rows.AddRange(owned.Select(r => PersonPlan.Update(table, r.Id, new Dictionary<string, Guid> { [column] = owner })));
            else
                blockers.AddRange(owned.Select(r => new Blocker(table, r.Id.ToString(), r.Label, "would be left without an owner; say who takes over")));
        }
        return (rows, blockers);
    }

    sealed record OwnedRow(Guid Id, string Label);
}
