using System.Collections;
using System.Reflection;
using Agency.Data;

namespace AdminConsole.Shared;

/// <summary>A field that two people filled in differently. <see cref="TakeMine"/> is the choice; at first theirs, where only they changed it.</summary>
public sealed class ConflictField(string label, PropertyInfo property, object merged, object? original, object? mine, object? theirs)
{
    public string Label => label;
    public object? Original => original;
    public object? Mine => mine;
    public object? Theirs => theirs;
    public bool TakeMine { get; set; } = !Equals(mine, original);

    internal void Settle() => property.SetValue(merged, TakeMine ? mine : theirs);
}

/// <summary>What the forms have in common: their properties are the fields; Version says which row they were read from; a list of <see cref="IFormLine"/> is its lines.</summary>
static class FormFields
{
    const string Version = "Version";

    public static TForm Copy<TForm>(TForm form) where TForm : class => (TForm)CopyOf(form);

    /// <summary>Their form with the lines that only I added, and the fields that are left to choose between. Nothing of mine is in it until they are settled.</summary>
    public static (TForm Merged, IReadOnlyList<ConflictField> Fields) Merge<TForm>(TForm original, TForm mine, TForm theirs) where TForm : class
    {
        var merged = Copy(theirs);
        List<ConflictField> fields = [.. Conflicts(original, mine, merged, "")];
        foreach (var lines in typeof(TForm).GetProperties().Where(HasLines))
        {
            var (theirLines, before) = ((IList)lines.GetValue(merged)!, Lines(lines, original).ToDictionary(l => l.Id!.Value));
            foreach (var (line, number) in Lines(lines, merged).Select((l, i) => (l, i + 1)))
            {
                if (Lines(lines, mine).FirstOrDefault(l => l.Id == line.Id) is { } typed)
                    fields.AddRange(Conflicts(before[line.Id!.Value], typed, line, $"Line {number}: "));
            }
            foreach (var added in Lines(lines, mine).Where(l => l.Id is null))
                theirLines.Add(CopyOf(added));
        }
        return (merged, fields);
    }

    public static bool Has<TForm>(string field) => typeof(TForm).GetProperty(field) is not null;

    static IEnumerable<ConflictField> Conflicts(object original, object mine, object merged, string of) =>
        from property in mine.GetType().GetProperties()
        where property.Name != Version && !HasLines(property) && !Equals(property.GetValue(mine), property.GetValue(merged))
        let name = Names.Words(property.Name)
        select new ConflictField(of.Length == 0 ? name : of + name.ToLowerInvariant(), property, merged, property.GetValue(original), property.GetValue(mine), property.GetValue(merged));

    static bool HasLines(PropertyInfo property) => typeof(IEnumerable<IFormLine>).IsAssignableFrom(property.PropertyType);

    static IReadOnlyList<IFormLine> Lines(PropertyInfo property, object form) => [.. (IEnumerable<IFormLine>)property.GetValue(form)!];

    static object CopyOf(object form)
    {
        var copy = Activator.CreateInstance(form.GetType())!;
        foreach (var property in form.GetType().GetProperties())
        {
            var value = property.GetValue(form);
            if (HasLines(property))
            {
                var lines = (IList)Activator.CreateInstance(value!.GetType())!;
                foreach (var line in (IEnumerable)value)
                    lines.Add(CopyOf(line));
                value = lines;
            }
            property.SetValue(copy, value);
        }
        return copy;
    }
}
