using System.Buffers.Text;
using System.Text;

namespace Agency.Data;

/// <summary>Which page of a list. <paramref name="Sort"/> is a column's name from the service's own list, with a leading '-' for descending;
/// <paramref name="Cursor"/> is a <see cref="Page{T}.Next"/> or <see cref="Page{T}.Previous"/> of an earlier page; an unknown value means the first page, the default sort.
/// <paramref name="Filter"/> (see <see cref="Lists.FilterText"/>) and <paramref name="Columns"/>, by name, are known by the lists of <see cref="Lists.ListService"/>, which know no <paramref name="State"/>.</summary>
public sealed record PageQuery(string? Search = null, string? State = null, string? Sort = null, string? Cursor = null, int Size = 50,
    string? Filter = null, IReadOnlyList<string>? Columns = null);

/// <summary>Rows of one page and the cursors of its neighbours; null where there is none. No totals: a list of a million rows opens as fast as one of fifty.</summary>
public sealed record Page<T>(IReadOnlyList<T> Rows, string? Next, string? Previous)
{
    /// <summary>Whether these are all the rows there are.</summary>
    public bool IsAll => Next is null && Previous is null;
}

/// <summary>A place in a sorted list: after (or before) the row with this key and id.</summary>
readonly record struct Cursor(bool Backwards, Guid Id, string Key)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{(Backwards ? '<' : '>')}{Id:N}{Key}"));

    public static Cursor? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || !Base64Url.IsValid(text))
            return null;
        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        return plain.Length >= 33 && plain[0] is '<' or '>' && Guid.TryParseExact(plain.AsSpan(1, 32), "N", out var id)
            ? new Cursor(plain[0] == '<', id, plain[33..])
            : null;
    }
}
