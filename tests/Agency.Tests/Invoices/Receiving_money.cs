using Agency.Invoices;
using static Agency.Tests.Sql;

namespace Agency.Tests.Invoices;

public sealed class Receiving_money : MoneyAgency
{
    [Fact]
    public async Task Releases_the_talents_part_and_the_commission_as_it_comes()
    {
        var id = await IssuedAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000);

        TestAgency.Done(await ReceiveAsync(id, 600));
        Assert.Equal((InvoiceStatus.PartPaid, 60_000), ((await RowAsync(id)).Status, (await RowAsync(id)).ReceivedMinor));
        Assert.Equal((40_000, 10_000, 50_000), (await BalanceAsync("client_funds", $"talent_id = '{Talent}'"), await BalanceAsync("agency_commission"), await BalanceAsync("billed")));
        TestAgency.Done(await ReceiveAsync(id, 600));

        Assert.Equal((InvoiceStatus.Paid, 0), ((await RowAsync(id)).Status, (await RowAsync(id)).OutstandingMinor));
        Assert.Equal((80_000, 20_000, 0, 0, -120_000), (await BalanceAsync("client_funds"), await BalanceAsync("agency_commission"), await BalanceAsync("billed"), await BalanceAsync("receivable"), await BalanceAsync("bank")));
    }

    /// <summary>Deals of several talents and several who share the commission, of every kind of terms, paid and credited in random parts.</summary>
    [Fact]
    public async Task Leaves_nothing_over_whatever_the_parts()
    {
        var random = new Random(57);
        var (second, lawyer) = (await Agency.AddTalentAsync("Bo"), new Guid("0197f000-0000-7000-8000-0000000000e1"));
        await Database.AskAsync($"insert into agency.external_parties (id, name) values ('{lawyer}', 'Counsel')");
        for (var round = 0; round < 12; round++)
        {
            var deal = await Agency.AddDealAsync(Talent, $"Deal {round}", 1000);
            var share = random.Next(1, 10_000);
            await Database.AskAsync($"""
                update agency.deals set commission_bps = {random.Next(0, 10_001)}, commission_on = '{(round % 3) switch { 0 => "gross", 1 => "net_of_expenses", _ => "on_top" }}' where id = '{deal}';
                insert into agency.deal_participants (id, deal_id, talent_id, share_bps) values (gen_random_uuid(), '{deal}', '{Talent}', {share}), (gen_random_uuid(), '{deal}', '{second}', {10_000 - share});
                insert into agency.deal_commission_splits (id, deal_id, payee, external_party_id, weight_bps) values (gen_random_uuid(), '{deal}', 'agency', null, {10_000 - (share / 2)}), (gen_random_uuid(), '{deal}', 'external', '{lawyer}', {share / 2})
                """);
            var id = TestAgency.Done(await Invoices.DraftAsync(new InvoiceForm
            {
                DealId = deal, BillToId = Acme, Lines =
                [
                    new() { Description = "Fee", Unit = random.Next(1, 99_999) / 100m, Tax = 19, Quantity = 3 }, new() { Description = "Travel", Kind = LineKind.Expenses, Unit = random.Next(1, 9_999) / 100m },
                    new() { Description = "Commission", Kind = LineKind.Commission, Unit = random.Next(1, 9_999) / 100m, Tax = 7.7m },
                ],
            }));
            TestAgency.Done(await Billing.IssueAsync(id));
            while (await RowAsync(id) is { OutstandingMinor: > 0 } row)
            {
                var part = random.Next(4) == 0 ? row.OutstandingMinor : random.NextInt64(1, row.OutstandingMinor + 1);
                TestAgency.Done(random.Next(5) == 0 ? await Billing.CreditAsync(id, part / 100m, "A discount") : await ReceiveAsync(id, part / 100m));
            }

            var of = $"(invoice_id = '{id}' or invoice_id in (select i.id from agency.invoices i where i.credits_id = '{id}'))";
            Assert.Equal((0, 0), (await BalanceAsync("receivable", of), await BalanceAsync("billed", of)));
            var released = await BalanceAsync("client_funds", of) + await BalanceAsync("agency_commission", of) + await BalanceAsync("external_parties", of);
            Assert.Equal(await Database.AskAsync<long>($"select coalesce(sum(debit_minor - credit_minor), 0)::bigint from agency.ledger_entries where account = 'billed' and source = 'receipt' and {of}"), released);
            Assert.Equal(await BalanceAsync("agency_commission", of) + await BalanceAsync("external_parties", of), await Database.AskAsync<long>($"select coalesce(sum(amount_minor), 0)::bigint from agency.commissions where deal_id = '{deal}'"));
        }
        Assert.Equal(0, await Database.AskAsync<long>("select count(*) from (select 1 from agency.ledger_entries group by transaction_id, currency having sum(debit_minor) <> sum(credit_minor)) wrong"));
    }

    [Fact]
    public async Task Is_never_more_than_is_outstanding_even_when_two_record_it_at_once()
    {
        var id = await IssuedAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000, tax: 0);

        Assert.Equal("Amount", Assert.IsType<Outcome.Refused>(await ReceiveAsync(id, 1000.01m)).Field);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Agency.As<ReceiptService>(TestAgency.Ann).RecordAsync(id, new ReceiptForm { Amount = 600, ReceivedOn = new(2026, 11, 1) })));

        Assert.Single(outcomes, o => o is Outcome.Done);
        Assert.Equal(40_000, (await RowAsync(id)).OutstandingMinor);
        Assert.Equal("AG013", await Database.RefusalAsync($"insert into agency.receipts (id, invoice_id, amount_minor, currency, received_on) values (gen_random_uuid(), '{id}', 40001, 'GBP', '2026-11-01')"));
        // Right in itself, but not in the books.
        Assert.Equal("AG013", await Database.RefusalAsync($"insert into agency.receipts (id, invoice_id, amount_minor, currency, received_on) values (gen_random_uuid(), '{id}', 1, 'GBP', '2026-11-01')"));
    }

    [Fact]
    public async Task Is_taken_back_whole_by_a_row_of_its_own()
    {
        var id = await IssuedAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000);
        var receipt = TestAgency.Done(await ReceiveAsync(id, 700));

        TestAgency.Done(await Receipts.ReverseAsync(receipt, "It was for another invoice"));

        Assert.Equal((InvoiceStatus.Issued, 120_000), ((await RowAsync(id)).Status, (await RowAsync(id)).OutstandingMinor));
        Assert.Equal((0, 0, 0, 100_000), (await BalanceAsync("client_funds"), await BalanceAsync("agency_commission"), await BalanceAsync("bank"), await BalanceAsync("billed")));
        Assert.Equal("earned 11667, expected 11667, reversed -11667", await Database.AskAsync<string>("select string_agg(state || ' ' || amount_minor, ', ' order by state) from agency.commissions"));
        Assert.IsType<Outcome.Refused>(await Receipts.ReverseAsync(receipt, "Twice"));
        TestAgency.Done(await ReceiveAsync(id, 1200));
        Assert.Equal((80_000, 20_000), (await BalanceAsync("client_funds"), await BalanceAsync("agency_commission")));
    }

    [Fact]
    public async Task Turns_what_was_expected_into_what_is_earned()
    {
        var deal = await Agency.AddDealAsync(Talent, "Launch", 1000);
        await Database.AskAsync($"insert into agency.commissions (id, deal_id, rate_bps, basis_minor, amount_minor, currency) values (gen_random_uuid(), '{deal}', 2000, 100000, 20000, 'GBP')");
        var id = await IssuedAsync(deal, 1000, tax: 0);

        TestAgency.Done(await ReceiveAsync(id, 250));
        Assert.Equal("earned 5000, expected 15000", await CommissionsAsync());
        TestAgency.Done(await ReceiveAsync(id, 750));

        Assert.Equal("earned 15000, earned 5000", await CommissionsAsync());

        Task<string> CommissionsAsync() => Database.AskAsync<string>("select string_agg(state || ' ' || amount_minor, ', ' order by state, amount_minor::text) from agency.commissions");
    }
}
