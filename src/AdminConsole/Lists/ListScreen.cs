using Agency.Lists;

namespace AdminConsole.Lists;

/// <summary>Everything a list's page shows: the rows, and what the person may choose from.</summary>
public sealed record ListScreen(ListPage Page, IReadOnlyList<SavedView> Views, ListSettings Settings, IReadOnlyList<FieldChoice> People)
{
    /// <summary>The view that the address names, or the one the list opens with.</summary>
    public static SavedView? View(IReadOnlyList<SavedView> views, ListPlace place) => place.View switch
    {
        ListPlace.NoView => null,
        { } named => views.FirstOrDefault(v => v.Id.ToString() == named),
        null => place is { Search: null, Filter: null, Sort: null, Columns: null } ? views.FirstOrDefault(v => v.Opens && v.IsMine) ?? views.FirstOrDefault(v => v.Opens) : null,
    };

    /// <summary>The columns to show: the address's, the person's own, or the list's. The name always comes first.</summary>
    public static IReadOnlyList<string> Columns(RecordList list, ListPlace place, ListSettings settings)
    {
        var name = list.Fields[0].Name;
        var chosen = place.Columns?.Split('.') ?? [.. settings.Columns.Select(c => c.Name)];
        var known = chosen.Where(c => list.Field(c) is not null && c != name).Distinct().ToList();
        return known.Count == 0 ? [.. list.Fields.Where(f => f.Shown).Select(f => f.Name)] : [name, .. known];
    }
}
