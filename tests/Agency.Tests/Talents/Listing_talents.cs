using Agency.Data;
using Agency.Lists;
using Agency.Tests.Data;

namespace Agency.Tests.Talents;

public sealed class Listing_talents : AgencyTest
{
    /// <summary>37 talents, of which many have the same commission and moment of change, and one in the trash.</summary>
    protected override async Task ArrangeAsync()
    {
        await Database.AskAsync("""
            insert into agency.talents (id, legal_name, country, stage_name, status, default_commission_bps, updated_at, deleted_at)
              select gen_random_uuid(), case when n % 2 = 0 then 'Legal ' || n % 3 end, case when n % 5 > 0 then (array['GB', 'FR'])[1 + n % 2] end, chr(65 + n % 7) || chr(97 + n) || ' "O''Hara" ' || n, case when n % 3 = 0 then 'active' else 'paused' end, 1000 + n % 4, timestamptz '2026-01-01' + n / 10 * interval '1 us',
                     case when n = 38 then now() end from generate_series(1, 38) n;
            update agency.talents set stage_name = '100% Zoë_\ "z"' where stage_name like '% 7'
            """, Sql.Superuser);
    }

    [Theory]
    [InlineData("name", "stage_name, id"), InlineData("updated", "updated_at, id"), InlineData("commission", "default_commission_bps, id")]
    [InlineData("-name", "stage_name desc, id desc"), InlineData("-updated", "updated_at desc, id desc"), InlineData("-commission", "default_commission_bps desc, id desc")]
    [InlineData("country", "country nulls first, id"), InlineData("created", "created_at, id")]
    [InlineData("status", "array_position(array['prospect', 'onboarding', 'active', 'paused'], status), id"), InlineData("-type", "id desc")]
    [InlineData(null, "stage_name, id"), InlineData("bio", "stage_name, id"), InlineData("-; drop table", "stage_name, id")]
    public async Task Shows_every_talent_once_and_in_order_forward_and_back(string? sort, string order)
    {
        var rows = await Agency.WalkAsync("talents", new PageQuery(Sort: sort, Size: 5));

        Assert.Equal(await Database.IdsAsync($"select id from agency.talents where deleted_at is null order by {order}"), rows.Select(r => r.Id));
        Assert.Equal(37, rows.Count);
    }

    [Theory, InlineData(36, false), InlineData(37, true), InlineData(38, true)]
    public async Task Ends_with_the_last_row_and_no_empty_page(int size, bool isAll)
    {
        Assert.Equal(37, (await Agency.WalkAsync("talents", new PageQuery(Size: size))).Count);
        Assert.Equal(isAll, (await ListAsync(new PageQuery(Size: size))).IsAll);
    }

    [Fact]
    public async Task Filters_by_state_and_goes_on_doing_so_on_the_next_page()
    {
        var rows = await Agency.WalkAsync("talents", new PageQuery(Filter: "status~active", Sort: "-commission", Size: 5));
        Assert.Equal(await Database.IdsAsync("select id from agency.talents where status = 'active' and deleted_at is null order by default_commission_bps desc, id desc"), rows.Select(r => r.Id));
        Assert.NotEmpty(rows);
    }

    [Theory]
    [InlineData("%", 1), InlineData("_", 1), InlineData("\\", 1), InlineData("100% zoë_\\", 1), InlineData("\"z\"", 1), InlineData("O'HARA", 36), InlineData(" ' ", 36), InlineData("'; drop table agency.talents; --", 0), InlineData("  ", 37)]
    public async Task Finds_what_was_typed_wherever_it_stands_and_takes_it_literally(string search, int found) =>
        Assert.Equal(found, (await ListAsync(new PageQuery(Search: search))).Rows.Count);

    [Fact]
    public async Task Starts_at_the_first_page_where_the_cursor_is_none_of_its_own()
    {
        foreach (var sort in new[] { "name", "updated", "-commission" })
        {
            var first = (await ListAsync(new PageQuery(Sort: sort))).Rows.Select(r => r.Id).ToList();
            foreach (var cursor in Paging.Garbage)
                Assert.Equal(first, (await ListAsync(new PageQuery(Sort: sort, Cursor: cursor))).Rows.Select(r => r.Id));
        }
    }

    [Fact]
    public async Task Starts_at_the_first_page_where_the_cursor_is_of_another_sort()
    {
        var next = (await ListAsync(new PageQuery(Sort: "updated", Size: 5))).Next;
        Assert.Equal((await ListAsync(new PageQuery(Sort: "name", Size: 5))).Rows[0].Id, (await ListAsync(new PageQuery(Sort: "name", Size: 5, Cursor: next))).Rows[0].Id);
    }

    [Fact]
    public async Task Counts_the_live_deals_of_each()
    {
        var zoe = (await ListAsync(new PageQuery(Search: "zoë"))).Rows.Single();
        await Agency.AddDealAsync(zoe.Id, "Summer campaign");
        await Agency.AddDealAsync(zoe.Id, "Winter campaign");
        Assert.Equal(2, (await ListAsync(new PageQuery(Search: "zoë", Columns: ["deals"]))).Rows.Single().Cells[0].Number);
    }

    Task<ListPage> ListAsync(PageQuery query) => Agency.ListAsync("talents", query);
}
