using Agency.Lists;
using Agency.Tests.Invoices;

namespace Agency.Tests.Lists;

/// <summary>Rows are found by what stands in them and by the names of what they belong to, in every list in the same way.</summary>
public sealed class Finding_rows_by_names : MoneyAgency
{
    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        await Database.AskAsync($"update agency.companies set trade_name = 'Northwind Studios' where id = '{Acme}'; update agency.talents set stage_name = 'Marguerite' where id = '{Talent}'");
        var deal = await Agency.AddDealAsync(Talent, "Harvest festival");
        await DraftAsync(deal, 1000);
        await Database.AskAsync($"""
            insert into agency.companies (id, trade_name, kind) select gen_random_uuid(), 'Common ' || n, 'brand' from generate_series(1, 501) n;
            insert into agency.contacts (id, company_id, name, email) select gen_random_uuid(), c.id, 'Somebody', case when c.id = '{Acme}' then 'eve@studios.example' end from agency.companies c where c.id = '{Acme}' or c.trade_name = 'Common 7';
            insert into agency.documents (id, title, kind, company_id, talent_id, counterparty) values (gen_random_uuid(), 'Terms', 'contract', '{Acme}', null, 'Zephyr GmbH'), (gen_random_uuid(), 'Unrelated', 'brief', null, '{Talent}', null);
            insert into agency.deliverables (id, deal_id, title, platform, format) values (gen_random_uuid(), '{deal}', 'Reel', 'instagram', 'reel');
            insert into agency.payouts (id, talent_id, amount_minor, currency, provider_ref) values (gen_random_uuid(), '{Talent}', 1, 'GBP', 'WIRE-77')
            """);
    }

    [Fact]
    public async Task Finds_the_one_also_with_a_letter_wrong_and_nothing_where_there_is_nothing()
    {
        foreach (var (list, searches) in new Dictionary<string, string[]>
        {
            ["companies"] = ["northw", "Northwimd"], ["contacts"] = ["northw", "Northwimd", "eve@studios", "common"], ["invoices"] = ["northw", "Northwimd", "Harvesd"],
            ["documents"] = ["northw", "Northwimd", "zephyr"], ["payouts"] = ["marg", "Marguerita", "wire-7"], ["deliverables"] = ["marg", "Marguerita", "Harvesd"],
            ["deals"] = ["harv", "Harvesd", "Marguerita"], ["talents"] = ["marg", "Marguerita"],
        })
        {
            foreach (var search in searches)
            {
                var found = await Agency.ListAsync(list, new(Search: search));
                Assert.Equal((list, search, 1, search is "Northwimd" or "Marguerita" or "Harvesd"), (list, search, found.Rows.Count, found.Alike));
                Assert.Equal(1, (await Agency.As<ListService>(TestAgency.Max).Of(list).CountAsync(new(Search: search))).Rows);
            }
            Assert.Empty((await Agency.ListAsync(list, new(Search: "Quetzalcoatl"))).Rows);
        }
    }
}
