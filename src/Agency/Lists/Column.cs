using System.Linq.Expressions;

namespace Agency.Lists;

/// <summary>A field of a list with where it comes from: what it shows, what it is sorted by, and the row it speaks of where that is another one.</summary>
sealed record Column<T>(ListField Field, LambdaExpression Value, Keyset<T, Slice>? Sort = null, Expression<Func<T, Guid?>>? Link = null) where T : class, IKeyed
{
    /// <summary>The same column, described more closely.</summary>
    public Column<T> Like(Func<ListField, ListField> more) => this with { Field = more(Field) };

    /// <summary>Where reading it row by row would cost too much: reads it for a page's rows at once, as it is on that day.</summary>
    public Func<AgencyDb, Guid[], DateOnly, CancellationToken, Task<Dictionary<Guid, ListCell>>>? Fill { get; init; }
}

/// <summary>A row as it was read: <paramref name="Key"/> is what it is sorted by, <paramref name="Values"/> the cells' values and links.</summary>
sealed record Slice(Guid Id, uint Version, string Name, string? Currency, object? Key, object?[] Values);

/// <summary>Describes the columns of one list; each method answers one with its sort, where an index serves it.</summary>
static class Columns<T> where T : class, IKeyed
{
    public static Column<T> Text(string name, string label, Expression<Func<T, string?>> value, bool sorts = false) =>
        new(new ListField(name, label, FieldKind.Text) { Sorts = sorts, Width = 200 }, value, sorts ? Key(name, OrEmpty(value)) : null);

    /// <summary>The name of another row that each row has. Its table's index on (name, id) is walked.</summary>
    public static Column<T> Of(string name, string label, string table, Expression<Func<T, string>> value, Expression<Func<T, Guid?>> link) =>
        new(new ListField(name, label, FieldKind.Text) { Sorts = true, LinksTo = table, Width = 180 }, value, new RelatedKeyset<T>(name, value, link, optional: false), link);

    /// <summary>The name of another row that a row may have; those without one come first.</summary>
    public static Column<T> Maybe(string name, string label, string? table, Expression<Func<T, string>> value, Expression<Func<T, Guid?>> link) =>
        new(new ListField(name, label, FieldKind.Text) { Sorts = true, LinksTo = table, Width = 180 }, value, new RelatedKeyset<T>(name, value, link, optional: true), link);

    public static Column<T> Choice<TValue>(string name, string label, Expression<Func<T, TValue>> value, bool sorts = false) where TValue : struct, Enum =>
        new(new ListField(name, label, FieldKind.Choice) { Sorts = sorts, Choices = Codes.Choices(typeof(TValue)) }, value, sorts ? Key(name, Rank(value)) : null);

    public static Column<T> Number(string name, string label, Expression<Func<T, int>> value, bool sorts = false, FieldKind kind = FieldKind.Number) =>
        new(new ListField(name, label, kind) { Sorts = sorts, Width = 110 }, value, sorts ? Key(name, value) : null);

    /// <summary>A number that a row may lack; those without come first.</summary>
    public static Column<T> Number(string name, string label, Expression<Func<T, int?>> value) => new(new ListField(name, label, FieldKind.Number) { Sorts = true, Width = 110 }, value, Key(name, Or(value, -1)));

    public static Column<T> Percent(string name, string label, Expression<Func<T, int>> value) => Number(name, label, value, sorts: true, FieldKind.Percent);

    public static Column<T> Money(string name, string label, Expression<Func<T, long?>> value) =>
        new(new ListField(name, label, FieldKind.Money) { Sorts = true, Width = 130 }, value, Key(name, Or(value, -1L)));

    public static Column<T> Money(string name, string label, Expression<Func<T, long>> value) =>
        new(new ListField(name, label, FieldKind.Money) { Sorts = true, Width = 130 }, value, Key(name, value));

    public static Column<T> Date(string name, string label, Expression<Func<T, DateOnly?>> value) =>
        new(new ListField(name, label, FieldKind.Date) { Sorts = true, Width = 130 }, value, Key(name, Or(value, DateOnly.MinValue)));

    public static Column<T> Moment(string name, string label, Expression<Func<T, DateTimeOffset>> value) =>
        new(new ListField(name, label, FieldKind.Moment) { Sorts = true, Width = 130 }, value, Key(name, value));

    /// <summary>A moment that may not have come; those without come first.</summary>
    public static Column<T> Moment(string name, string label, Expression<Func<T, DateTimeOffset?>> value) =>
        new(new ListField(name, label, FieldKind.Moment) { Sorts = true, Width = 130 }, value, Key(name, Or(value, DateTimeOffset.MinValue)));

    public static Column<T> YesNo(string name, string label, Expression<Func<T, bool>> value) => new(new ListField(name, label, FieldKind.YesNo) { Width = 110 }, value);

    public static Column<T> Person(string name, string label, Expression<Func<T, Guid?>> value) => new(new ListField(name, label, FieldKind.Person) { Width = 160 }, value);

    public static LambdaExpression Value<TValue>(Expression<Func<T, TValue>> value) => value;

    static Keyset<T, Slice, TKey> Key<TKey>(string name, Expression<Func<T, TKey>> key) => new(name, key, slice => (TKey)slice.Key!);

    static Expression<Func<T, string>> OrEmpty(Expression<Func<T, string?>> value) =>
        value.Body is MemberExpression { Expression: ParameterExpression } member && new System.Reflection.NullabilityInfoContext().Create((System.Reflection.PropertyInfo)member.Member).ReadState == System.Reflection.NullabilityState.NotNull
            ? Expression.Lambda<Func<T, string>>(value.Body, value.Parameters)
            : Expression.Lambda<Func<T, string>>(Expression.Coalesce(value.Body, Expression.Constant("")), value.Parameters);

    static Expression<Func<T, TKey>> Or<TKey>(Expression<Func<T, TKey?>> value, TKey none) where TKey : struct =>
        Expression.Lambda<Func<T, TKey>>(Expression.Coalesce(value.Body, Expression.Constant(none)), value.Parameters);

    /// <summary>Where a choice stands among all, as a CASE that an index in 024 or 028 spells in the same way.</summary>
    static Expression<Func<T, int>> Rank<TValue>(Expression<Func<T, TValue>> value) where TValue : struct, Enum
    {
        var values = Enum.GetValues<TValue>();
        Expression rank = Expression.Constant(values.Length - 1);
        for (var i = values.Length - 2; i >= 0; i--)
            rank = Expression.Condition(Expression.Equal(value.Body, Expression.Constant(values[i])), Expression.Constant(i), rank);
        return Expression.Lambda<Func<T, int>>(rank, value.Parameters);
    }
}
