using System.Text.Json;

namespace Agency.History;

/// <summary>The catalogue of intents, one per command, each with the words that a commit of it reads as after the name of who made it.
/// What a second person approved reads as its title, done: "Move Aria and 14 deals to the trash" → "moved Aria and 14 deals to the trash".</summary>
static class Diary
{
    static readonly (string Verb, string Done)[] s_verbs =
    [
        ("Add", "added"), ("Approve", "approved"), ("Cancel", "cancelled"), ("Change", "changed"), ("Deactivate", "deactivated"), ("Delete", "deleted"), ("Edit", "edited"), ("Erase", "erased"), ("Give", "gave"), ("Let", "let"), ("Link", "linked"), ("Merge", "merged"), ("Move", "moved"), ("Name", "named"), ("Purge", "purged"), ("Put", "put"), ("Rebuild", "rebuilt"),
        ("Restore", "restored"), ("Revert", "reverted"), ("Rewind", "rewound"), ("Set", "set"), ("Take", "took"), ("Undo", "undid"),
    ];

    static readonly Dictionary<string, Func<JsonElement, string>> s_words = new(StringComparer.Ordinal)
    {
        ["talent.added"] = e => $"added {e.Said("stage_name")}",
        ["talent.edited"] = e => $"edited {e.Said("stage_name") ?? "a talent"}",
        ["talent.removed"] = e => e.Done("moved a talent to the trash"),
        ["talent.rewound"] = e => e.Done("took a talent back to an earlier moment"),
        ["deal.added"] = e => $"added {e.Said("title")}",
        ["deal.edited"] = e => $"edited {e.Said("title") ?? "a deal"}",
        ["deal.removed"] = e => e.Done("moved a deal to the trash"),
        ["invoice.drafted"] = _ => "drafted an invoice",
        ["invoice.edited"] = _ => "edited a draft of an invoice",
        ["invoice.issued"] = _ => "issued an invoice",
        ["invoice.voided"] = e => $"voided an invoice: {e.Said("why")}",
        ["invoice.credited"] = e => $"credited an invoice: {e.Said("why")}",
        ["invoice.written_off"] = e => $"wrote an invoice off: {e.Said("why")}",
        ["receipt.recorded"] = _ => "recorded money that came in",
        ["receipt.reversed"] = e => $"took a receipt back: {e.Said("why")}",
        ["payout.drafted"] = e => $"made a payout of {e.Said("amount")}",
        ["payout.approved"] = e => e.Done("approved payouts"),
        ["payout.cancelled"] = e => e.Done("cancelled a payout"),
        ["payout.sent"] = _ => "sent a payout to the bank",
        ["payout.paid"] = _ => "noted that a payout has arrived",
        ["payout.returned"] = e => $"noted that a payout came back: {e.Said("why")}",
        ["bank_account.added"] = e => $"added bank details of {e.Said("holder")}",
        ["bank_account.edited"] = e => $"changed bank details of {e.Said("holder")}",
        ["bank_account.approved"] = e => e.Done("approved bank details"),
        ["deal.moved"] = e => $"moved {e.Said("title") ?? "a deal"} to {e.Said("stage")?.ToLowerInvariant()}{(e.Said("reason") is { } why ? $": {why}" : "")}",
        ["deal.shared"] = e => $"shared {e.Said("title") ?? "a deal"} among its talents",
        ["deliverable.added"] = e => $"added the deliverable {e.Said("title")}",
        ["deliverable.edited"] = e => $"edited the deliverable {e.Said("title")}",
        ["deliverable.moved"] = e => $"moved {e.Said("title") ?? "a deliverable"} to {e.Said("status")?.ToLowerInvariant()}",
        ["usage_right.added"] = e => $"added a usage right until {e.Said("ends_on")}",
        ["usage_right.edited"] = e => $"edited a usage right until {e.Said("ends_on")}",
        ["usage_right.renewed"] = e => $"renewed a usage right of {e.Said("title")}",
        ["exclusivity.added"] = e => $"added an exclusivity for {e.Said("category")}",
        ["exclusivity.edited"] = e => $"edited the exclusivity for {e.Said("category")}",
        ["channel.added"] = e => $"added the channel {e.Said("handle")}",
        ["channel.edited"] = e => $"edited the channel {e.Said("handle")}",
        ["representation.added"] = e => $"added a representation from {e.Said("starts_on")}",
        ["representation.edited"] = e => $"edited the representation from {e.Said("starts_on")}",
        ["team.member_added"] = e => $"added a {e.Said("function")?.ToLowerInvariant()} to a talent's team",
        ["team.member_edited"] = e => $"edited a {e.Said("function")?.ToLowerInvariant()} of a talent's team",
        ["party.added"] = e => $"added {e.Said("name")}, who is outside the agency",
        ["party.edited"] = e => $"edited {e.Said("name")}, who is outside the agency",
        ["company.added"] = e => $"added {e.Said("trade_name")}",
        ["company.edited"] = e => $"edited {e.Said("trade_name") ?? "a company"}",
        ["company.removed"] = e => e.Done("moved a company to the trash"),
        ["company.merged"] = e => e.Done("merged two companies"),
        ["contact.added"] = e => $"added {e.Said("name")}",
        ["contact.edited"] = e => $"edited {e.Said("name") ?? "a contact"}",
        ["contact.removed"] = e => e.Done("moved a contact to the trash"),
        ["contact.merged"] = e => e.Done("merged two contacts"),
        ["document.added"] = e => $"added the document {e.Said("title")}",
        ["document.edited"] = e => $"edited the document {e.Said("title")}",
        ["document.version_added"] = e => $"added {e.Said("file_name")} to {e.Said("title") ?? "a document"}",
        ["note.added"] = e => $"wrote a note on {e.Said("on") ?? "a record"}",
        ["note.edited"] = _ => "changed a note",
        ["rows.edited"] = e => e.Done("edited rows"),
        ["rows.rewound"] = e => e.Done("took rows back to an earlier moment"),
        ["tables.rewound"] = e => e.Done("took tables back to an earlier moment"),
        ["table.rebuilt"] = e => e.Done("rebuilt a table"),
        ["table.protected"] = _ => "put a table under history and guard",
        ["table.unprotected"] = e => e.Done("took a table out of history and guard"),
        ["trash.restored"] = e => e.Done("restored rows from the trash"),
        ["trash.purged"] = e => e.Done("purged rows from the trash"),
        ["field.put_back"] = e => $"put back {e.Said("field")?.Replace('_', ' ') ?? "a field"} of {e.Said("record") ?? "a record"}",
        ["commit.reverted"] = e => e.Done("reverted a commit"),
        ["person.signed_in"] = e => $"signed in with {e.Said("issuer")}, which linked their account or changed their roles",
        ["person.erased"] = e => e.Done("erased a person's values"),
        ["role.given"] = e => e.Done("gave a role"),
        ["role.granted"] = e => $"gave somebody the role {e.Said("role")}",
        ["role.changed"] = _ => "changed how long somebody has a role",
        ["role.taken"] = _ => "took a role away",
        ["person.invited"] = e => $"invited {e.Said("name")}",
        ["person.edited"] = e => $"edited {e.Said("name") ?? "a person"}",
        ["person.activated"] = _ => "signed in for the first time",
        ["person.deactivated"] = e => e.Done("deactivated a person"),
        ["account.linked"] = e => e.Done("linked a sign-in to another person"),
        ["email.added"] = e => e.Done("added an e-mail to a person"),
        ["delegation.given"] = e => e.Done("let somebody decide for another"),
        ["delegation.ended"] = _ => "ended a delegation",
        ["sessions.ended"] = _ => "signed somebody out everywhere",
        ["holder.named"] = e => e.Done("named somebody who may break the glass"),
        ["holders.suspended"] = _ => "took the right to break the glass from whoever was not reviewed in time",
        ["glass.broken"] = e => $"broke the glass for {e.Said("minutes")} minutes: {e.Said("reason")}",
        ["glass.ended"] = _ => "ended a broken glass",
        ["glass.reviewed"] = e => $"reviewed a broken glass: {e.Said("verdict")}",
        ["request.applied_alone"] = _ => "applied a request alone, behind broken glass",
        ["key.created"] = e => $"made the key {e.Said("name")}",
        ["key.revoked"] = _ => "ended a key",
        ["holder.suspended"] = _ => "took somebody's right to break the glass away",
        ["request.undone"] = e => e.Done("undid a request"),
        ["request.planned"] = e => $"planned {e.Said("operation")}",
        ["request.submitted"] = _ => "put a request up for approval",
        ["request.decided"] = e => e.Said("decision") switch { "approve" => "approved a request", "retract" => "took an approval back", _ => "rejected a request" },
        ["request.applied"] = _ => "applied a request",
        ["request.withdrawn"] = _ => "withdrew a request",
        ["request.commented"] = _ => "commented on a request",
        ["policy.changed"] = e => e.Done("changed a policy"),
        ["policy.tightened"] = e => $"made a policy for {e.Said("operation")} stricter",
        ["messages.sent_again"] = _ => "sent messages again",
        ["data.imported"] = e => $"imported {Count(e.Sum("new"), "row")} from {e.Said("source")}",
        ["file.imported"] = e => e.Done("imported a file"),
        ["list.imported"] = e => $"imported {e.Said("list")} from {e.Said("file")}: {e.Said("new")} new, {e.Said("changed")} changed: {e.Said("reason")}",
        ["data.seeded"] = e => $"made {Count(e.Sum("new"), "row")} to try things on",
        ["sample.people_added"] = e => $"added people to sign in as: {e.Said("people")}",
    };

    public static IReadOnlyList<string> Intents { get; } = [.. s_words.Keys.Order(StringComparer.Ordinal)];

    public static string Sentence(CommitRow commit)
    {
        using var detail = JsonDocument.Parse(commit.Detail);
        return $"{commit.ActorName} {(s_words.TryGetValue(commit.Intent, out var words) ? words(detail.RootElement) : Rows(commit))}";
    }

    static string Rows(CommitRow commit) =>
        $"changed {(commit.Changes is { } n ? Count(n, "row") : "rows")}{(commit.Tables.Count == 0 ? "" : " of " + string.Join(", ", commit.Tables.Select(t => t.Split('.')[^1])))}"
        + (commit.Intent == "sql" ? " by SQL" : $" ({commit.Intent})");

    static string Count(long n, string what) => n == 1 ? $"1 {what}" : $"{n:N0} {what}s";

    static string? Said(this JsonElement detail, string name) => !detail.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.EnumerateArray()) : value.ToString();

    static long Sum(this JsonElement detail, string name) => detail.TryGetProperty(name, out var counts) ? counts.EnumerateObject().Sum(c => c.Value.GetInt64()) : 0;

    static string Done(this JsonElement detail, string otherwise)
    {
        var title = detail.Said("title") ?? "";
        var (verb, done) = Array.Find(s_verbs, v => title.StartsWith(v.Verb, StringComparison.Ordinal) && !char.IsLetter(title.ElementAtOrDefault(v.Verb.Length)));
        return verb is null ? otherwise : done + title[verb.Length..];
    }
}
