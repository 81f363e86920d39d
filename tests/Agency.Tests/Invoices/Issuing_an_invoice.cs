using Agency.Invoices;
using static Agency.Tests.Sql;

namespace Agency.Tests.Invoices;

public sealed class Issuing_an_invoice : MoneyAgency
{
    /// <summary>A rule of the business, or a constraint that holds it.</summary>
    static readonly string[] s_refused = ["AG013", "23514"];

    [Fact]
    public async Task Numbers_without_a_gap_however_many_issue_at_once_and_however_some_fail()
    {
        var deal = await Agency.AddDealAsync(Talent, "Launch");
        var drafts = new List<Guid>();
        for (var i = 0; i < 16; i++)
            drafts.Add(await DraftAsync(deal, i % 4 == 3 ? 0 : 100 + i));

        var outcomes = await Task.WhenAll(drafts.Select(id => Agency.As<BillingService>(TestAgency.Ann).IssueAsync(id)));

        Assert.Equal(4, outcomes.Count(o => o is Outcome.Refused { SqlState: "AG013" }));
        Assert.Equal("1 12 12 13", await Database.AskAsync<string>($"""
            select concat_ws(' ', min(number_in_series), max(number_in_series), count(distinct number_in_series), (select next_number from agency.invoice_series where prefix = 'INV-')) from agency.invoices where number is not null
            """));
    }

    [Fact]
    public async Task Makes_the_company_owe_it_and_nobody_own_it_yet()
    {
        var id = await IssuedAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000);

        var page = (await Invoices.GetAsync(id))!;
        Assert.Equal(("INV-00001", InvoiceStatus.Issued, 120_000, 120_000, 80_000), (page.Invoice.Number, page.Invoice.Status, page.Invoice.TotalMinor, page.Invoice.OutstandingMinor, page.TalentPartMinor));
        Assert.Equal(14, page.Invoice.DueOn!.Value.DayNumber - page.Invoice.IssuedOn!.Value.DayNumber);
        Assert.Equal((-120_000, 100_000, 20_000, 0), (await BalanceAsync("receivable"), await BalanceAsync("billed"), await BalanceAsync("tax"), await BalanceAsync("client_funds")));
    }

    [Fact]
    public async Task Leaves_nothing_of_it_to_be_changed_by_anybody()
    {
        var id = await IssuedAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000);

        Assert.IsType<Outcome.Refused>(await Invoices.EditAsync(id, new InvoiceForm { BillToId = Acme, Lines = [new() { Description = "Less", Unit = 1 }] }));
        foreach (var change in new[] { "net_minor = 1", "number = 'INV-00002'", "currency = 'EUR'", "status = 'draft'", "status = 'paid'", "received_minor = 120000", "bill_to_id = (select id from agency.companies limit 1), issued_on = '2020-01-01'", "talent_part_minor = 0" })
            Assert.Contains(await Database.RefusalAsync($"update agency.invoices set {change} where id = '{id}'"), s_refused);
        Assert.Equal("AG013", await Database.RefusalAsync($"update agency.invoice_lines set description = 'Else' where invoice_id = '{id}'"));
        Assert.Equal("AG013", await Database.RefusalAsync($"insert into agency.invoice_lines (id, invoice_id, position, description, unit_minor, net_minor, tax_minor) values (gen_random_uuid(), '{id}', 9, 'More', 1, 1, 0)"));
    }

    [Fact]
    public async Task Is_for_finance_and_admins()
    {
        var id = await DraftAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000);

        Assert.IsType<Outcome.Refused>(await Agency.As<BillingService>(TestAgency.Max).IssueAsync(id));
        Assert.IsType<Outcome.Refused>(await Agency.As<BillingService>(TestAgency.Cal).IssueAsync(id));
        await Database.AskAsync($"insert into agency.role_grants (id, person_id, role) values (gen_random_uuid(), '{TestAgency.Max}', 'finance')");
        TestAgency.Done(await Agency.As<BillingService>(TestAgency.Max).IssueAsync(id));
    }

    [Fact]
    public async Task Cannot_be_faked_past_the_service()
    {
        var id = await DraftAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000);
        const string Now = "issued_on = '2026-11-01', due_on = '2026-12-01', status = 'issued', series_id = '019b0000-0000-7000-8000-000000000101'";

        Assert.Equal("AG013", await Database.RefusalAsync($"update agency.invoices set {Now}, number_in_series = 7, number = 'INV-00007' where id = '{id}'"));
        Assert.Equal("AG013", await Database.RefusalAsync($"update agency.invoice_series set next_number = 2 where prefix = 'INV-'; update agency.invoices set {Now}, number_in_series = 1, number = 'INV-00001', net_minor = 99999 where id = '{id}'"));
        // Right in itself, but not in the books.
        Assert.Equal("AG013", await Database.RefusalAsync($"update agency.invoice_series set next_number = 2 where prefix = 'INV-'; update agency.invoices set {Now}, number_in_series = 1, number = 'INV-00001' where id = '{id}'"));
    }

    [Fact]
    public async Task A_draft_is_edited_line_by_line_until_then()
    {
        var id = await DraftAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000);
        var form = (await Invoices.FormAsync(id))!;

        form.Lines[0].Quantity = 0;
        form.Lines.Add(new() { Description = "Half a day", Quantity = 0.5m, Unit = 333.33m, Tax = 7.7m });
        TestAgency.Done(await Invoices.EditAsync(id, form));

        Assert.Equal((16_667, 1_283), ((await RowAsync(id)).NetMinor, (await RowAsync(id)).TaxMinor));
        Assert.IsType<Outcome.Conflict>(await Invoices.EditAsync(id, form));
    }

    [Fact]
    public async Task Suggests_what_is_not_billed_yet()
    {
        var deal = await Agency.AddDealAsync(Talent, "Launch", 1000);
        await Database.AskAsync($"update agency.deals set brand_id = '{Acme}' where id = '{deal}'");
        await IssuedAsync(deal, 300);

        var form = (await Invoices.SuggestAsync(deal))!;

        Assert.Equal((Acme, 700m), (form.BillToId, Assert.Single(form.Lines).Unit));
    }
}
