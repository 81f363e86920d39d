using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Agency.Import;

/// <summary>How a file becomes records of one list.</summary>
public abstract class CsvList
{
    private protected CsvList(string name, string noun, IReadOnlyList<CsvField> fields) => (Name, Noun, Fields) = (name, noun, fields);

    /// <summary>As in an address: talents.</summary>
    public string Name { get; }
    public string Noun { get; }

    /// <summary>What a column can be, the id first.</summary>
    public IReadOnlyList<CsvField> Fields { get; }

    /// <summary>Which field each column is by its header; a field is found once.</summary>
    public IReadOnlyList<string?> Match(IReadOnlyList<string> headers)
    {
        List<string?> matched = [];
        foreach (var header in headers)
            matched.Add(Fields.FirstOrDefault(f => f.IsCalled(header) && !matched.Contains(f.Property))?.Property);
        return matched;
    }

    internal abstract Task<CsvCheck> CheckAsync(AgencyDb db, CsvSheet sheet, IReadOnlyList<string?> columns, CancellationToken ct);

    /// <summary>The record that the row changes or adds, as it is to be saved.</summary>
    internal abstract Record Write(Work work, CsvRow row);

    /// <summary>With its schema: agency.talents.</summary>
    public string Table => $"agency.{Name}";
}

/// <summary>Records that are filled in by a form, and found again by their id or by a key of their own.</summary>
sealed class CsvList<TRecord, TForm>(string name, string noun, params IReadOnlyList<CsvField> fields) : CsvList(name, noun, [new CsvField(CsvField.Id, "Id"), .. fields])
    where TRecord : Record where TForm : class, new()
{
    static readonly Dictionary<string, PropertyInfo> s_properties = typeof(TForm).GetProperties().ToDictionary(p => p.Name, StringComparer.Ordinal);

    /// <summary>The field whose value finds a record, and the records that have one of these, in small letters.</summary>
    public required string Key { get; init; }
    public required Func<TRecord, string?> KeyOf { get; init; }
    public required Func<IQueryable<TRecord>, string[], IQueryable<TRecord>> Having { get; init; }
    public required Func<TRecord, TForm> Read { get; init; }
    public required Func<Work, TForm, TRecord> New { get; init; }
    public required Action<TForm, TRecord> Save { get; init; }
    public required Func<TRecord, string> Named { get; init; }

    /// <summary>What a file may not do to a record, beyond what the form says.</summary>
    public Func<TForm?, TForm, Outcome.Refused?> Refuses { get; init; } = (_, _) => null;

    internal override async Task<CsvCheck> CheckAsync(AgencyDb db, CsvSheet sheet, IReadOnlyList<string?> columns, CancellationToken ct)
    {
        var (idAt, keyAt) = (At(columns, CsvField.Id), At(columns, Key));
        var ids = sheet.Rows.Select(r => Guid.TryParse(Cell(r, idAt), out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().ToArray();
        var keys = sheet.Rows.Select(r => Cell(r, keyAt).ToLowerInvariant()).Where(k => k.Length > 0).Distinct().ToArray();
        var rows = db.Set<TRecord>();
        List<TRecord> known = [.. (await rows.Where(r => ids.Contains(r.Id)).ToListAsync(ct)).Concat(await Having(rows, keys).ToListAsync(ct)).DistinctBy(r => r.Id)];
        var pointing = Fields.Where(f => f.Points != CsvPoints.Nowhere).ToList();
        var names = await CsvNames.ReadAsync(db, pointing.SelectMany(f => sheet.Rows.Select(r => (f.Points, Cell(r, At(columns, f.Property))))
            .Concat(known.Select(k => (f.Points, s_properties[f.Property].GetValue(Read(k))?.ToString() ?? "")))), ct);
        var pass = new CsvPass<TRecord, TForm>(this, columns, names, known);
        return new(sheet, columns, [.. sheet.Rows.Select(pass.Check)]);
    }

    internal override Record Write(Work work, CsvRow row)
    {
        var form = (TForm)row.Form!;
        if (row.Record is not TRecord known)
            return work.Db.Add(New(work, form)).Entity;
        Save(form, known);
        return known;
    }

    /// <summary>Whether the form has the field; else it only finds the record.</summary>
    public static bool Fills(CsvField field) => field.Property != CsvField.Id && s_properties.ContainsKey(field.Property);

    public static int At(IReadOnlyList<string?> columns, string property) => columns.ToList().IndexOf(property);

    public static string Cell(CsvLine row, int at) => at < 0 || at >= row.Cells.Count ? "" : row.Cells[at].Trim();

    public static object? Value(TForm form, string property) => s_properties[property].GetValue(form);
}
