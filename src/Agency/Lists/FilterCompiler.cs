using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Agency.Lists;

/// <summary>What relative words of a filter mean to whoever looks: which day it is, and who they are.</summary>
sealed record Looking(DateOnly Today, Guid? Person);

/// <summary>Makes a filter a condition of the database. Values are parameters; what is compared stands in the row's own columns, so that their indexes serve.</summary>
sealed class FilterCompiler<T>(IReadOnlyList<Column<T>> columns, Expression<Func<T, string>>? currency, Looking looking) where T : class, IKeyed
{
    static readonly Expression s_null = Expression.Constant(null);

    readonly ParameterExpression _row = Expression.Parameter(typeof(T), "row");

    public IQueryable<T> Apply(IQueryable<T> rows, Filter filter)
    {
        if (filter.IsEmpty)
            return rows;
        var parts = filter.Parts.Select(part => part is FilterGroup group ? Join(group.Conditions.Select(Compile), any: !filter.Any) : Compile((Condition)part)).ToList();
        if (filter.Any)
            return rows.Where(Lambda(Join(parts, any: true)));
        return parts.Aggregate(rows, (kept, part) => kept.Where(Lambda(part)));
    }

    static Expression Join(IEnumerable<Expression> parts, bool any) => parts.Aggregate((a, b) => any ? Expression.OrElse(a, b) : Expression.AndAlso(a, b));

    Expression<Func<T, bool>> Lambda(Expression body) => Expression.Lambda<Func<T, bool>>(body, _row);

    Expression Compile(Condition condition)
    {
        var column = columns.First(c => c.Field.Name == condition.Field);
        var value = Of(column.Value);
        return (condition.Op, column.Field.Kind) switch
        {
            (FilterOp.Empty, _) => Expression.Equal(Nullable(value), s_null),
            (FilterOp.Set, _) => Expression.NotEqual(Nullable(value), s_null),
            (_, FieldKind.Text) => Text(condition, value),
            (_, FieldKind.Choice or FieldKind.Person) => OneOf(condition, value),
            (_, FieldKind.YesNo) => condition.Values[0] == "yes" ? value : Expression.Not(value),
            (_, FieldKind.Date) => Between(FilterValues.Span(condition, looking.Today)!.Value, value, date => date),
            (_, FieldKind.Moment) => Between(FilterValues.Span(condition, looking.Today)!.Value, value, day => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)),
            (_, FieldKind.Money) => Money(condition, value),
            (_, FieldKind.Percent) => Number(condition, value, 100),
            _ => Number(condition, value, 1),
        };
    }

    Expression Of(LambdaExpression lambda) => new Replacement(lambda.Parameters[0], _row).Visit(lambda.Body);

    static Expression Nullable(Expression value) => value.Type.IsValueType && System.Nullable.GetUnderlyingType(value.Type) is null ? Expression.Convert(value, typeof(Nullable<>).MakeGenericType(value.Type)) : value;

    /// <summary>A parameter of the query: what a field of an object holds.</summary>
    static Expression Parameter<TValue>(TValue value, Type type)
    {
        Expression held = Expression.Property(Expression.Constant(new Held<TValue>(value)), nameof(Held<>.Value));
        return held.Type == type ? held : Expression.Convert(held, type);
    }

    static Expression Text(Condition condition, Expression value)
    {
        var text = condition.Values[0];
        var pattern = condition.Op is FilterOp.Has or FilterOp.Lacks ? KeysetPaging.Anywhere(text) : KeysetPaging.Anywhere(text)[1..^1];
        Expression<Func<string, bool>> like = name => EF.Functions.ILike(name, pattern, KeysetPaging.Escape);
        var found = new Replacement(like.Parameters[0], value).Visit(like.Body);
        return condition.Op is FilterOp.Has or FilterOp.Is ? found : Expression.OrElse(Expression.Equal(value, s_null), Expression.Not(found));
    }

    Expression OneOf(Condition condition, Expression value)
    {
        var type = System.Nullable.GetUnderlyingType(value.Type) ?? value.Type;
        var values = condition.Values.Select(v => type == typeof(Guid) ? v == FilterValues.Me ? looking.Person ?? Guid.Empty : Guid.Parse(v) : Codes.Parse(type, v)!).Distinct().ToList();
        var found = Join(values.Select(Expression (v) => Equal(value, v, type)), any: true);
        if (condition.Op == FilterOp.Is)
            return found;
        return type == value.Type ? Expression.Not(found) : Expression.OrElse(Expression.Equal(value, s_null), Expression.Not(found));
    }

    // Choices stand in the SQL as they are: there are few, and an index with a condition on them can serve.
    static BinaryExpression Equal(Expression value, object wanted, Type type) =>
        Expression.Equal(value, type.IsEnum ? Expression.Convert(Expression.Constant(wanted, type), value.Type) : Parameter((Guid)wanted, value.Type));

    static Expression Between<TDay>((DateOnly First, DateOnly Last) span, Expression value, Func<DateOnly, TDay> start)
    {
        List<Expression> bounds = [];
        if (span.First != DateOnly.MinValue)
            bounds.Add(Expression.GreaterThanOrEqual(value, Parameter(start(span.First), value.Type)));
        if (span.Last != DateOnly.MaxValue)
            bounds.Add(Expression.LessThan(value, Parameter(start(span.Last.AddDays(1)), value.Type)));
        return Join(bounds, any: false);
    }

    static Expression Number(Condition condition, Expression value, decimal scale)
    {
        var type = System.Nullable.GetUnderlyingType(value.Type) ?? value.Type;
        Expression Bound(string text, bool up)
        {
            var number = FilterValues.Number(text)!.Value * scale;
            var whole = Math.Clamp(up ? Math.Ceiling(number) : Math.Floor(number), type == typeof(int) ? int.MinValue : long.MinValue, type == typeof(int) ? int.MaxValue : long.MaxValue);
            return type == typeof(int) ? Parameter((int)whole, value.Type) : Parameter((long)whole, value.Type);
        }
        Expression least = Expression.GreaterThanOrEqual(value, Bound(condition.Values[0], up: true));
        return condition.Op switch
        {
            FilterOp.Over => least,
            FilterOp.Under => Expression.LessThanOrEqual(value, Bound(condition.Values[0], up: false)),
            _ => Expression.AndAlso(least, Expression.LessThanOrEqual(value, Bound(condition.Values[^1], up: false))),
        };
    }

    // An amount is typed in major units; how many minor ones that is depends on the row's currency.
    Expression Money(Condition condition, Expression value)
    {
        var hundredths = Number(condition, value, 100);
        if (currency is null)
            return hundredths;
        var code = Of(currency);
        Expression IsOneOf(string[] codes)
        {
            Expression<Func<string, bool>> one = c => codes.Contains(c);
            return new Replacement(one.Parameters[0], code).Visit(one.Body);
        }
        var (whole, thousandths) = (IsOneOf(Agency.Money.CodesWith(0)), IsOneOf(Agency.Money.CodesWith(3)));
        return Join([
            Expression.AndAlso(whole, Number(condition, value, 1)), Expression.AndAlso(thousandths, Number(condition, value, 1000)),
            Expression.AndAlso(Expression.Not(Expression.OrElse(whole, thousandths)), hundredths)], any: true);
    }

    sealed record Held<TValue>(TValue Value);
}
