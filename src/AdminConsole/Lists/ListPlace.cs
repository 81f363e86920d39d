using Agency.Data;
using Agency.Lists;
using Microsoft.AspNetCore.WebUtilities;

namespace AdminConsole.Lists;

/// <summary>Where one is in a list, as its address says it. What is null there comes from the view, or from what the person keeps; <see cref="None"/> is a filter that is none.</summary>
public sealed record ListPlace
{
    public const int Page = 50;

    /// <summary>How many rows stand under one another before the list begins anew.</summary>
    public const int Most = 500;

    public const string None = "none";

    /// <summary>The list as it is without any view.</summary>
    public const string NoView = "all";

    public string? Search { get; init; }
    public string? Filter { get; init; }
    public string? Sort { get; init; }

    /// <summary>Names joined by dots.</summary>
    public string? Columns { get; init; }
    public string? View { get; init; }

    /// <summary>The cursor in front of the first row.</summary>
    public string? After { get; init; }
    public int Rows { get; init; } = Page;
    public Guid? Peek { get; init; }

    /// <summary>From its beginning, with nothing beside it.</summary>
    public ListPlace Anew() => this with { After = null, Rows = Page, Peek = null };

    /// <summary>What the view says, under what the address says.</summary>
    public ListPlace Over(SavedView? view) => view is null ? this : Of(view.Query) is var kept ? this with
    {
        Search = Search ?? kept.Search, Filter = Filter ?? kept.Filter, Sort = Sort ?? kept.Sort, Columns = Columns ?? kept.Columns,
    } : this;

    /// <summary>Whether it differs from what its view says.</summary>
    public bool IsChanged(SavedView view) => Over(view) is var place && Of(view.Query) is var kept
        && (place.Search, Plain(place.Filter), place.Sort, place.Columns) != (kept.Search, Plain(kept.Filter), kept.Sort, kept.Columns);

    /// <summary>What a view keeps of it.</summary>
    public string Query => QueryHelpers.AddQueryString("", new[] { ("q", Search), ("f", Plain(Filter)), ("sort", Sort), ("cols", Columns) }.Where(p => !string.IsNullOrEmpty(p.Item2)).Select(p => KeyValuePair.Create(p.Item1, p.Item2))).TrimStart('?');

    public static ListPlace Of(string query)
    {
        var said = QueryHelpers.ParseQuery(query);
        string? Get(string key) => said.TryGetValue(key, out var value) && !string.IsNullOrEmpty(value) ? value.ToString() : null;
        return new() { Search = Get("q"), Filter = Get("f"), Sort = Get("sort"), Columns = Get("cols") };
    }

    public PageQuery Asked(IReadOnlyList<string> columns) => new(Search, Sort: Sort, Cursor: After, Size: Math.Clamp(Rows, Page, Most), Filter: Plain(Filter), Columns: columns);

    static string? Plain(string? filter) => filter == None ? null : filter;
}

/// <summary>What is selected in each list, for as long as somebody stays in the console: it is there when they come back from a record.</summary>
public sealed class Selections
{
    readonly Dictionary<string, HashSet<Guid>> _lists = new(StringComparer.Ordinal);

    internal HashSet<Guid> In(string list) => _lists.TryGetValue(list, out var ids) ? ids : _lists[list] = [];
}
