using System.Text.Json;
using Agency.Approvals;
using Agency.Talents;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>Takes a person's values out of the tables and out of history, for good: their name, addresses, sign-ins, the talents that are this person, and the rows
/// they were imported from. The rows stay, emptied, and the person is deactivated. It cannot be undone.</summary>
public sealed record ErasePerson(Guid PersonId) : Operation
{
    internal override string Intent => Erasure.Operation;

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        if (!await db.People.IgnoreQueryFilters().AnyAsync(p => p.Id == PersonId, ct))
            return null;
        return await Erasure.PlanAsync(db, "Erase a person", "t.person_id = {0}", PersonId, withPerson: true, ct);
    }
}

/// <summary>The same for a talent who is no person of the console.</summary>
public sealed record EraseTalent(Guid TalentId) : Operation
{
    internal override string Intent => Erasure.Operation;

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        if (!await db.Talents.IgnoreQueryFilters().AnyAsync(t => t.Id == TalentId, ct))
            return null;
        return await Erasure.PlanAsync(db, "Erase a talent", "t.id = {0}", TalentId, withPerson: false, ct);
    }
}

/// <summary>The plan of an erasure: personal columns become null, or, where they must hold something, a placeholder. What is in history and guard, guard.apply takes out.</summary>
static class Erasure
{
    public const string Operation = "person.erased";

    public static async Task<Plan> PlanAsync(AgencyDb db, string title, string talents, Guid id, bool withPerson, CancellationToken ct)
    {
        var rows = await db.Database.SqlQueryRaw<ErasedRow>(EmbeddedSql.Read("People/ErasePerson.sql").Replace("/* talents */", talents, StringComparison.Ordinal), id, withPerson).ToListAsync(ct);
        return new Plan(title,
            [.. rows.Select(r => new PlannedRow(r.Table, r.RowId, "update", JsonElement.Parse(r.Patch)))],
            new Impact(
                [.. rows.GroupBy(r => r.Table).Select(g => new ImpactRows(g.Key, "update", g.Count()))],
                [],
                [.. rows.Where(r => r.LegalHold).Select(r => new Blocker(r.Table, r.RowId, r.RowId, "is under legal hold"))]));
    }

    sealed record ErasedRow(string Table, string RowId, string Patch, bool LegalHold);
}
