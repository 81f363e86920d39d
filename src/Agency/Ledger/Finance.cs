using Agency.People;

namespace Agency.Ledger;

/// <summary>Who may move money: finance, and admins.</summary>
static class Finance
{
    public static Outcome.Refused? Refusal(Work work) => work.May(Role.Finance) || work.May(Role.Admin)
        ? null : new("This needs the role finance or admin, which you do not have.", SqlState: SqlErrors.NotEligible);

    /// <summary>The same, and what is wrong with the form.</summary>
    public static Outcome.Refused? Refusal(Work work, object form) => Refusal(work) ?? Forms.Flaw(form);
}
