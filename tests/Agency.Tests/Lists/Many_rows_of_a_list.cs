using System.Text;
using Agency.Approvals;
using Agency.Data;
using Agency.Lists;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Lists;

public sealed class Many_rows_of_a_list : AgencyTest
{
    Guid _talent;

    protected override async Task ArrangeAsync() => _talent = await Agency.AddTalentAsync("Aria");

    RecordList Deals => Agency.As<ListService>(Ann).Of("deals");

    [Fact]
    public async Task Are_the_ones_that_match_now_and_get_one_value_by_a_plan()
    {
        foreach (var title in new[] { "Reel one", "Reel two", "Film" })
            await Agency.AddDealAsync(_talent, title);
        var reels = (await Deals.IdsAsync(new PageQuery(Search: "reel", Filter: "stage~negotiating")))!;
        Assert.Equal(2, reels.Count);
        await Agency.AddDealAsync(_talent, "Reel three");

        var edit = BulkPatch.Of(Deals, Deals.Field("signed")!, "2026-03-04", reels)!;
        var (request, hash) = await Agency.RequestAsync(edit);
        Done(await Agency.As<ApprovalService>(Cal).ApproveAsync(request, hash));

        Assert.Equal("Reel one, Reel two", await Database.AskAsync<string>("select string_agg(title, ', ' order by title) from agency.deals where signed_on = '2026-03-04'"));
    }

    [Theory]
    [InlineData("deals", "rate", "18.5", "{\"commission_bps\":1850}"), InlineData("deals", "rate", "101", null), InlineData("deals", "signed", "", "{\"signed_on\":null}"), InlineData("deals", "signed", "soon", null)]
    [InlineData("deals", "fee", "hybrid", "{\"fee_type\":\"hybrid\"}"), InlineData("deals", "fee", "free", null), InlineData("deals", "stage", "live", null), InlineData("deals", "owner", "me", null)]
    [InlineData("companies", "terms", "30", "{\"payment_terms_days\":30}"), InlineData("companies", "terms", "1.5", null), InlineData("companies", "name", "One", null), InlineData("contacts", "role", " Buyer ", "{\"role\":\"Buyer\"}")]
    [InlineData("invoices", "status", "paid", null), InlineData("payouts", "state", "sent", null), InlineData("documents", "status", "signed", null), InlineData("deliverables", "status", "live", null)]
    public void Take_a_value_that_is_one_of_a_field_which_is_changed_in_many(string list, string field, string value, string? patch)
    {
        var of = Agency.As<ListService>(Ann).Of(list);
        Assert.Equal(patch, BulkPatch.Of(of, of.Field(field)!, value, [_talent])?.Patch.GetRawText());
    }

    [Fact]
    public async Task Are_a_file_that_is_finished_only_when_it_has_left()
    {
        await Agency.AddDealAsync(_talent, "Reel");
        foreach (var format in Enum.GetValues<FileFormat>())
            await Assert.ThrowsAsync<IOException>(() => Agency.As<ExportService>(Max).WriteAsync(Deals, new PageQuery(), format, new Cut()));

        Assert.Equal(2L, await Database.AskAsync<long>("select count(*) from console.exports where not finished"));
    }

    [Fact]
    public async Task Are_gone_to_by_an_amount_in_their_own_currency()
    {
        foreach (var (title, yen) in new[] { ("Small", 400), ("Large", 60_000) })
            await Database.AskAsync($"insert into agency.deals (id, title, talent_id, gross_minor, currency) values (gen_random_uuid(), '{title}', '{_talent}', {yen}, 'JPY')");

        Task<ListPage> From(string? currency) => Deals.ReadAsync(new PageQuery(Sort: "gross", Cursor: Deals.CursorAt("gross", "600", currency)));

        Assert.Equal(["Large"], (await From("JPY")).Rows.Select(r => r.Name));
        Assert.Equal(["Large"], (await From(null)).Rows.Select(r => r.Name));
        Assert.Equal(["Large"], (await Deals.ReadAsync(new PageQuery(Sort: "gross", Cursor: Deals.CursorAt("gross", "50000", "JPY")))).Rows.Select(r => r.Name));
        Assert.Empty((await Deals.ReadAsync(new PageQuery(Sort: "gross", Cursor: Deals.CursorAt("gross", "50000", "GBP")))).Rows);
    }

    [Fact]
    public async Task Open_with_one_view_of_each_audience_and_keep_which_are_tabs()
    {
        var ann = Agency.As<ViewService>(Ann);
        Done(await ann.SaveAsync("deals", new ViewForm { Name = "First", Query = "f=stage~is-live", Opens = true, Pinned = false }));
        Done(await ann.SaveAsync("deals", new ViewForm { Name = "For all", Query = "sort=gross", Audience = "everyone", Opens = true }));
        Done(await ann.SaveAsync("deals", new ViewForm { Name = "Second", Query = "sort=title", Opens = true }));

        Assert.Equal([("First", false, false), ("Second", true, true), ("For all", true, true)], (await ann.ListAsync("deals")).Select(v => (v.Name, v.Pinned, v.Opens)));
    }

    /// <summary>A connection that is gone when the last of it would leave.</summary>
    sealed class Cut : MemoryStream
    {
        public override Task FlushAsync(CancellationToken cancellationToken) => throw new IOException("The connection is gone.");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Length + buffer.Length > Encoding.UTF8.Preamble.Length ? throw new IOException("The connection is gone.") : base.WriteAsync(buffer, cancellationToken);
    }
}
