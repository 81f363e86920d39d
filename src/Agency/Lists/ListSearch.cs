using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Agency.Lists;

/// <summary>The ways in which a search finds the rows of a list, each by an index of its own: by what stands in the row, and by the names of what it belongs to.
/// <paramref name="words"/>: where they were mistyped, what resembles them is found, and <paramref name="pattern"/> finds nothing.</summary>
sealed class ListSearch<T>(AgencyDb db, string pattern, string? words) where T : Record
{
    // More names than this are common ones, whose rows turn up on the way.
    const int Names = 500;

    readonly ParameterExpression _row = Expression.Parameter(typeof(T), "row");
    readonly List<Func<CancellationToken, Task<Expression?>>> _ways = [];

    /// <summary>By a text of the row.</summary>
    public ListSearch<T> By(Expression<Func<T, string?>> text) => Way(_ => Task.FromResult<Expression?>(Of(text, Finds)));

    /// <summary>By a number, an address or the like, of which nothing is found that only resembles it.</summary>
    public ListSearch<T> ByCode(Expression<Func<T, string?>> code) => words is null ? By(code) : this;

    /// <summary>By the name of what the row belongs to. The names are looked up first.</summary>
    public ListSearch<T> ByName<TOther>(Expression<Func<T, Guid?>> belongs, Expression<Func<TOther, string>> name) where TOther : Record => Way(async ct =>
    {
        var named = db.All<TOther>().Where(Expression.Lambda<Func<TOther, bool>>(In(Finds, name.Body), name.Parameters)).Select(other => other.Id);
        var ids = await named.Take(Names + 1).ToListAsync(ct);
        return ids.Count switch
        {
            0 => null,
            > Names => Of<Guid>(belongs, id => named.Contains(id)),
            _ => Of<Guid>(belongs, id => ids.Contains(id)),
        };
    });

    /// <summary>The condition of each row, so that a long list is either walked in its order or its matches collected, whichever is sooner.</summary>
    public async Task<Expression<Func<T, bool>>> ConditionAsync(CancellationToken ct)
    {
        Expression? found = null;
        foreach (var way in _ways)
        {
            if (await way(ct) is { } next)
                found = found is null ? next : Expression.OrElse(found, next);
        }
        return Expression.Lambda<Func<T, bool>>(found ?? Expression.Constant(false), _row);
    }

    Expression<Func<string, bool>> Finds => words is null ? text => EF.Functions.ILike(text, pattern, KeysetPaging.Escape) : text => EF.Functions.TrigramsAreWordSimilar(words, text);

    ListSearch<T> Way(Func<CancellationToken, Task<Expression?>> way)
    {
        _ways.Add(way);
        return this;
    }

    Expression Of<TValue>(LambdaExpression value, Expression<Func<TValue, bool>> condition)
    {
        var body = new Replacement(value.Parameters[0], _row).Visit(value.Body);
        if (body is UnaryExpression { NodeType: ExpressionType.Convert } convert)
            body = convert.Operand;
        return In(condition, Nullable.GetUnderlyingType(body.Type) is null ? body : Expression.Property(body, nameof(Nullable<>.Value)));
    }

    static Expression In<TValue>(Expression<Func<TValue, bool>> condition, Expression value) => new Replacement(condition.Parameters[0], value).Visit(condition.Body);
}
