using Agency.Data;
using Agency.Lists;

namespace Agency.Tests.Data;

static class Paging
{
    /// <summary>Walks through all pages to the end and back, sees the same pages both ways, and answers the rows in the order in which they came.</summary>
    public static async Task<List<T>> WalkAsync<T>(Func<PageQuery, Task<Page<T>>> list, PageQuery query)
    {
        List<Page<T>> pages = [await list(query)];
        Assert.Null(pages[0].Previous);
        while (pages[^1].Next is { } next)
        {
            pages.Add(await list(query with { Cursor = next }));
            Assert.NotEmpty(pages[^1].Rows);
        }

        var back = pages[^1];
        foreach (var forth in pages.SkipLast(1).Reverse())
        {
            back = await list(query with { Cursor = back.Previous });
            Assert.Equal(forth.Rows.Select(r => r!.ToString()), back.Rows.Select(r => r!.ToString()));
        }
        Assert.Null(back.Previous);
        return [.. pages.SelectMany(p => p.Rows)];
    }

    public static Task<List<ListRow>> WalkAsync(this TestAgency agency, string list, PageQuery query) => WalkAsync(async asked =>
    {
        var page = await agency.ListAsync(list, asked);
        return new Page<ListRow>(page.Rows, page.Next, page.Previous);
    }, query);

    public static async Task<List<Guid>> IdsAsync(this TestDatabase database, string sql) => [.. await database.AskAsync<Guid[]>($"select array({sql})")];

    /// <summary>What somebody may have put into the address: not ours at all, ours with another key, or of another sort.</summary>
    public static string[] Garbage { get; } =
    [
        "", "x", "not base64!", "AAAA", Of(""), Of("name "), Of("name {"), Of("name null"), Of("name 7"),
        Of("updated \"Aria\""), Of("updated 7"),
        Of("updated \"2026-01-01T00:00:00+01:00\""), Of("title []"), Of("gross \"much\""), Of("signed 1"), Of("nothing 1"), Of("talent 7"), Of("brand null"), Of("stage \"live\""), Of("commission 1.5"),
    ];

    static string Of(string key) => new Cursor(Backwards: false, Guid.Empty, key).ToString();
}
