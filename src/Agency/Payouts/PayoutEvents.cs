namespace Agency.Payouts;

sealed record PayoutDrafted(string Amount) : BusinessEvent("payout.drafted");

sealed record PayoutSent(Guid PayoutId) : BusinessEvent("payout.sent");

sealed record PayoutPaid(Guid PayoutId) : BusinessEvent("payout.paid");

sealed record PayoutReturned(Guid PayoutId, string Why) : BusinessEvent("payout.returned");

sealed record BankAccountAdded(string Holder) : BusinessEvent("bank_account.added");

sealed record BankAccountEdited(string Holder) : BusinessEvent("bank_account.edited");
