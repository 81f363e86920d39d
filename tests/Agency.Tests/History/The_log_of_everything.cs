using Agency.History;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.History;

[Collection(nameof(ManyCommits))]
public sealed class The_log_of_everything(ManyCommits many)
{
    static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    static readonly Dictionary<string, LogQuery> s_filters = new(StringComparer.Ordinal)
    {
        ["nothing"] = new(),
        ["person"] = new(Person: Id("p3")),
        ["rare table"] = new(Table: "agency.talents"),
        ["table"] = new(Table: "agency.deals"),
        ["intent"] = new(Intent: "deal.removed"),
        ["request"] = new(Request: Id("r4000")),
        ["source"] = new(Source: "job"),
        ["time"] = new(From: s_now.AddMonths(-9), Until: s_now.AddMonths(-9).AddDays(2)),
        ["person and time"] = new(Person: Id("p3"), Until: s_now.AddMonths(-10)),
        ["table and source"] = new(Table: "agency.talents", Source: "job"),
    };

    public static TheoryData<string> Filters() => [.. s_filters.Keys];

    [Theory, MemberData(nameof(Filters))]
    public async Task Is_served_by_indexes_whatever_is_asked_for(string filter)
    {
        var plan = await many.Rows.PlanAsync(() => many.Agency.As<HistoryService>(Max).LogAsync(s_filters[filter]));

        Assert.DoesNotContain("Seq Scan on commits", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on touched", plan, StringComparison.Ordinal);
        if (s_filters[filter].Table is not null)
            Assert.Contains("touched_pkey", plan, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Filters))]
    public async Task Has_what_the_filter_asks_for_newest_first_and_each_commit_once(string filter)
    {
        var query = s_filters[filter];
        var history = many.Agency.As<HistoryService>(Max);
        List<CommitRow> rows = [];
        string? cursor = null;
        for (var pages = 0; pages < 4; pages++)
        {
            var page = await history.LogAsync(query, cursor);
            rows.AddRange(page.Rows);
            if ((cursor = page.Next) is null)
                break;
        }

        var ids = rows.ConvertAll(r => r.Id);
        Assert.Equal(await many.Agency.Database.AskAsync<string>($"""
            select string_agg(id::text, ' ') from (select id from history.commits c where {Where(query)} order by id desc limit {ids.Count}) c
            """), string.Join(' ', ids));
        Assert.Equal(cursor is not null, await many.Agency.Database.AskAsync<bool>($"select exists (select from history.commits c where id < {ids[^1]} and {Where(query)})"));
    }

    [Fact]
    public async Task Goes_back_to_the_page_it_came_from()
    {
        var history = many.Agency.As<HistoryService>(Max);
        var first = await history.LogAsync(new LogQuery());
        var second = await history.LogAsync(new LogQuery(), first.Next);
        var third = await history.LogAsync(new LogQuery(), second.Next);

        Assert.Equal(second.Rows.Select(r => r.Id), (await history.LogAsync(new LogQuery(), third.Previous)).Rows.Select(r => r.Id));
        var back = await history.LogAsync(new LogQuery(), second.Previous);
        Assert.Equal(first.Rows.Select(r => r.Id), back.Rows.Select(r => r.Id));
        Assert.Null(back.Previous);
    }

    static string Where(LogQuery q) => string.Join(" and ", new[]
    {
        "true",
        q.Person is { } person ? $"actor_id = '{person}'" : null,
        q.Intent is { } intent ? $"intent = '{intent}'" : null,
        q.Request is { } request ? $"request_id = '{request}'" : null,
        q.Source is { } source ? $"source = '{source}'" : null,
        q.From is { } from ? $"at >= '{from:O}'" : null,
        q.Until is { } until ? $"at < '{until:O}'" : null,
        q.Table is { } table ? $"id in (select t.commit_id from history.touched t join guard.protected p on p.id = t.table_id where p.table_name = '{table}')" : null,
    }.OfType<string>());

#pragma warning disable CA5351 // The ids of the many rows are made so.
    static Guid Id(string text) => Guid.Parse(Convert.ToHexString(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(text))));
#pragma warning restore CA5351
}
