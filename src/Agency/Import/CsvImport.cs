using Agency.Approvals;
using Agency.Lists;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Import;

/// <summary>A file of records was imported into a list: how many came new and how many were changed.</summary>
public sealed record CsvImported(string List, string File, int New, int Changed, string Reason) : BusinessEvent("list.imported");

/// <summary>Files of records: looked at line by line, then imported as one commit, which history can revert as one. Existing records are changed by the rules of their forms, at most
/// <see cref="MostChanged"/> at once: more are a request, which a second person approves.</summary>
public sealed class CsvImport
{
    /// <summary>As many rows as guard lets one statement change.</summary>
    public const int MostChanged = 100;

    readonly AgencyStore _store;
    readonly ApprovalService _approvals;

    internal CsvImport(AgencyStore store, ApprovalService approvals) => (_store, _approvals) = (store, approvals);

    /// <summary>The list of this name, as a file can come into it; null where none can.</summary>
    public static CsvList? Find(string name) => CsvLists.All.FirstOrDefault(l => l.Name == name);

    /// <summary>What every line would do as things are now, or why the person may not know. Writes nothing.</summary>
    public async Task<(CsvCheck? Check, string? Flaw)> CheckAsync(CsvList list, CsvSheet sheet, IReadOnlyList<string?> columns, CancellationToken ct = default)
    {
        if (await _store.MayNotAsync(Role.Admin, ct) is { } refused)
            return (null, refused.Because);
        await using var db = await _store.ReadAsync(ct);
        return (await list.CheckAsync(db, sheet, columns, ct), null);
    }

    /// <summary>Imports all good lines of what was shown, in one transaction; those with errors stay out. Refused where a line would no longer do what was shown.</summary>
    public async Task<Outcome> ImportAsync(CsvList list, CsvCheck shown, string reason, CancellationToken ct = default)
    {
        var (added, changed) = (shown.Count(CsvEffect.New), shown.Count(CsvEffect.Changed));
        if (string.IsNullOrWhiteSpace(reason))
            return new Outcome.Refused("Say why; history keeps it.");
        if (shown.Writes == 0)
            return new Outcome.Refused("There is nothing to import.");
        if (changed > MostChanged)
            return new Outcome.Refused($"This file changes {changed:N0} {list.Name} that are here already. More than {MostChanged} at once need a second person: ask for it.");
        return await _store.WriteAsync(new CsvImported(list.Name, shown.Sheet.FileName, added, changed, reason.Trim()), Role.Admin, async work =>
        {
            var now = await list.CheckAsync(work.TakeTime().Db, shown.Sheet, shown.Columns, ct);
            if (Changed(shown, now) is { } refused)
                return refused;
            foreach (var row in now.Rows.Where((r, i) => shown.Rows[i].Effect is CsvEffect.New or CsvEffect.Changed))
                list.Write(work, row);
            return new Outcome.Done($"Imported {shown.Writes:N0} {(shown.Writes == 1 ? list.Noun : list.Name)} from {shown.Sheet.FileName}.");
        }, ct);
    }

    /// <summary>Asks a second person for all good lines of what was shown: changes and additions in one plan, all of them or none. Answers the request, or its draft where something stands in
    /// the way of asking; no request where a line would no longer do what was shown.</summary>
    public async Task<(Outcome Outcome, Guid? Request)> AskAsync(CsvList list, CsvCheck shown, string reason, CancellationToken ct = default)
    {
        if (shown.Writes == 0)
            return (new Outcome.Refused("There is nothing to import."), null);
        var planned = await _approvals.PlanAsync(ImportFile.Of(list, shown), ct);
        if (planned is not Outcome.Done { Id: { } id })
            return (planned, null);
        // Looked at after it was planned: what is as it was shown now was so when its rows were frozen.
        await using var db = await _store.ReadAsync(ct);
        if (Changed(shown, await list.CheckAsync(db, shown.Sheet, shown.Columns, ct)) is { } refused)
            return (refused, null);
        var hash = await db.Requests.Where(r => r.Id == id).Select(r => r.PlanHash).SingleAsync(ct);
        return (await _approvals.SubmitAsync(id, hash, reason, ct), id);
    }

    static Outcome.Refused? Changed(CsvCheck shown, CsvCheck now) =>
        now.Rows.Zip(shown.Rows).FirstOrDefault(pair => pair.Second.Effect != CsvEffect.Error && !pair.First.IsAs(pair.Second)).First is { } other
            ? new($"Line {other.Line}, {other.Name}, is no longer as it was shown: somebody changed it meanwhile. Nothing was imported; check the file again.") : null;

    /// <summary>The lines with errors as a file like theirs, with what is wrong in one more column.</summary>
    public static async Task WriteErrorsAsync(CsvCheck check, Stream to, CancellationToken ct = default)
    {
        await using var file = new CsvFile(to);
        await file.WriteAsync([.. check.Sheet.Headers, "error"], ct);
        foreach (var row in check.Rows.Where(r => r.Effect == CsvEffect.Error))
            await file.WriteAsync([.. row.Source.Cells, string.Join(" ", row.Flaws.Select(f => f.Column.Length == 0 ? f.Because : $"{f.Column}: {f.Because}"))], ct);
    }
}
