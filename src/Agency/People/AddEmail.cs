using System.Net.Mail;
using Agency.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Agency.People;

/// <summary>Adds an e-mail to a person who may decide (an approver, a stand-in, a holder of the glass): a sign-in with that verified address would be theirs.</summary>
public sealed record AddEmail(Guid PersonId, string Email) : Operation
{
    internal override string Intent => "email.added";

    internal override async Task<Plan?> PlanAsync(AgencyDb db, CancellationToken ct)
    {
        var email = Email.Trim();
        if (await db.People.SingleOrDefaultAsync(p => p.Id == PersonId, ct) is not { } person || person.Emails.Contains(email, StringComparer.OrdinalIgnoreCase))
            return null;
        List<Blocker> blockers = MailAddress.TryCreate(email, out var read) && read.Address == email ? [] : [PersonPlan.Blocks(person, $"cannot get {email}, which is no e-mail address")];
        foreach (var other in await db.WithEmailAsync([email], PersonId, ct))
            blockers.Add(PersonPlan.Blocks(other, "has this e-mail"));
        return PersonPlan.Of($"Add the e-mail {email} to {person.DisplayName}", [PersonPlan.Update(PersonPlan.People, PersonId, new { Emails = (string[])[.. person.Emails, email] })], blockers);
    }
}

static class Emails
{
    /// <summary>Other people with one of these e-mails, however it is spelt: two people with one could not be told apart when they sign in.</summary>
    public static Task<List<Person>> WithEmailAsync(this AgencyDb db, string[] emails, Guid notOf, CancellationToken ct)
    {
        var wanted = Array.ConvertAll(emails, e => e.ToLowerInvariant());
        return db.People.FromSql($"select p.*, p.xmin from agency.people p where p.id <> {notOf} and exists (select from unnest(p.emails) e where lower(e) = any ({wanted}))").Take(10).ToListAsync(ct);
    }
}
