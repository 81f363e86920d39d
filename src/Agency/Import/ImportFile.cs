using System.Text.Json;
using Agency.Approvals;
using Agency.Deals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Agency.Import;

/// <summary>A file into a list, whoever's rows it changes: the lines that are to come, by the rules of the list's form. What a line would write is frozen in the plan; planned again, the file is read again.</summary>
/// <param name="List">As in an address: deals.</param>
/// <param name="File">Its name.</param>
/// <param name="Columns">The property that each value of a line is.</param>
/// <param name="Lines">Line by line, as many values as columns.</param>
public sealed record ImportFile(string List, string File, IReadOnlyList<string> Columns, IReadOnlyList<CsvLine> Lines) : Operation
{
    /// <summary>As policies and history call it.</summary>
    public const string Name = "file.imported";

    internal override string Intent => Name;

    internal override Outcome.Refused? Refusal => CsvImport.Find(List) is null ? new($"Nothing is imported into {List}.")
        : Lines.Any(line => line.Cells.Count != Columns.Count || line.Cells.Any(cell => cell is null)) ? new("Every line needs a value for each of the columns.") : null;

    /// <summary>What of a file that was looked at would write something; columns that are nothing here stay out.</summary>
    internal static ImportFile Of(CsvList list, CsvCheck shown)
    {
        var used = Enumerable.Range(0, shown.Columns.Count).Where(i => shown.Columns[i] is not null).ToList();
        return new(list.Name, shown.Sheet.FileName, used.ConvertAll(i => shown.Columns[i]!),
            [.. shown.Rows.Where(r => r.Effect is CsvEffect.New or CsvEffect.Changed).Select(r => new CsvLine(r.Line, used.ConvertAll(i => r.Source.Cells[i])))]);
    }

    internal override Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct) => throw new NotSupportedException("What a file adds takes ids, and is owned by whoever asks.");

    internal override async Task<Plan?> PlanAsync(Work work, CancellationToken ct)
    {
        var list = CsvImport.Find(List)!;
        var check = await list.CheckAsync(work.Db, new CsvSheet(File, Columns, Lines), Columns, ct);
        // The records that an import would save are what is planned, and none of them is saved.
        var written = check.Rows.Where(r => r.Effect is CsvEffect.New or CsvEffect.Changed).Select(r => work.Db.Entry(list.Write(work, r))).Where(e => e.State is EntityState.Added or EntityState.Modified).ToList();
        // A page shows the highest number first.
        var rows = Enumerable.Reverse(written).Select(entry => Planned(list.Table, entry)).ToList();
        var (added, changed) = (rows.Count(r => r.Action == "insert"), rows.Count(r => r.Action == "update"));
        var impact = new Impact([.. new ImpactRows[] { new(list.Table, "update", changed), new(list.Table, "add", added) }.Where(t => t.Rows > 0)], Money(written),
            [.. check.Rows.Where(r => r.Effect == CsvEffect.Error).Select(r => new Blocker(list.Table, r.Id.ToString() ?? "", r.Name, $"(line {r.Line}): {string.Join(" ", r.Flaws.Select(f => f.Because))}"))]);
        work.Db.ChangeTracker.Clear();
        return new Plan(Title(list, added, changed), rows, impact);
    }

    string Title(CsvList list, int added, int changed)
    {
        string Count(int n) => $"{n:N0} {(n == 1 ? list.Noun : list.Name)}";
        return (changed, added) switch
        {
            (0, _) => $"Add {Count(added)} from {File}",
            (_, 0) => $"Change {Count(changed)} from {File}",
            _ => $"Change {Count(changed)} from {File}, with {added:N0} new",
        };
    }

    static PlannedRow Planned(string table, EntityEntry entry)
    {
        var isNew = entry.State == EntityState.Added;
        var patch = entry.Properties.Where(p => isNew ? p.Metadata.ValueGenerated == ValueGenerated.Never && p.CurrentValue is not (null or Array { Length: 0 }) : p.IsModified).ToDictionary(p => p.Metadata.GetColumnName(), Stored, StringComparer.Ordinal);
        return new(table, ((Record)entry.Entity).Id.ToString(), isNew ? "insert" : "update", JsonSerializer.SerializeToElement(patch));
    }

    static object? Stored(PropertyEntry property) => property.Metadata.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(property.CurrentValue) : property.CurrentValue;

    // As guard counts it: what the rows carry as they are.
    static IReadOnlyList<ImpactMoney> Money(IEnumerable<EntityEntry> written) =>
        [.. written.Where(e => e.Entity is Deal).GroupBy(e => (string)e.Property(nameof(Deal.Currency)).OriginalValue!, e => (long?)e.Property(nameof(Deal.GrossMinor)).OriginalValue ?? 0)
            .Select(g => new ImpactMoney("deals", g.Sum(), g.Key)).Where(m => m.Minor != 0).OrderBy(m => m.Currency, StringComparer.Ordinal)];
}
