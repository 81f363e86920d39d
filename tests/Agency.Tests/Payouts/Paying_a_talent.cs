using Agency.Approvals;
using Agency.Ledger;
using Agency.Payouts;
using Agency.Tests.Invoices;
using static Agency.Tests.Sql;

namespace Agency.Tests.Payouts;

public sealed class Paying_a_talent : MoneyAgency
{
    PayoutService Payouts => Agency.As<PayoutService>(TestAgency.Ann);
    BankAccountService Accounts => Agency.As<BankAccountService>(TestAgency.Ann);

    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        TestAgency.Done(await ReceiveAsync(await IssuedAsync(await Agency.AddDealAsync(Talent, "Launch"), 1000, tax: 0), 1000));
    }

    [Fact]
    public async Task Goes_from_what_is_held_through_a_second_person_to_the_bank()
    {
        await ApprovedAccountAsync();
        var payout = TestAgency.Done(await Payouts.DraftAsync(new PayoutForm { TalentId = Talent }));
        Assert.Equal(0, (await HoldingAsync()).AvailableMinor);

        await ApproveAsync(new ApprovePayouts([payout]));
        TestAgency.Done(await Payouts.SendAsync(payout, "BACS 17"));
        TestAgency.Done(await Payouts.PaidAsync(payout));

        var page = (await Payouts.GetAsync(payout))!;
        Assert.Equal((PayoutState.Paid, 80_000, "Launch", "INV-00001"), (page.Payout.State, page.Payout.AmountMinor, Assert.Single(page.Items).DealTitle, page.Items[0].InvoiceNumber));
        Assert.Equal((0, 80_000), ((await HoldingAsync()).HeldMinor, (await HoldingAsync()).PaidMinor));
        Assert.Equal(-20_000, await BalanceAsync("bank"));
    }

    [Fact]
    public async Task Never_takes_more_than_the_ledger_owes()
    {
        await ApprovedAccountAsync();
        Assert.Equal("Amount", Assert.IsType<Outcome.Refused>(await Payouts.DraftAsync(new PayoutForm { TalentId = Talent, Amount = 800.01m })).Field);
        var payout = TestAgency.Done(await Payouts.DraftAsync(new PayoutForm { TalentId = Talent, Amount = 800 }));
        Assert.IsType<Outcome.Refused>(await Payouts.DraftAsync(new PayoutForm { TalentId = Talent, Amount = 0.01m }));
        await ApproveAsync(new ApprovePayouts([payout]));
        // The client's money goes back in between.
        TestAgency.Done(await Receipts.ReverseAsync(await Database.AskAsync<Guid>("select id from agency.receipts"), "The bank took it back"));

        var refused = Assert.IsType<Outcome.Refused>(await Payouts.SendAsync(payout, null));

        Assert.Equal("AG013", refused.SqlState);
        Assert.Equal(PayoutState.Approved, (await Payouts.GetAsync(payout))!.Payout.State);
    }

    [Fact]
    public async Task Waits_48_hours_after_the_bank_details_changed_and_for_a_second_person_then()
    {
        var account = await ApprovedAccountAsync();
        var payout = TestAgency.Done(await Payouts.DraftAsync(new PayoutForm { TalentId = Talent }));
        await ApproveAsync(new ApprovePayouts([payout]));
        var row = Assert.Single(await Accounts.OfTalentAsync(Talent));

        TestAgency.Done(await Accounts.EditAsync(account, new BankAccountForm { TalentId = Talent, HolderName = "Aria", Iban = "DE89 3704 0044 0532 0130 00", Version = row.Version }));
        Assert.Contains("no approved bank account", Assert.IsType<Outcome.Refused>(await Payouts.SendAsync(payout, null)).Because, StringComparison.Ordinal);
        await ApproveAsync(new ApproveBankAccount(account));
        Assert.Contains("changed a short while ago", Assert.IsType<Outcome.Refused>(await Payouts.SendAsync(payout, null)).Because, StringComparison.Ordinal);
        await Database.ChangeGuardedAsync("update agency.bank_accounts set held_until = now()");

        TestAgency.Done(await Payouts.SendAsync(payout, null));
    }

    [Theory]
    [InlineData("update agency.payouts set state = 'approved'", "AG001")]
    [InlineData("update agency.payouts set state = 'sent'", "AG013")]
    [InlineData("update agency.payouts set state = 'paid', paid_at = now()", "AG013")]
    [InlineData("insert into agency.payouts (id, talent_id, state, amount_minor, currency) select gen_random_uuid(), id, 'approved', 1, 'GBP' from agency.talents", "AG001")]
    [InlineData("update agency.bank_accounts set approved_at = now()", "AG001")]
    [InlineData("update agency.bank_accounts set held_until = now()", "AG001")]
    [InlineData("update agency.ledger_entries set credit_minor = 1", "AG001")]
    [InlineData("insert into agency.ledger_entries (id, transaction_id, account, credit_minor, currency, occurred_on, source, talent_id) select gen_random_uuid(), gen_random_uuid(), 'client_funds', 1, 'GBP', '2026-01-01', 'opening', id from agency.talents", "AG013")]
    public async Task Has_no_way_round_a_second_person_or_the_books(string sql, string sqlState)
    {
        TestAgency.Done(await Accounts.AddAsync(new BankAccountForm { TalentId = Talent, HolderName = "Aria", Iban = "GB82WEST12345698765432" }));
        TestAgency.Done(await Payouts.DraftAsync(new PayoutForm { TalentId = Talent }));

        Assert.Equal(sqlState, await Database.RefusalAsync(sql));
    }

    [Fact]
    public async Task Comes_back_into_the_books_when_the_bank_returns_it()
    {
        await ApprovedAccountAsync();
        var payout = TestAgency.Done(await Payouts.DraftAsync(new PayoutForm { TalentId = Talent }));
        await ApproveAsync(new ApprovePayouts([payout]));
        TestAgency.Done(await Payouts.SendAsync(payout, null));

        TestAgency.Done(await Payouts.ReturnAsync(payout, "The account is closed"));

        Assert.Equal(80_000, (await HoldingAsync()).AvailableMinor);
        Assert.Equal(0, await BalanceAsync("client_funds", "payout_id is not null"));
        TestAgency.Done(await Payouts.DraftAsync(new PayoutForm { TalentId = Talent }));
    }

    [Fact]
    public async Task Is_cancelled_by_two_and_free_again()
    {
        await ApprovedAccountAsync();
        var payout = TestAgency.Done(await Payouts.DraftAsync(new PayoutForm { TalentId = Talent }));
        await ApproveAsync(new ApprovePayouts([payout]));

        Assert.Equal("AG001", await Database.RefusalAsync("update agency.payouts set state = 'cancelled'"));
        await ApproveAsync(new CancelPayout(payout));

        Assert.Equal(80_000, (await HoldingAsync()).AvailableMinor);
    }

    [Fact]
    public async Task Of_more_than_ten_thousand_needs_two_signatures()
    {
        TestAgency.Done(await ReceiveAsync(await IssuedAsync(await Agency.AddDealAsync(Talent, "Campaign"), 20_000, tax: 0), 20_000));
        await ApprovedAccountAsync();
        var payout = TestAgency.Done(await Payouts.DraftAsync(new PayoutForm { TalentId = Talent }));
        await Agency.AddApproverAsync(TestAgency.Dot, "Dot");
        var (id, hash) = await Agency.RequestAsync(new ApprovePayouts([payout]));

        await Agency.As<ApprovalService>(TestAgency.Cal).ApproveAsync(id, hash);
        Assert.Equal(PayoutState.Draft, (await Payouts.GetAsync(payout))!.Payout.State);
        await Agency.As<ApprovalService>(TestAgency.Dot).ApproveAsync(id, hash);

        Assert.Equal(PayoutState.Approved, (await Payouts.GetAsync(payout))!.Payout.State);
    }

    [Theory]
    [InlineData("GB82WEST12345698765432", true)]
    [InlineData("GB82WEST12345698765423", false)]
    [InlineData("12-34-56 12345678", true)]
    [InlineData("123", false)]
    public async Task Takes_bank_details_whose_check_digits_fit(string number, bool fits) =>
        Assert.Equal(fits, await Accounts.AddAsync(new BankAccountForm { TalentId = Talent, HolderName = "Aria", Iban = number }) is Outcome.Done);

    async Task<Guid> ApprovedAccountAsync()
    {
        var account = TestAgency.Done(await Accounts.AddAsync(new BankAccountForm { TalentId = Talent, HolderName = "Aria", Iban = "GB82WEST12345698765432" }));
        await ApproveAsync(new ApproveBankAccount(account));
        await Database.ChangeGuardedAsync("update agency.bank_accounts set held_until = now()");
        return account;
    }

    async Task<Holding> HoldingAsync() => Assert.Single((await Agency.As<LedgerService>(TestAgency.Max).OfTalentAsync(Talent)).Holdings);
}
