using Agency.Approvals;
using Agency.Deals;
using Agency.Lists;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

public sealed class Removing_many_rows : RemovalAgency
{
    [Fact]
    public async Task Is_one_request_for_all_that_hangs_on_them_and_one_undo()
    {
        var before = await Database.ImageAsync();
        var operation = BulkTrash.Of(Agency.As<ListService>(Ann).Of("talents"), [Aria, Bo])!;
        var draft = await PlanAsync(operation);
        Assert.Equal("Move 2 talents and 3 deals to the trash", draft.Card.Title);
        Assert.Equal([("agency.talents", 2), ("agency.deals", 3)], draft.Impact.Tables.Where(t => t.Table is "agency.talents" or "agency.deals").Select(t => (t.Table, t.Rows)));

        var removed = await AppliedAsync(operation);

        Assert.Equal((0L, 0L), (await LiveAsync("talents"), await LiveAsync("deals")));
        await AppliedAsync(new UndoRequest(removed));
        Assert.Equal(before, await Database.ImageAsync());
    }

    [Fact]
    public async Task Names_every_row_that_stands_in_the_way_and_leaves_out_what_is_gone()
    {
        await Database.AskAsync($"update agency.deals set legal_hold = true where id = '{Summer}'; update agency.talents set legal_hold = true where id = '{Bo}'");
        Assert.Equal(["agency.deals Summer campaign is under legal hold", "agency.talents Bo is under legal hold"], await BlockersAsync(new RemoveTalents([Aria, Bo])));

        Assert.Equal("Move 1 deal to the trash", (await PlanAsync(new RemoveDeals([await Database.AskAsync<Guid>("select id from agency.deals where title = 'Spring campaign'"), Aria]))).Card.Title);
        Assert.IsType<Outcome.Refused>(await As(Ann).PlanAsync(new RemoveDeals([Aria])));
    }

    [Fact]
    public async Task Takes_companies_with_their_contacts_and_contacts_alone()
    {
        var (acme, bolt, corp) = (await CompanyAsync("Acme"), await CompanyAsync("Bolt"), await CompanyAsync("Corp"));
        foreach (var (name, company) in new[] { ("Eve", acme), ("Finn", acme), ("Gus", bolt), ("Hal", corp) })
            await Database.AskAsync($"insert into agency.contacts (id, company_id, name) values (gen_random_uuid(), '{company}', '{name}')");
        var hal = await Database.AskAsync<Guid>("select id from agency.contacts where name = 'Hal'");
        await Database.AskAsync($"update agency.deals set brand_id = '{acme}' where title = 'Summer campaign'; update agency.deals set brand_id = '{bolt}' where title = 'Winter campaign'; update agency.companies set legal_hold = true where id = '{corp}'");
        Assert.Equal(["agency.companies Corp is under legal hold", "agency.deals Summer campaign is a deal of Acme", "agency.deals Winter campaign is a deal of Bolt"], await BlockersAsync(Trash("companies", acme, bolt, corp)));
        await Database.AskAsync("update agency.deals set brand_id = null");
        var before = await Database.ImageAsync();

        Assert.Equal("Move 2 companies and 3 contacts to the trash", (await PlanAsync(Trash("companies", acme, bolt, Aria))).Card.Title);
        Assert.Equal("Move 1 contact to the trash", (await PlanAsync(Trash("contacts", hal, acme))).Card.Title);
        var (companies, contacts) = (await AppliedAsync(Trash("companies", acme, bolt)), await AppliedAsync(Trash("contacts", hal)));

        Assert.Equal((1L, 0L), (await LiveAsync("companies"), await LiveAsync("contacts")));
        await AppliedAsync(new UndoRequest(contacts));
        await AppliedAsync(new UndoRequest(companies));
        Assert.Equal(before, await Database.ImageAsync());
    }

    Operation Trash(string list, params Guid[] rows) => BulkTrash.Of(Agency.As<ListService>(Ann).Of(list), rows)!;

    Task<Guid> CompanyAsync(string name) => Database.AskAsync<Guid>($"insert into agency.companies (id, trade_name, kind) values (gen_random_uuid(), '{name}', 'brand') returning id");
}
