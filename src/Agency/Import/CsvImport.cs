using Agency.Lists;
using Agency.People;

namespace Agency.Import;

/// <summary>A file of records was imported into a list: how many came new and how many were changed.</summary>
public sealed record CsvImported(string List, string File, int New, int Changed, string Reason) : BusinessEvent("list.imported");

/// <summary>Files of records: looked at line by line, then imported as one commit, which history can revert as one. Existing records are changed by the rules of their forms, at most
/// <see cref="MostChanged"/> at once: more need a second person, and so a bulk edit.</summary>
public sealed class CsvImport
{
    /// <summary>As many rows as guard lets one statement change.</summary>
    public const int MostChanged = 100;

    readonly AgencyStore _store;

    internal CsvImport(AgencyStore store) => _store = store;

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
            return new Outcome.Refused($"This file changes {changed:N0} {list.Name} that are here already. More than {MostChanged} at once need a second person: change them in bulk from the list, or import the file in parts.");
        return await _store.WriteAsync(new CsvImported(list.Name, shown.Sheet.FileName, added, changed, reason.Trim()), Role.Admin, async work =>
        {
            var now = await list.CheckAsync(work.TakeTime().Db, shown.Sheet, shown.Columns, ct);
            if (now.Rows.Zip(shown.Rows).FirstOrDefault(pair => pair.Second.Effect != CsvEffect.Error && !pair.First.IsAs(pair.Second)).First is { } other)
                return new Outcome.Refused($"Line {other.Line}, {other.Name}, is no longer as it was shown: somebody changed it meanwhile. Nothing was imported; check the file again.");
            foreach (var row in now.Rows.Where((r, i) => shown.Rows[i].Effect is CsvEffect.New or CsvEffect.Changed))
                list.Write(work, row);
            return new Outcome.Done($"Imported {shown.Writes:N0} {(shown.Writes == 1 ? list.Noun : list.Name)} from {shown.Sheet.FileName}.");
        }, ct);
    }

    /// <summary>The lines with errors as a file like theirs, with what is wrong in one more column.</summary>
    public static async Task WriteErrorsAsync(CsvCheck check, Stream to, CancellationToken ct = default)
    {
        await using var file = new CsvFile(to);
        await file.WriteAsync([.. check.Sheet.Headers, "error"], ct);
        foreach (var row in check.Rows.Where(r => r.Effect == CsvEffect.Error))
            await file.WriteAsync([.. row.Source.Cells, string.Join(" ", row.Flaws.Select(f => f.Column.Length == 0 ? f.Because : $"{f.Column}: {f.Because}"))], ct);
    }
}
