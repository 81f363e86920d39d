using Agency.Approvals;
using Agency.Brands;
using Agency.Deals;
using Agency.Notes;
using Agency.Recovery;
using Agency.Talents;
using static Agency.Tests.TestAgency;

namespace Agency.Tests.Approvals;

public sealed class Removing_all_that_hangs_on_a_record : RemovalAgency
{
    Guid _lumen, _glow;

    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        _lumen = Done(await Agency.As<CompanyService>(Ann).AddAsync(new CompanyForm { TradeName = "Lumen" }));
        _glow = Done(await Agency.As<CompanyService>(Ann).AddAsync(new CompanyForm { TradeName = "Lumen Ltd" }));
    }

    [Fact]
    public async Task Takes_children_of_every_kind_along_and_leaves_the_right_that_a_renewal_renewed()
    {
        Done(await Agency.As<DeliverableService>(Ann).AddAsync(Summer, new DeliverableForm { Title = "Film" }));
        Done(await Agency.As<TeamService>(Ann).SaveChannelAsync(Aria, null, new ChannelForm { Handle = "@aria" }));
        Done(await Agency.As<NoteService>(Ann).AddAsync(new About(RecordKind.Deal, Summer), "Call them.", []));
        var rights = Agency.As<RightService>(Ann);
        var right = Done(await rights.SaveRightAsync(Summer, null, new UsageRightForm { StartsOn = new(2026, 1, 1) }));
        var renewal = Done(await rights.RenewAsync(right));

        await AppliedAsync(new RemoveDeal(renewal));
        Assert.Equal(1L, await Database.AskAsync<long>($"select count(*) from agency.usage_rights where id = '{right}' and renewal_deal_id is null and deleted_at is null"));

        await AppliedAsync(new RemoveTalent(Aria));
        foreach (var table in new[] { "deliverables", "talent_channels", "notes", "usage_rights" })
            Assert.Equal(0, await LiveAsync(table));
        Assert.Equal((1L, 1L), (await LiveAsync("talents"), await LiveAsync("deals")));
    }

    [Fact]
    public async Task Stops_at_issued_invoices_and_once_per_deal_at_money_in_the_books()
    {
        await Database.ChangeGuardedAsync($"""
            insert into agency.invoices (id, deal_id, bill_to_id, status, currency, series_id, number_in_series, number, issued_on, due_on, net_minor)
              values ('{Guid.AllBitsSet}', '{Summer}', '{_lumen}', 'issued', 'GBP', '019b0000-0000-7000-8000-000000000101', 1, 'INV-00001', '2026-01-01', '2026-01-31', 100);
            insert into agency.ledger_entries (id, transaction_id, account, debit_minor, credit_minor, currency, occurred_on, source, company_id, deal_id, invoice_id)
              select gen_random_uuid(), '{Summer}', a, case a when 'receivable' then 100 else 0 end, case a when 'receivable' then 0 else 100 end, 'GBP', '2026-01-01', 'invoice', case a when 'receivable' then '{_lumen}'::uuid end, '{Summer}', '{Guid.AllBitsSet}'
                from unnest(array['receivable', 'billed']) a;
            set constraints all immediate
            """);

        var blockers = (await PlanAsync(new RemoveTalent(Aria))).Impact.Blockers;

        Assert.Single(blockers, b => (b.Label, b.Because) == ("INV-00001", "is issued: credit it first"));
        Assert.Single(blockers, b => (b.Table, b.Label, b.Because) == ("agency.deals", "Summer campaign", "has money in the books, which is never removed"));
        Assert.Contains(await BlockersAsync(new MergeCompanies(_lumen, _glow)), b => b.Contains("INV-00001"));
    }

    [Fact]
    public async Task Stops_at_the_deals_of_a_company_until_a_merge_gives_them_to_another()
    {
        var contacts = Agency.As<ContactService>(Ann);
        var kit = Done(await contacts.AddAsync(new ContactForm { Name = "Kit", CompanyId = _lumen, Email = "kit@example.com" }));
        var kitAgain = Done(await contacts.AddAsync(new ContactForm { Name = "Kit Ito", CompanyId = _glow }));
        await Database.AskAsync($"update agency.deals set brand_id = '{_lumen}', agency_id = '{_lumen}' where id = '{Summer}'");
        Assert.Contains("agency.deals Summer campaign is a deal of it", await BlockersAsync(new RemoveCompany(_lumen)));

        await AppliedAsync(new MergeCompanies(_lumen, _glow));

        Assert.Equal(2L, await Database.AskAsync<long>($"select count(*) from agency.deals d, unnest(array[d.brand_id, d.agency_id]) c where d.id = '{Summer}' and c = '{_glow}'"));
        var company = (await Agency.As<CompanyService>(Max).GetAsync(_glow))!;
        Assert.Equal([kit, kitAgain], company.Contacts.Select(c => c.Id));
        Assert.Equal("Summer campaign", Assert.Single(company.Deals).Title);
        Assert.NotNull((await Agency.As<CompanyService>(Max).GetAsync(_lumen))!.DeletedAt);
        await AppliedAsync(new MergeContacts(kit, kitAgain));
        await AppliedAsync(new RemoveContact(kitAgain));
        Assert.Equal(0, await LiveAsync("contacts"));
        Assert.Equal(["agency.contacts Kit Ito", "agency.contacts Kit", "agency.companies Lumen"], (await Agency.As<TrashService>(Max).ListAsync()).Rows.Select(r => $"{r.Table} {r.Label}"));
    }
}
