using Agency.Data;
using Agency.Lists;
using Agency.Tests.Data;

namespace Agency.Tests.Deals;

public sealed class Listing_deals : AgencyTest
{
    /// <summary>41 deals of two talents and a brand: some without a fee, some unsigned, many alike, one in the trash.</summary>
    protected override async Task ArrangeAsync()
    {
        var (aria, bo) = (await Agency.AddTalentAsync("Aria_Vale"), await Agency.AddTalentAsync("Bo"));
        await Database.AskAsync($"""
            insert into agency.companies (id, trade_name, kind) values ('{Guid.AllBitsSet}', 'Lumen & "Co"', 'brand');
            insert into agency.deals (id, code, title, talent_id, brand_id, stage, gross_minor, signed_on, starts_on, ends_on, expected_close, updated_at, deleted_at)
              select gen_random_uuid(), 'X-' || n, 'Campaign ' || chr(65 + n % 5), case when n % 10 = 0 then '{bo}' else '{aria}' end::uuid, case when n % 4 = 0 then '{Guid.AllBitsSet}'::uuid end,
                     case when n % 3 = 0 then 'live' else 'lead' end, case when n % 4 > 0 then n % 6 * 100 end, case when n % 2 > 0 then date '2026-01-01' + n % 5 end, case when n % 3 > 0 then date '2026-01-01' + n % 4 end, case when n % 4 > 0 then date '2026-02-01' + n % 3 end, case when n % 5 > 0 then date '2026-01-01' + n % 2 end,
                     timestamptz '2026-01-01' + n / 10 * interval '1 us', case when n = 42 then now() end from generate_series(1, 42) n
            """, Sql.Superuser);
    }

    [Theory]
    [InlineData("updated", "updated_at, id"), InlineData("-updated", "updated_at desc, id desc"), InlineData("title", "title, id"), InlineData("-title", "title desc, id desc")]
    [InlineData("gross", "gross_minor nulls first, id"), InlineData("-gross", "gross_minor desc nulls last, id desc")]
    [InlineData("signed", "signed_on nulls first, id"), InlineData("-signed", "signed_on desc nulls last, id desc"), InlineData("owner", "updated_at desc, id desc")]
    [InlineData("talent", "(select t.stage_name from agency.talents t where t.id = talent_id), id"), InlineData("-talent", "(select t.stage_name from agency.talents t where t.id = talent_id) desc, id desc")]
    [InlineData("brand", "(select c.trade_name from agency.companies c where c.id = brand_id) nulls first, id"), InlineData("-brand", "(select c.trade_name from agency.companies c where c.id = brand_id) desc nulls last, id desc")]
    [InlineData("stage", "stage = 'live', id"), InlineData("-stage", "stage = 'live' desc, id desc"), InlineData("code", "code, id"), InlineData("rate", "id"), InlineData("-fee", "id desc")]
    [InlineData("starts", "starts_on nulls first, id"), InlineData("-ends", "ends_on desc nulls last, id desc"), InlineData("close", "expected_close nulls first, id"), InlineData("probability", "id"), InlineData("-created", "created_at desc, id desc")]
    public async Task Shows_every_deal_once_and_in_order_forward_and_back_those_without_a_value_below_all_others(string sort, string order)
    {
        var rows = await Agency.WalkAsync("deals", new PageQuery(Sort: sort, Size: 4));

        Assert.Equal(await Database.IdsAsync($"select id from agency.deals where deleted_at is null order by {order}"), rows.Select(r => r.Id));
        Assert.Equal(41, rows.Count);
    }

    [Theory, InlineData("live", "signed", "signed_on nulls first, id"), InlineData("live", "-updated", "updated_at desc, id desc"), InlineData("live", "gross", "gross_minor nulls first, id")]
    public async Task Filters_by_stage_and_goes_on_doing_so_on_the_next_page(string state, string sort, string order)
    {
        var rows = await Agency.WalkAsync("deals", new PageQuery(Filter: "stage~" + state, Sort: sort, Size: 4));
        Assert.Equal(await Database.IdsAsync($"select id from agency.deals where stage = 'live' and deleted_at is null order by {order}"), rows.Select(r => r.Id));
        Assert.Equal(13, rows.Count);
    }

    [Theory]
    [InlineData("campaign b", 9), InlineData("x-7", 1), InlineData("X-1", 11), InlineData("aria_vale", 37), InlineData("ariaxvale", 0), InlineData("lumen & \"co\"", 10), InlineData("%", 0), InlineData("_", 37), InlineData("\\", 0), InlineData("o'", 0)]
    public async Task Finds_by_title_code_talent_and_brand_and_takes_what_was_typed_literally(string search, int found)
    {
        var rows = await Agency.WalkAsync("deals", new PageQuery(Search: search, Sort: "title", Size: 7));
        Assert.Equal(found, rows.Count);
    }

    [Fact]
    public async Task Starts_at_the_first_page_where_the_cursor_is_none_of_its_own()
    {
        foreach (var sort in new[] { "updated", "-title", "gross", "signed", "talent", "-brand", "stage" })
        {
            var first = (await ListAsync(new PageQuery(Sort: sort))).Rows.Select(r => r.Id).ToList();
            foreach (var cursor in Paging.Garbage)
                Assert.Equal(first, (await ListAsync(new PageQuery(Sort: sort, Cursor: cursor))).Rows.Select(r => r.Id));
        }
    }

    Task<ListPage> ListAsync(PageQuery query) => Agency.ListAsync("deals", query);
}
