using Agency.Approvals;
using Agency.Invoices;
using Agency.Talents;

namespace Agency.Tests.Invoices;

/// <summary>An agency with a talent, a company and deals between them, whose money the tests move.</summary>
public abstract class MoneyAgency : AgencyTest
{
    protected static readonly Guid Acme = new("0197f000-0000-7000-8000-0000000000c1");

    protected Guid Talent { get; private set; }

    protected override async Task ArrangeAsync()
    {
        Talent = await Agency.AddTalentAsync("Aria");
        await Database.AskAsync($"insert into agency.companies (id, trade_name, kind, payment_terms_days) values ('{Acme}', 'Acme', 'brand', 14)");
    }

    protected InvoiceService Invoices => Agency.As<InvoiceService>(TestAgency.Ann);
    protected BillingService Billing => Agency.As<BillingService>(TestAgency.Ann);
    protected ReceiptService Receipts => Agency.As<ReceiptService>(TestAgency.Ann);

    protected async Task<Guid> DraftAsync(Guid deal, decimal unit, decimal tax = 20, decimal quantity = 1) => TestAgency.Done(await Invoices.DraftAsync(new InvoiceForm
    {
        DealId = deal, BillToId = Acme, Lines = [new() { Description = "Three reels", Unit = unit, Tax = tax, Quantity = quantity }],
    }));

    protected async Task<Guid> IssuedAsync(Guid deal, decimal unit, decimal tax = 20)
    {
        var id = await DraftAsync(deal, unit, tax);
        TestAgency.Done(await Billing.IssueAsync(id));
        return id;
    }

    protected Task<Outcome> ReceiveAsync(Guid invoice, decimal amount) => Receipts.RecordAsync(invoice, new ReceiptForm { Amount = amount, ReceivedOn = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime) });

    protected async Task<InvoiceRow> RowAsync(Guid invoice) => (await Invoices.GetAsync(invoice))!.Invoice;

    /// <summary>Credits less debits of an account, minor units.</summary>
    protected Task<long> BalanceAsync(string account, string where = "true") => Database.AskAsync<long>($"select coalesce(sum(credit_minor - debit_minor), 0)::bigint from agency.ledger_entries where account = '{account}' and {where}");

    protected async Task ApproveAsync(Operation operation)
    {
        var (id, hash) = await Agency.RequestAsync(operation);
        var outcome = await Agency.As<ApprovalService>(TestAgency.Cal).ApproveAsync(id, hash);
        Assert.Equal("Approved and applied.", Assert.IsType<Outcome.Done>(outcome).Message);
    }
}
