using System.Reflection;

namespace AdminConsole.Shared;

/// <summary>A field that two people filled in differently. <see cref="TakeMine"/> is the choice; at first theirs, where only they changed it.</summary>
public sealed class ConflictField(PropertyInfo property, object? original, object? mine, object? theirs)
{
    public string Name => property.Name;
    public object? Original => original;
    public object? Mine => mine;
    public object? Theirs => theirs;
    public bool TakeMine { get; set; } = !Equals(mine, original);

    internal void WriteTo(object form) => property.SetValue(form, TakeMine ? mine : theirs);
}

/// <summary>What the forms have in common: their properties are the fields; Version says which row they were read from.</summary>
static class FormFields
{
    const string Version = "Version";

    public static TForm Copy<TForm>(TForm form) where TForm : class, new()
    {
        var copy = new TForm();
        foreach (var property in typeof(TForm).GetProperties())
            property.SetValue(copy, property.GetValue(form));
        return copy;
    }

    public static IReadOnlyList<ConflictField> Conflicts<TForm>(TForm original, TForm mine, TForm theirs) where TForm : class =>
        [.. typeof(TForm).GetProperties().Where(p => p.Name != Version && !Equals(p.GetValue(mine), p.GetValue(theirs)))
            .Select(p => new ConflictField(p, p.GetValue(original), p.GetValue(mine), p.GetValue(theirs)))];

    public static bool Has<TForm>(string field) => typeof(TForm).GetProperty(field) is not null;
}
