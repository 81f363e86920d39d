using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Agency.People;
using Microsoft.EntityFrameworkCore;

namespace Agency.Lists;

/// <summary>How a feature describes its list.</summary>
sealed record ListShape<T>(string Name, string Noun, string DefaultSort, IReadOnlyList<Column<T>> Columns, Expression<Func<T, string>> NameOf) where T : Record
{
    /// <summary>Of the rows' money.</summary>
    public Expression<Func<T, string>>? Currency { get; init; }

    /// <summary>Filters that stand over the list as tabs, for everybody.</summary>
    public IReadOnlyList<ListTab> Tabs { get; init; } = [];

    /// <summary>Where not everybody may see every row: which of them the person may. Every way of reading the list asks it anew.</summary>
    public Func<AgencyStore, Guid?, CancellationToken, Task<Expression<Func<T, bool>>>>? Seen { get; init; }

    /// <summary>The ways in which the words of a search find a row.</summary>
    public required Func<ListSearch<T>, ListSearch<T>> Matches { get; init; }
}

sealed class ListOf<T>(ListShape<T> shape, AgencyStore store, CurrentPerson current) : RecordList where T : Record
{
    readonly List<ListField> _fields = [.. shape.Columns.Select(c => c.Field)];
    readonly Keyset<T, Slice, Guid> _added = new(KeysetPaging.Added, row => row.Id, slice => slice.Id);

    public override string Name => shape.Name;
    public override string Noun => shape.Noun;
    public override string DefaultSort => shape.DefaultSort;
    public override IReadOnlyList<ListField> Fields => _fields;
    public override IReadOnlyList<ListTab> Tabs => shape.Tabs;

    public override async Task<ListPage> ReadAsync(PageQuery query, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await store.ReadAsync(at, ct);
        return await PageAsync(db, query, at, ct);
    }

    public override async Task<ListPage> FindAsync(Guid id, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await store.ReadAsync(at, ct);
        return await PageAsync(db, await SeenAsync(db.Set<T>().Where(row => row.Id == id), ct), new PageQuery(Sort: KeysetPaging.Added), shape.Columns, _added, at, ct);
    }

    public override async IAsyncEnumerable<ListRow> AllAsync(PageQuery query, DateTimeOffset? at = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var next = query with { Cursor = null, Size = 1000 };
        do
        {
            await using var db = await store.ReadAsync(at, ct);
            var page = await PageAsync(db, next, at, ct);
            foreach (var row in page.Rows)
                yield return row;
            next = page.Next is { } cursor ? next with { Cursor = cursor } : null;
        }
        while (next is not null);
    }

    public override async Task<ListCount> CountAsync(PageQuery query, bool exact = false, DateTimeOffset? at = null, CancellationToken ct = default)
    {
        await using var db = await store.ReadAsync(at, ct);
        var rows = await RowsAsync(db, query, at, ct);
        if (exact)
            return new(await rows.LongCountAsync(ct), IsExact: true);
        var counted = await rows.Select(row => row.Id).Take(CountsTo + 1).LongCountAsync(ct);
        return counted <= CountsTo ? new(counted, IsExact: true) : new(Math.Max(counted, await Estimate.OfAsync(rows.Select(row => row.Id), ct)), IsExact: false);
    }

    public override async Task<IReadOnlyList<Guid>?> IdsAsync(PageQuery query, CancellationToken ct = default)
    {
        await using var db = await store.ReadAsync(ct);
        var rows = await RowsAsync(db, query, at: null, ct);
        var ids = await rows.Select(row => row.Id).Take(SelectsTo + 1).ToListAsync(ct);
        return ids.Count > SelectsTo ? null : ids;
    }

    public override string? CursorAt(string sort, string value, string? currency = null)
    {
        var (name, down) = (sort.TrimStart('-'), sort.StartsWith('-'));
        if (shape.Columns.FirstOrDefault(c => c.Field.Name == name) is not { Sort: { } keyset } column || JumpValue.Of(column.Field, keyset.Key.ReturnType, value, down, currency) is not { } key)
            return null;
        var cursor = new Cursor(Backwards: false, down ? Guid.AllBitsSet : Guid.Empty, name + ' ' + System.Text.Json.JsonSerializer.Serialize(key));
        return keyset.Knows(cursor) ? cursor.ToString() : null;
    }

    async Task<ListPage> PageAsync(AgencyDb db, PageQuery query, DateTimeOffset? at, CancellationToken ct)
    {
        var sort = Sort(query.Sort ?? shape.DefaultSort) ?? Sort(shape.DefaultSort)!;
        query = query with { Sort = query.Sort is null || Sort(query.Sort) is null ? shape.DefaultSort : query.Sort };
        List<Column<T>> columns = [.. (query.Columns ?? []).Select(name => shape.Columns.FirstOrDefault(c => c.Field.Name == name)).OfType<Column<T>>()];
        if (columns.Count == 0)
            columns = [.. shape.Columns.Where(c => c.Field.Shown)];
        var (rows, ignored) = await FilteredAsync(db, query, at, ct);
        var page = await PageAsync(db, await SearchedAsync(db, rows, query.Search, mistyped: false, ct), query, columns, sort, at, ct);
        var alike = page.Rows.Count == 0 && await IsMistypedAsync(db, query.Search, ct);
        if (alike)
            page = await PageAsync(db, await SearchedAsync(db, rows, query.Search, mistyped: true, ct), query, columns, sort, at, ct);
        return page with { Alike = alike, Ignored = ignored };
    }

    async Task<ListPage> PageAsync(AgencyDb db, IQueryable<T> rows, PageQuery query, IReadOnlyList<Column<T>> columns, Keyset<T, Slice> sort, DateTimeOffset? at, CancellationToken ct)
    {
        var page = await rows.PageAsync(query, sort, Select(columns, sort, at is null), slice => slice.Id, ct);
        var ids = page.Rows.Select(slice => slice.Id).ToArray();
        var filled = new Dictionary<string, Dictionary<Guid, ListCell>>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            if (column.Fill is { } fill && ids.Length > 0)
                filled[column.Field.Name] = await fill(db, ids, Today(at), ct);
        }
        return new([.. columns.Select(c => c.Field.Name)], [.. page.Rows.Select(slice => Row(slice, columns, filled))], page.Next, page.Previous, Alike: false, []);
    }

    Keyset<T, Slice>? Sort(string sort) => sort.TrimStart('-') is var name && name == KeysetPaging.Added ? _added : shape.Columns.FirstOrDefault(c => c.Field.Name == name)?.Sort;

    async Task<IQueryable<T>> RowsAsync(AgencyDb db, PageQuery query, DateTimeOffset? at, CancellationToken ct) =>
        await SearchedAsync(db, (await FilteredAsync(db, query, at, ct)).Rows, query.Search, await IsMistypedAsync(db, query.Search, ct), ct);

    async Task<(IQueryable<T> Rows, IReadOnlyList<string> Ignored)> FilteredAsync(AgencyDb db, PageQuery query, DateTimeOffset? at, CancellationToken ct)
    {
        var (filter, ignored) = FilterText.Read(query.Filter, _fields);
        var looking = new Looking(Today(at), await current.IdAsync(ct));
        return (new FilterCompiler<T>(shape.Columns, shape.Currency, looking).Apply(await SeenAsync(db.Rows<T>(query), ct), filter), ignored);
    }

    async Task<IQueryable<T>> SearchedAsync(AgencyDb db, IQueryable<T> rows, string? search, bool mistyped, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(search))
            return rows;
        return rows.Where(await shape.Matches(new(db, KeysetPaging.Anywhere(search), mistyped ? search.Trim() : null)).ConditionAsync(ct));
    }

    /// <summary>Where no row at all contains it, it may have been mistyped. Asked for one row, the planner would trust to meet it by chance and read the table; so it is asked for several.</summary>
    async Task<bool> IsMistypedAsync(AgencyDb db, string? search, CancellationToken ct) =>
        search is not null && search.Count(char.IsLetterOrDigit) >= 4
        && await (await SearchedAsync(db, await SeenAsync(db.All<T>(), ct), search, mistyped: false, ct)).Select(row => row.Id).Take(50).ToListAsync(ct) is [];

    async Task<IQueryable<T>> SeenAsync(IQueryable<T> rows, CancellationToken ct) => shape.Seen is { } seen ? rows.Where(await seen(store, await current.IdAsync(ct), ct)) : rows;

    DateOnly Today(DateTimeOffset? at) => DateOnly.FromDateTime((at ?? store.Now).UtcDateTime);

    Expression<Func<T, Slice>> Select(IReadOnlyList<Column<T>> columns, Keyset<T, Slice> sort, bool isNow)
    {
        var row = Expression.Parameter(typeof(T), "row");
        Expression Of(LambdaExpression lambda) => new Replacement(lambda.Parameters[0], row).Visit(lambda.Body);
        Expression Boxed(LambdaExpression? lambda) => lambda is null ? Expression.Constant(null) : Expression.Convert(Of(lambda), typeof(object));
        var values = columns.SelectMany(c => new[] { Boxed(c.Value), Boxed(c.Link) });
        var slice = Expression.New(typeof(Slice).GetConstructors()[0],
            Expression.Property(row, nameof(Record.Id)), isNow ? Expression.Property(row, nameof(Record.Version)) : Expression.Constant(0u), Of(shape.NameOf),
            shape.Currency is null ? Expression.Constant(null, typeof(string)) : Of(shape.Currency), Boxed(sort.Key), Expression.NewArrayInit(typeof(object), values));
        return Expression.Lambda<Func<T, Slice>>(slice, row);
    }

    static ListRow Row(Slice slice, IReadOnlyList<Column<T>> columns, Dictionary<string, Dictionary<Guid, ListCell>> filled) => new(slice.Id, slice.Name, slice.Version, slice.Currency,
        [.. columns.Select((c, i) => filled.TryGetValue(c.Field.Name, out var cells) ? cells.GetValueOrDefault(slice.Id) : ListCell.Of(slice.Values[2 * i]) with { Link = (Guid?)slice.Values[2 * i + 1] })]);
}
