using System.Diagnostics;
using Agency.Approvals;
using Agency.Deals;
using Agency.Search;
using Agency.Talents;
using Agency.Tests.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Search;

public sealed class Finding_any_record : AgencyTest
{
    Guid _isla, _tour;

    protected override async Task ArrangeAsync()
    {
        _isla = await Agency.AddTalentAsync("Isla Haddad");
        await Agency.AddTalentAsync("Noor Isla Castell");
        await Agency.AddTalentAsync("Marisla");
        _tour = await Agency.AddDealAsync(_isla, "Summer tour film");
        await Database.AskAsync("insert into agency.companies (id, trade_name, kind) values (gen_random_uuid(), 'Islander Sports', 'brand')");
    }

    [Fact]
    public async Task Puts_the_exact_name_first_then_beginnings_then_words_then_parts() =>
        Assert.Equal(
            [("Isla Haddad", SearchMatch.Beginning), ("Islander Sports", SearchMatch.Beginning), ("Noor Isla Castell", SearchMatch.Word), ("Marisla", SearchMatch.Anywhere)],
            (await FindAsync(" isLA ")).Select(r => (r.Name, r.Match)));

    [Fact]
    public async Task Knows_a_deal_by_its_code_and_says_whose_it_is()
    {
        var code = await Database.AskAsync<string>($"select code from agency.deals where id = '{_tour}'");

        var found = (await FindAsync(code.ToLowerInvariant()))[0];

        Assert.Equal(new("agency.deals", _tour, "Summer tour film", code, "Isla Haddad", SearchMatch.Exact), found);
    }

    [Theory]
    [InlineData("Hadad", "Isla Haddad"), InlineData("Isla Hadded", "Isla Haddad"), InlineData("sumer tour", "Summer tour film"), InlineData("film tour", "Summer tour film"), InlineData("Islandr", "Islander Sports")]
    public async Task Forgives_a_slip_and_another_order_of_words(string typed, string name) => Assert.Equal(name, (await FindAsync(typed))[0].Name);

    [Theory]
    [InlineData(""), InlineData("   "), InlineData("%"), InlineData("_"), InlineData("\\"), InlineData("'; drop table agency.deals --"), InlineData("qqqqqqq")]
    public async Task Finds_nothing_by_nothing(string typed) => Assert.Empty(await FindAsync(typed));

    [Fact]
    public async Task Shows_people_only_to_whoever_may_see_them()
    {
        Assert.Equal("Max", (await FindAsync("max"))[0].Name);
        Assert.Empty((await Agency.As<SearchService>(Max).FindAsync("max")).Rows);
    }

    [Fact]
    public async Task Knows_contacts_invoices_and_the_documents_one_may_see()
    {
        await Database.AskAsync($"""
            insert into agency.contacts (id, company_id, name) select gen_random_uuid(), id, 'Wilma Quist' from agency.companies where trade_name = 'Islander Sports';
            insert into agency.documents (id, deal_id, title, kind, visibility) values (gen_random_uuid(), '{_tour}', 'Tour contract', 'contract', 'normal'), (gen_random_uuid(), '{_tour}', 'Tour passport', 'other', 'private');
            """);

        Assert.Equal(("agency.contacts", "Wilma Quist", "Islander Sports"), (await FindAsync("wilma")) is [var contact] ? (contact.Table, contact.Name, contact.Detail) : default);
        Assert.Equal(("agency.contacts", SearchMatch.Nearly), (await FindAsync("Vilma Quisst")) is [var meant, ..] ? (meant.Table, meant.Match) : default);
        Assert.Equal(["Tour contract", "Tour passport"], (await FindAsync("tour")).Where(r => r.Table == "agency.documents").Select(r => r.Name).Order());
        Assert.Equal(["Tour contract"], (await Agency.As<SearchService>(Max).FindAsync("tour")).Rows.Where(r => r.Table == "agency.documents").Select(r => r.Name));
    }

    [Fact]
    public async Task Leaves_out_the_trash_and_finds_what_was_there_at_a_moment()
    {
        var then = new DateTimeOffset((DateTime)(await Database.AskAsync("select clock_timestamp()"))!);
        var (request, hash) = await Agency.RequestAsync(new RemoveDeal(_tour));
        Done(await Agency.As<ApprovalService>(Bea).ApproveAsync(request, new Approval(hash, Rows: 1)));

        Assert.DoesNotContain(await FindAsync("summer"), r => r.Id == _tour);
        Assert.Contains((await Agency.As<SearchService>(Ann).FindAsync("summer", then)).Rows, r => r.Id == _tour);
    }

    [Fact]
    public async Task Keeps_what_each_person_opened_last_newest_first()
    {
        var writing = Agency.Services.GetServices<IHostedService>().Single(s => s.GetType().Name == "OpenedRecords");
        await writing.StartAsync(CancellationToken.None);
        var recent = Agency.As<RecentRecords>(Ann);
        foreach (var (table, row) in new[] { ("agency.talents", _isla), ("agency.deals", _tour), ("agency.talents", _isla) })
            await recent.RememberAsync(table, row);
        for (var wait = Stopwatch.StartNew(); (await recent.ListAsync()).Count < 2 || (await recent.ListAsync())[0].Id != _isla;)
            await Task.Delay(wait.Elapsed < TimeSpan.FromSeconds(10) ? 20 : throw new TimeoutException());
        await writing.StopAsync(CancellationToken.None);

        Assert.Equal(["Isla Haddad", "Summer tour film"], (await recent.ListAsync()).Select(r => r.Name));
        Assert.Empty(await Agency.As<RecentRecords>(Max).ListAsync());

        await Database.AskAsync($"select console.remember_opened('{Ann}', 'agency.talents', md5(n::text)::uuid) from generate_series(1, 40) n");
        Assert.Equal(30L, await Database.AskAsync($"select count(*) from console.opened_records where person_id = '{Ann}'"));
    }

    async Task<IReadOnlyList<FoundRecord>> FindAsync(string typed) => (await Agency.As<SearchService>(Ann).FindAsync(typed)).Rows;
}

public sealed class Finding_one_of_many_rows(ManyRows many) : IClassFixture<ManyRows>
{
    [Theory]
    [InlineData("Deal 99999"), InlineData("d-0"), InlineData("talent 4"), InlineData("dael 77777"), InlineData("tallent 31337"), InlineData("brand 77"), InlineData("9"), InlineData("deal")]
    public async Task Walks_indexes_alone(string typed)
    {
        var search = many.Agency.As<SearchService>(Ann);
        Assert.DoesNotContain("Seq Scan", await many.PlanAsync(() => search.FindAsync(typed), settings: "set enable_seqscan = off"), StringComparison.Ordinal);
    }
}
