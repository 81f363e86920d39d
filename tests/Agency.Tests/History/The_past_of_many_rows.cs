using Agency.Data;
using Agency.Lists;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.History;

[Collection(nameof(ManyCommits))]
public sealed class The_past_of_many_rows(ManyCommits many)
{
    static readonly DateTimeOffset s_then = TimeProvider.System.GetUtcNow().AddMonths(-11);

    [Theory, InlineData("added"), InlineData("-added")]
    public async Task Is_walked_in_key_order_row_by_row(string sort)
    {
        foreach (var list in new[] { "deals", "talents" })
        {
            var plan = await PlanAsync(list, new PageQuery(Sort: sort));

            Assert.Matches($"Index Only Scan (Backward )?using {list}_pkey on {list}", plan);
            Assert.DoesNotContain("Seq Scan on " + list, plan, StringComparison.Ordinal);
            Assert.Contains("_row_key_seq_idx", plan, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("deals", "title"), InlineData("deals", "-updated"), InlineData("deals", "gross"), InlineData("deals", "signed")]
    [InlineData("talents", "name"), InlineData("talents", "-updated"), InlineData("talents", "commission")]
    public async Task Is_read_by_the_tables_own_index_where_nothing_has_changed_since(string list, string sort)
    {
        var plan = await PlanAsync(list, new PageQuery(Sort: sort));

        Assert.Contains("Merge Append", plan, StringComparison.Ordinal);
        Assert.Matches($@"Index Scan (Backward )?using {list}_by_\w+ on {list}", plan);
    }

    [Fact]
    public async Task Shows_the_values_of_then_whatever_the_order()
    {
        // The first month's changes had been made, each of which added a penny; the others had not.
        const string Then = "select string_agg((image ->> 'gross_minor')::text, ',' order by image ->> 'id') from history.as_of('agency.deals'::regclass, history.moment()) where row_id = any (array(select md5('d' || n)::uuid::text from generate_series(1, 20000, 97) n))";
        await using var connection = await many.Agency.Database.ConnectAsync();
        await connection.RunSqlAsync($"set history.moment = '{s_then:O}'");
        var expected = await connection.AskSqlAsync(Then);

        foreach (var view in new[] { "past.deals", "past.all_deals" })
            Assert.Equal(expected, await connection.AskSqlAsync($"select string_agg(gross_minor::text, ',' order by id::text) from {view} where id = any (array(select md5('d' || n)::uuid from generate_series(1, 20000, 97) n))"));
        Assert.NotEqual(expected, await connection.AskSqlAsync("select string_agg(gross_minor::text, ',' order by id::text) from agency.deals where id = any (array(select md5('d' || n)::uuid from generate_series(1, 20000, 97) n))"));
    }

    [Fact]
    public async Task Has_the_same_pages_forward_and_back_in_every_order()
    {
        var deals = many.Agency.As<ListService>(Ann).Of("deals");
        foreach (var sort in new[] { "added", "-updated" })
        {
            var first = await deals.ReadAsync(new PageQuery(Sort: sort), s_then);
            var second = await deals.ReadAsync(new PageQuery(Sort: sort, Cursor: first.Next), s_then);
            var back = await deals.ReadAsync(new PageQuery(Sort: sort, Cursor: second.Previous), s_then);

            Assert.Equal(50, second.Rows.Count);
            Assert.Equal(first.Rows.Select(r => r.ToString()), back.Rows.Select(r => r.ToString()));
            Assert.Empty(first.Rows.Select(r => r.Id).Intersect(second.Rows.Select(r => r.Id)));
        }
    }

    Task<string> PlanAsync(string list, PageQuery query) => many.Rows.PlanAsync(
        () => many.Agency.ListAsync(list, query, s_then), s_then);
}
