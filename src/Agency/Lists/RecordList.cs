namespace Agency.Lists;

/// <summary>A filter under a name, as <see cref="FilterText"/> writes it, with the order that goes with it.</summary>
public sealed record ListTab(string Name, string Filter, string? Sort = null);

/// <summary>A list of records: what is known of its fields, and every way in which it is read, of now or as of a moment.</summary>
public abstract class RecordList
{
    /// <summary>As in an address: deals.</summary>
    public abstract string Name { get; }

    /// <summary>With its schema: agency.deals.</summary>
    public string Table => "agency." + Name;

    /// <summary>What one of its rows is called.</summary>
    public abstract string Noun { get; }

    /// <summary>The first is the row's name.</summary>
    public abstract IReadOnlyList<ListField> Fields { get; }

    /// <summary>What everybody looks at often.</summary>
    public abstract IReadOnlyList<ListTab> Tabs { get; }

    /// <summary>A field's name, descending with a leading '-'.</summary>
    public abstract string DefaultSort { get; }

    /// <summary>A page of rows. An unknown sort, cursor or column means the list's own.</summary>
    public abstract Task<ListPage> ReadAsync(PageQuery query, DateTimeOffset? at = null, CancellationToken ct = default);

    /// <summary>One live row with all its columns; no row where there is none.</summary>
    public abstract Task<ListPage> FindAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default);

    /// <summary>Every row that matches, in order, read page by page; for a file.</summary>
    public abstract IAsyncEnumerable<ListRow> AllAsync(PageQuery query, DateTimeOffset? at = null, CancellationToken ct = default);

    /// <summary>How many match: exactly up to <see cref="CountsTo"/> rows, or where <paramref name="exact"/> is asked for; else what the planner expects.</summary>
    public abstract Task<ListCount> CountAsync(PageQuery query, bool exact = false, DateTimeOffset? at = null, CancellationToken ct = default);

    /// <summary>The ids of all that match now, at most <see cref="SelectsTo"/>; null where there are more.</summary>
    public abstract Task<IReadOnlyList<Guid>?> IdsAsync(PageQuery query, CancellationToken ct = default);

    /// <summary>The cursor in front of the first row whose sorted field has the value or lies beyond it; null where the value does not fit the field.</summary>
    /// <param name="sort">As in a query.</param>
    /// <param name="value">As somebody types it; an amount in major units.</param>
    /// <param name="currency">Of the amount, where the list is of one currency alone.</param>
    public abstract string? CursorAt(string sort, string value, string? currency = null);

    public const int CountsTo = 10_000;

    public const int SelectsTo = 10_000;

    public ListField? Field(string? name) => Fields.FirstOrDefault(f => f.Name == name);
}
