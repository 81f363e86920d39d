using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Agency.Data;

/// <summary>A column a list may be sorted by, and how to page along it: WHERE (key, id) &gt; (@key, @id) ORDER BY key, id, which an index on (key, id) serves.</summary>
abstract class Keyset<TEntity, TRow>(string name) where TEntity : class, IKeyed
{
    public string Name => name;

    /// <summary>Whether the cursor was made by this sort. One that was made up, or by another sort, is not.</summary>
    public abstract bool Knows(Cursor cursor);

    /// <summary>What it sorts by, of a row.</summary>
    public abstract LambdaExpression Key { get; }

    /// <summary>The rows from the cursor on, in the sort's order; where no one index has them all, in parts that follow one another.</summary>
    public abstract IEnumerable<IQueryable<TEntity>> Parts(IQueryable<TEntity> rows, bool descending, Cursor? cursor);

    public abstract string KeyOf(TRow row);
}

sealed class Keyset<TEntity, TRow, TKey>(string name, Expression<Func<TEntity, TKey>> column, Func<TRow, TKey> value) : Keyset<TEntity, TRow>(name)
    where TEntity : class, IKeyed
{
    readonly string _prefix = name + ' ';

    public override bool Knows(Cursor cursor)
    {
        try
        {
            // Npgsql writes moments in UTC only, which is how every cursor of ours says them.
            return cursor.Key.StartsWith(_prefix, StringComparison.Ordinal) && (object?)KeyIn(cursor) is not (null or DateTimeOffset { Offset.Ticks: not 0 });
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public override LambdaExpression Key => column;

    public override IEnumerable<IQueryable<TEntity>> Parts(IQueryable<TEntity> rows, bool descending, Cursor? cursor) => [Apply(rows, descending, cursor)];

    /// <summary>A cursor without a key only says which way.</summary>
    public IQueryable<TEntity> Apply(IQueryable<TEntity> rows, bool descending, Cursor? cursor)
    {
        if (cursor is { Key: not "" } c)
            rows = rows.Where(Beyond(KeyIn(c), c.Id, descending != c.Backwards));
        return descending != (cursor?.Backwards ?? false)
            ? rows.OrderByDescending(column).ThenByDescending(row => row.Id)
            : rows.OrderBy(column).ThenBy(row => row.Id);
    }

    public override string KeyOf(TRow row) => _prefix + JsonSerializer.Serialize(value(row));

    TKey KeyIn(Cursor cursor) => JsonSerializer.Deserialize<TKey>(cursor.Key.AsSpan(_prefix.Length))!;

    Expression<Func<TEntity, bool>> Beyond(TKey key, Guid id, bool below)
    {
        Expression<Func<TKey, Guid, bool>> compare = below
            ? (k, i) => EF.Functions.LessThan(ValueTuple.Create(k, i), ValueTuple.Create(key, id))
            : (k, i) => EF.Functions.GreaterThan(ValueTuple.Create(k, i), ValueTuple.Create(key, id));
        var row = column.Parameters[0];
        var body = new Substitution(compare.Parameters[0], column.Body, compare.Parameters[1], Expression.Property(row, nameof(IKeyed.Id))).Visit(compare.Body);
        return Expression.Lambda<Func<TEntity, bool>>(body, row);
    }

    sealed class Substitution(Expression from, Expression to, Expression from2, Expression to2) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node == from2 ? to2 : node;
    }
}

static class KeysetPaging
{
    /// <summary>The page the query asks for; <paramref name="sorts"/> is the explicit list of columns, its first the default (ascending).</summary>
    public static Task<Page<TRow>> PageAsync<TEntity, TRow>(this IQueryable<TEntity> rows, PageQuery query, IReadOnlyList<Keyset<TEntity, TRow>> sorts,
        Expression<Func<TEntity, TRow>> select, Func<TRow, Guid> idOf, CancellationToken ct) where TEntity : class, IKeyed
    {
        var sort = sorts.FirstOrDefault(s => s.Name == query.Sort?.TrimStart('-')) ?? sorts[0];
        return rows.PageAsync(query, sort, select, idOf, ct);
    }

    public static async Task<Page<TRow>> PageAsync<TEntity, TRow>(this IQueryable<TEntity> rows, PageQuery query, Keyset<TEntity, TRow> sort, Expression<Func<TEntity, TRow>> select, Func<TRow, Guid> idOf,
        CancellationToken ct) where TEntity : class, IKeyed
    {
        var descending = query.Sort?.StartsWith('-') ?? false;
        Cursor? cursor = Cursor.Parse(query.Cursor) is { } sent && sort.Knows(sent) ? sent : null;
        var backwards = cursor?.Backwards ?? false;

        List<TRow> found = [];
        foreach (var part in sort.Parts(rows, descending, cursor))
        {
            found.AddRange(await part.Take(query.Size + 1 - found.Count).Select(select).ToListAsync(ct));
            if (found.Count > query.Size)
                break;
        }
        var more = found.Count > query.Size;
        if (more)
            found.RemoveAt(query.Size);
        if (backwards)
            found.Reverse();

        string? At(Index index, bool back) => found.Count == 0 ? null : new Cursor(back, idOf(found[index]), sort.KeyOf(found[index])).ToString();
        return new Page<TRow>(found,
            Next: backwards || more ? At(^1, back: false) : null,
            Previous: (cursor is not null && !backwards) || (backwards && more) ? At(0, back: true) : null);
    }

    /// <summary>The sort by id, which is the order in which rows were added.</summary>
    public const string Added = "added";

    /// <summary>The rows to page through: in key order one by one, in any other order from all of them. Of now, that is the same.</summary>
    public static IQueryable<T> Rows<T>(this AgencyDb db, PageQuery query) where T : Record =>
        query.Sort?.TrimStart('-') == Added && string.IsNullOrWhiteSpace(query.Search) ? db.Set<T>() : db.All<T>();

    /// <summary>What ILIKE has to be told beside such a pattern: Entity Framework would say that there is no escape.</summary>
    public const string Escape = "\\";

    /// <summary>What somebody typed, as an ILIKE pattern that finds it anywhere.</summary>
    public static string Anywhere(string text) =>
        $"%{text.Trim().Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";
}
