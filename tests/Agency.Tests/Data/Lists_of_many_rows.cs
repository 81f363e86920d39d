using Agency.Data;
using Agency.Lists;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Data;

public sealed class Lists_of_many_rows(ManyRows many) : IClassFixture<ManyRows>
{
    static readonly (string List, string Sort, string? Filter)[] s_sorts =
    [
        ("talents", "name", "status~active"), ("talents", "updated", "status~active"), ("talents", "commission", null), ("talents", "status", null), ("talents", "type", null),
        ("talents", "country", null), ("talents", "created", null),
        ("deals", "updated", "stage~live"), ("deals", "title", null), ("deals", "gross", null), ("deals", "signed", "stage~live"), ("deals", "stage", null), ("deals", "fee", null),
        ("deals", "rate", null), ("deals", "probability", null), ("deals", "starts", null), ("deals", "ends", null), ("deals", "close", null), ("deals", "created", null),
    ];

    public static TheoryData<string, string, string?> Lists()
    {
        var lists = new TheoryData<string, string, string?>();
        foreach (var (list, sort, filter) in s_sorts)
        {
            lists.Add(list, sort, null);
            lists.Add(list, "-" + sort, filter);
        }
        return lists;
    }

    [Theory, MemberData(nameof(Lists))]
    public async Task Walk_an_index_in_the_sorts_order_from_the_first_page_forward_and_back(string list, string sort, string? filter)
    {
        var query = new PageQuery(Sort: sort, Filter: filter);
        var (plan, _, _) = await PageAsync(list, query);
        InOrder(plan, list);

        var (_, _, middle) = await PageAsync(list, query with { Size = 5000 });
        (plan, var previous, _) = await PageAsync(list, query with { Cursor = middle });
        InOrder(plan, list);
        Assert.Matches(@"Index Cond: .*ROW\(", plan);

        (plan, _, _) = await PageAsync(list, query with { Cursor = previous });
        InOrder(plan, list);
        Assert.Matches(@"Index Cond: .*ROW\(", plan);
    }

    [Theory]
    [InlineData("talents", "Talent 99999", "talents_search"), InlineData("deals", "Deal 99999", "deals_search"), InlineData("deals", "Talent 49999", "deals_talent")]
    public async Task Find_words_by_an_index(string list, string search, string index)
    {
        var (plan, _, _) = await PageAsync(list, new PageQuery(Search: search));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on " + list, plan, StringComparison.Ordinal);
    }

    /// <summary>Only rows of one name are sorted among themselves.</summary>
    [Theory, InlineData("talent", "talents_by_name"), InlineData("-talent", "talents_by_name"), InlineData("brand", "companies_by_name"), InlineData("-brand", "companies_by_name"), InlineData("code", "deals_code")]
    public async Task Walk_the_names_of_another_table_where_they_are_sorted_by_them(string sort, string index)
    {
        var (plan, _, _) = await PageAsync("deals", new PageQuery(Sort: sort));
        Walks(plan);
        var middle = many.Agency.As<ListService>(Max).Of("deals").CursorAt(sort, sort switch { "code" => "D-5", "brand" or "-brand" => "Brand 4", _ => "Talent 4" });
        (plan, _, _) = await PageAsync("deals", new PageQuery(Sort: sort, Cursor: middle));
        Walks(plan);
        Assert.Matches(@"Index Cond: .*(name|code) [<>]= ", plan);

        void Walks(string whole)
        {
            var page = PageOf(whole);
            Assert.DoesNotMatch(@"->  Sort\b", page);
            Assert.DoesNotContain("Seq Scan", page, StringComparison.Ordinal);
            Assert.Matches($@"Index (Only )?Scan (Backward )?using {index} on", page);
        }
    }

    [Theory, InlineData("talents", "Talemt 99999", "talents_search"), InlineData("deals", "Daal 99999", "deals_search"), InlineData("deals", "Talemt 49999", "deals_talent")]
    public async Task Find_mistyped_words_by_an_index(string list, string search, string index)
    {
        var (plan, _, _) = await PageAsync(list, new PageQuery(Search: search));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on " + list, plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_counted_exactly_up_to_ten_thousand_and_guessed_above_unless_asked()
    {
        var deals = many.Agency.As<ListService>(Max).Of("deals");

        Assert.Equal(new ListCount(100, IsExact: true), await deals.CountAsync(new PageQuery(Filter: "brand~is-brand 7")));
        var guess = await deals.CountAsync(new PageQuery(Filter: "stage~live"));
        Assert.False(guess.IsExact);
        Assert.InRange(guess.Rows, 20_000, 30_000);
        Assert.Equal(new ListCount(25_000, IsExact: true), await deals.CountAsync(new PageQuery(Filter: "stage~live"), exact: true));
        Assert.Null(await deals.IdsAsync(new PageQuery()));
    }

    /// <summary>What is done to find the page; what is done to its fifty rows afterwards does not matter.</summary>
    static void InOrder(string plan, string table)
    {
        var page = PageOf(plan);
        Assert.DoesNotContain("Sort", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", page, StringComparison.Ordinal);
        Assert.Matches($@"Index (Only )?Scan (Backward )?using {table}_by_\w+ on {table}", page);
    }

    static string PageOf(string plan)
    {
        var lines = plan.Split('\n').SkipWhile(l => !l.EndsWith("Limit", StringComparison.Ordinal)).ToList();
        return string.Join('\n', lines.Skip(1).TakeWhile(l => Indent(l) > Indent(lines[0])));
    }

    static int Indent(string line) => line.TakeWhile(c => c is ' ' or '-' or '>').Count();

    async Task<(string Plan, string? Previous, string? Next)> PageAsync(string list, PageQuery query)
    {
        ListPage? page = null;
        var plan = await many.PlanAsync(async () => page = await many.Agency.ListAsync(list, query));
        return (plan, page!.Previous, page.Next);
    }
}
