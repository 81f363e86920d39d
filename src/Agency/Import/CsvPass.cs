namespace Agency.Import;

/// <summary>One way through a file, line by line: which record a line means, and what it would do to it.</summary>
sealed class CsvPass<TRecord, TForm>(CsvList<TRecord, TForm> list, IReadOnlyList<string?> columns, CsvNames names, IReadOnlyList<TRecord> known)
    where TRecord : Record where TForm : class, new()
{
    readonly ILookup<string, TRecord> _byKey = known.ToLookup(r => list.KeyOf(r)?.ToLowerInvariant() ?? "");
    readonly Dictionary<Guid, TRecord> _byId = known.ToDictionary(r => r.Id);
    readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    readonly int _idAt = CsvList<TRecord, TForm>.At(columns, CsvField.Id), _keyAt = CsvList<TRecord, TForm>.At(columns, list.Key);

    public CsvRow Check(CsvLine line)
    {
        List<CsvFlaw> flaws = [];
        if (line.Cells.Count != columns.Count)
            return new(line, CsvEffect.Error, Cell(line, _keyAt), [], [new("", "", $"This line has {line.Cells.Count} values, the first line names {columns.Count} columns. Put a value with a separator in it between quotes.")]);
        var record = Find(line, flaws);
        var (before, form) = (record is null ? null : list.Read(record), record is null ? new TForm() : list.Read(record));
        foreach (var (field, at) in list.Fields.Where(CsvList<TRecord, TForm>.Fills).Select(f => (f, CsvList<TRecord, TForm>.At(columns, f.Property))).Where(f => f.Item2 >= 0))
            if (CsvValue.Set(form, field, line.Cells[at], names) is { } how)
                flaws.Add(new(field.Label, line.Cells[at], how));
        if (flaws.Count == 0 && (Forms.Flaw(form) ?? list.Refuses(before, form)) is { } refused)
            flaws.Add(Flaw(line, form, refused));
        Once(line, record, flaws);
        var name = record is null ? Cell(line, CsvList<TRecord, TForm>.At(columns, list.Fields[1].Property)) : list.Named(record);
        if (flaws.Count > 0)
            return new(line, CsvEffect.Error, name, [], flaws);
        var changes = list.Fields.Where(f => CsvList<TRecord, TForm>.Fills(f) && columns.Contains(f.Property)).Select(f => new CsvChange(f.Label, Words(before, f), Words(form, f))).Where(c => c.Before != c.After).ToList();
        var effect = record is null ? CsvEffect.New : changes.Count > 0 ? CsvEffect.Changed : CsvEffect.Unchanged;
        return new(line, effect, name, changes, []) { Id = record?.Id, Version = record?.Version ?? 0, Form = form, Record = record };
    }

    TRecord? Find(CsvLine line, List<CsvFlaw> flaws)
    {
        var (id, key) = (Cell(line, _idAt), Cell(line, _keyAt));
        if (id.Length > 0)
        {
            if (Guid.TryParse(id, out var row) && _byId.TryGetValue(row, out var known))
                return known;
            flaws.Add(new("Id", id, $"No {list.Noun} has this id; it may be in the trash. Leave the id out to find it by its {Field(list.Key).Label.ToLowerInvariant()}, or to add it."));
            return null;
        }
        var found = key.Length == 0 ? [] : _byKey[key.ToLowerInvariant()].ToList();
        if (found.Count > 1)
            flaws.Add(new(Field(list.Key).Label, key, $"{found.Count} of the {list.Name} have it: write the id of one, {string.Join(" or ", found.Select(f => f.Id))}."));
        if (found.Count == 0 && key.Length > 0 && !CsvList<TRecord, TForm>.Fills(Field(list.Key)))
            flaws.Add(new(Field(list.Key).Label, key, $"No {list.Noun} has it; it may be in the trash. Leave it out to add a {list.Noun}."));
        return found.Count == 1 ? found[0] : null;
    }

    // A file that says two things of one record means neither.
    void Once(CsvLine line, TRecord? record, List<CsvFlaw> flaws)
    {
        var key = Cell(line, _keyAt).ToLowerInvariant();
        if ((record?.Id.ToString() ?? key) is { Length: > 0 } subject && !_lines.TryAdd(subject, line.Line))
            flaws.Add(new(Field(list.Key).Label, Cell(line, _keyAt), $"Line {_lines[subject]} is about the same {list.Noun}. Leave one of them."));
    }

    CsvFlaw Flaw(CsvLine line, TForm form, Outcome.Refused refused) => list.Fields.FirstOrDefault(f => f.Property == refused.Field) is not { } field ? new("", "", refused.Because)
        : new(field.Label, columns.Contains(field.Property) ? Cell(line, CsvList<TRecord, TForm>.At(columns, field.Property)) : "", refused.Because);

    CsvField Field(string property) => list.Fields.First(f => f.Property == property);

    string Words(TForm? form, CsvField field) => form is null ? "" : CsvValue.Words(CsvList<TRecord, TForm>.Value(form, field.Property), field, names);

    static string Cell(CsvLine line, int at) => CsvList<TRecord, TForm>.Cell(line, at);
}
