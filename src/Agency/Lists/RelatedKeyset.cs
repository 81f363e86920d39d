using System.Linq.Expressions;
using System.Text.Json;

namespace Agency.Lists;

/// <summary>Sorts by the name of another row, walking that table's index on it: for which the name's bound is said alone too, and rows without one are read by themselves, before all others.</summary>
sealed class RelatedKeyset<T>(string name, Expression<Func<T, string>> column, Expression<Func<T, Guid?>> link, bool optional) : Keyset<T, Slice>(name) where T : class, IKeyed
{
    // What no name is sorts before every name.
    const string None = "";

    readonly Keyset<T, Slice, string> _named = new(name, column, slice => (string?)slice.Key ?? None);
    readonly Keyset<T, Slice, Guid> _unnamed = new(name, row => row.Id, slice => slice.Id);

    public override bool Knows(Cursor cursor) => _named.Knows(cursor);

    public override string KeyOf(Slice row) => _named.KeyOf(row);

    public override LambdaExpression Key => column;

    public override IEnumerable<IQueryable<T>> Parts(IQueryable<T> rows, bool descending, Cursor? cursor)
    {
        var key = cursor is { } at ? JsonSerializer.Deserialize<string>(at.Key.AsSpan(Name.Length + 1))! : null;
        var down = descending != (cursor?.Backwards ?? false);
        if (!optional)
            return [Named(rows, key, cursor, descending, down)];
        var inNone = key == None;
        var none = _unnamed.Apply(Where(rows, Expression.Equal(link.Body, Expression.Constant(null, typeof(Guid?))), link), descending, inNone ? cursor! .Value with { Key = $"{Name} {JsonSerializer.Serialize(cursor.Value.Id)}" } : Turn(cursor));
        var named = Named(Where(rows, Expression.NotEqual(column.Body, Expression.Constant(null, typeof(string))), column), inNone ? null : key, inNone ? Turn(cursor) : cursor, descending, down);
        return (down, key) switch
        {
            (false, null or None) => [none, named],
            (false, _) => [named],
            (true, None) => [none],
            _ => [named, none],
        };
    }

    IQueryable<T> Named(IQueryable<T> rows, string? key, Cursor? cursor, bool descending, bool down)
    {
        if (key is not null)
        {
            Expression<Func<string, bool>> bound = down ? name => string.Compare(name, key) <= 0 : name => string.Compare(name, key) >= 0;
            rows = rows.Where(Expression.Lambda<Func<T, bool>>(new Replacement(bound.Parameters[0], column.Body).Visit(bound.Body), column.Parameters));
        }
        return _named.Apply(rows, descending, key is null ? Turn(cursor) : cursor);
    }

    // From its beginning, or its end, in the direction of a cursor that lies elsewhere.
    static Cursor? Turn(Cursor? cursor) => cursor is { Backwards: true } back ? back with { Key = "", Id = Guid.Empty } : null;

    static IQueryable<T> Where(IQueryable<T> rows, Expression condition, LambdaExpression of) => rows.Where(Expression.Lambda<Func<T, bool>>(condition, of.Parameters));
}

/// <summary>Puts an expression in the place of a parameter.</summary>
sealed class Replacement(ParameterExpression from, Expression to) : ExpressionVisitor
{
    protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
}
