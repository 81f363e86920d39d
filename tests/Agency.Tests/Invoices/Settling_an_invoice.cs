using Agency.Invoices;

namespace Agency.Tests.Invoices;

public sealed class Settling_an_invoice : MoneyAgency
{
    [Fact]
    public async Task Voids_only_what_nobody_has_paid_and_keeps_its_number()
    {
        var deal = await Agency.AddDealAsync(Talent, "Launch");
        var (unpaid, paid) = (await IssuedAsync(deal, 100), await IssuedAsync(deal, 200));
        TestAgency.Done(await ReceiveAsync(paid, 1));

        TestAgency.Done(await Billing.VoidAsync(unpaid, "Sent to the wrong company"));
        var refused = Assert.IsType<Outcome.Refused>(await Billing.VoidAsync(paid, "Sent to the wrong company"));

        Assert.Contains("Write a credit note", refused.Because, StringComparison.Ordinal);
        Assert.Equal(("INV-00001", InvoiceStatus.Void, 0), ((await RowAsync(unpaid)).Number, (await RowAsync(unpaid)).Status, (await RowAsync(unpaid)).OutstandingMinor));
        Assert.Equal((0, 0, 0), (await BalanceAsync("receivable", $"invoice_id = '{unpaid}'"), await BalanceAsync("billed", $"invoice_id = '{unpaid}'"), await BalanceAsync("tax", $"invoice_id = '{unpaid}'")));
        Assert.Equal("INV-00003", (await RowAsync(await IssuedAsync(deal, 5))).Number);
        Assert.Equal("AG013", await Database.RefusalAsync($"update agency.invoices set status = 'issued' where id = '{unpaid}'"));
    }

    [Fact]
    public async Task Credits_a_part_or_all_of_what_is_outstanding()
    {
        var id = await IssuedAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000);

        var note = TestAgency.Done(await Billing.CreditAsync(id, 120, "One reel less"));
        Assert.Equal(("CN-00001", 12_000, 2_000, 108_000), ((await RowAsync(note)).Number, (await RowAsync(note)).TotalMinor, (await RowAsync(note)).TaxMinor, (await RowAsync(id)).OutstandingMinor));
        Assert.Equal("Amount", Assert.IsType<Outcome.Refused>(await Billing.CreditAsync(id, 1080.01m, "Too much")).Field);
        TestAgency.Done(await Billing.CreditAsync(id, null, "All of it"));

        Assert.Equal((0, 0, 0), (await BalanceAsync("receivable"), await BalanceAsync("billed"), await BalanceAsync("tax")));
        Assert.IsType<Outcome.Refused>(await ReceiveAsync(id, 1));
    }

    [Fact]
    public async Task Writes_off_what_will_not_come_and_keeps_what_came()
    {
        var id = await IssuedAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000);
        TestAgency.Done(await ReceiveAsync(id, 300));

        Assert.IsType<Outcome.Refused>(await Billing.WriteOffAsync(id, " "));
        TestAgency.Done(await Billing.WriteOffAsync(id, "They are bankrupt"));

        Assert.Equal((0, 0, -15_000, 20_000), (await BalanceAsync("receivable"), await BalanceAsync("billed"), await BalanceAsync("written_off"), await BalanceAsync("client_funds")));
    }
}
