using Agency.Data;
using Agency.Deals;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Data;

public sealed class Lists_of_many_rows(ManyRows many) : IClassFixture<ManyRows>
{
    static readonly (string List, string Sort, string State)[] s_sorts =
    [
        ("talents", "name", "active"), ("talents", "updated", "active"), ("talents", "commission", "active"),
        ("deals", "updated", "live"), ("deals", "title", "live"), ("deals", "gross", "live"), ("deals", "signed", "live"),
    ];

    public static TheoryData<string, string, string?> Lists()
    {
        var lists = new TheoryData<string, string, string?>();
        foreach (var (list, sort, state) in s_sorts)
        {
            lists.Add(list, sort, null);
            lists.Add(list, "-" + sort, null);
            lists.Add(list, sort, state);
            lists.Add(list, "-" + sort, state);
        }
        return lists;
    }

    [Theory, MemberData(nameof(Lists))]
    public async Task Walk_an_index_in_the_sorts_order_from_the_first_page_forward_and_back(string list, string sort, string? state)
    {
        var query = new PageQuery(Sort: sort, State: state);
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
    [InlineData("talents", "Talent 99999", "talents_search"), InlineData("deals", "Deal 99999", "deals_search"), InlineData("deals", "Talent 49999", "talents_search")]
    public async Task Find_words_by_an_index(string list, string search, string index)
    {
        var (plan, _, _) = await PageAsync(list, new PageQuery(Search: search));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on " + list, plan, StringComparison.Ordinal);
    }

    /// <summary>What is done to find the page; what is done to its fifty rows afterwards does not matter.</summary>
    static void InOrder(string plan, string table)
    {
        var lines = plan.Split('\n').SkipWhile(l => !l.EndsWith("Limit", StringComparison.Ordinal)).ToList();
        var page = string.Join('\n', lines.Skip(1).TakeWhile(l => Indent(l) > Indent(lines[0])));
        Assert.DoesNotContain("Sort", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", page, StringComparison.Ordinal);
        Assert.Matches($@"Index (Only )?Scan (Backward )?using {table}_by_\w+ on {table}", page);
    }

    static int Indent(string line) => line.TakeWhile(c => c is ' ' or '-' or '>').Count();

    async Task<(string Plan, string? Previous, string? Next)> PageAsync(string list, PageQuery query)
    {
        (string?, string?) at = default;
        var plan = await many.PlanAsync(async () => at = list == "talents" ? At(await many.Agency.As<TalentService>(Ann).ListAsync(query)) : At(await many.Agency.As<DealService>(Ann).ListAsync(query)));
        return (plan, at.Item1, at.Item2);
    }

    static (string?, string?) At<T>(Page<T> page) => (page.Previous, page.Next);
}
