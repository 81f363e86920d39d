namespace Agency.Alerts;

/// <summary>What a person reads: one line that says what happened and who did it, some quiet ones that say how much and how long it can wait, and the page where it is decided.</summary>
public sealed record MessageText(string Title, IReadOnlyList<string> Lines, string Path)
{
    internal static MessageText Of(Message m)
    {
        var subject = m.Subject;
        return m.Event switch
        {
            "request.review_wanted" => Request(m, subject.From == "approved" ? $"{m.Actor ?? "Somebody"} took an approval back, so this waits again: {m.Title}" : $"{m.Requester} asks: {m.Title}", m.Reason),
            "request.decided" when m.Alone => Request(m, $"{m.Actor} goes ahead alone, behind broken glass: {m.Title}", m.Reason),
            "request.decided" => Request(m, $"{m.Actor ?? "Somebody"} {subject.To} what {m.Requester} asked for: {m.Title}", m.Said),
            "request.stale" => Request(m, $"No longer as planned, so nothing was done: {m.Title}", m.Said),
            "request.expiring" when subject.To == "expired" => Request(m, $"Nobody decided in time, so nothing was done: {m.Title}", m.Reason),
            "request.expiring" => Request(m, $"Time runs out: {m.Title}", m.Reason),
            "request.failed" => Request(m, $"Could not be applied: {m.Title}", m.Said),
            "request.applied" when m.Alone => Request(m, $"{m.Actor} did alone, behind broken glass: {m.Title}", m.Reason),
            "request.applied" => Request(m, $"Applied: {m.Title}", m.Reason),
            "request.undone" => Request(m, $"Undone: {m.Title}", m.Reason),
            "break_glass" => new($"{(subject.To == "opened" ? $"{m.Requester} broke the glass" : $"{m.Actor} looked at what {m.Requester} did behind broken glass")}", Said(m.Said, Ends(m, "It is open")), "/history"),
            "roles.changed" => Roles(m.People, subject.Count),
            "guard.refused" when subject.Operation is not null => new($"{m.Actor ?? "Somebody"} was refused {subject.Operation}", Said(subject.Because), "/history"),
            "guard.refused" => new($"The guard refused {Counted(subject.Count, "statement")}", Said(Tables(subject.Tables)), "/history"),
            "guard.spike" when m.Said is not null => new("Many rows are changed one by one", Said(m.Said), "/history"),
            "guard.spike" => new($"{Counted(subject.Asked + subject.Refused, "destructive attempt")} on {Counted(subject.Rows, "row")} within {Counted(subject.Minutes, "minute")}",
                Said($"{Counted(subject.Asked, "request")}, {Counted(subject.Refused, "refused statement")}.", m.People.Count == 0 ? null : $"Asked by {string.Join(", ", m.People.Select(p => p.Person))}."), "/inbox"),
            "guard.tampering" => new("The guard has been tampered with", Said(m.Said), "/history"),
            "note.mentioned" => new($"{m.Actor ?? "Somebody"} mentions you on {m.Title ?? "a record"}", Said(m.Said is null ? null : $"“{m.Said}”"), subject.NotePath),
            "job.failed" => new($"{subject.Job ?? "A job"} fails", Said(subject.Because), "/"),
            Digest.Event => Digest.TextOf(subject.Messages.Length),
            _ => throw new InvalidOperationException($"An event nobody has words for: {m.Event}"),
        };
    }

    static MessageText Request(Message m, string title, string? why) => new(title,
        Said($"{Counted(m.RowCount ?? 0, "row")}{string.Concat(m.Money.Select(money => $", {Agency.Money.Format(money.Minor, money.Currency)} in {money.Kind.Replace('_', ' ')}"))}.", why is null ? null : $"“{why}”", Ends(m, "It waits")),
        $"/requests/{m.RequestId}");

    static MessageText Roles(IReadOnlyList<MessagePerson> people, long count) => new(count == 1 && people is [var one] ? Sentence(one) : $"{count:N0} roles changed",
        count == 1 ? [] : Said(string.Join("; ", people.Take(10).Select(Sentence)) + (count > 10 ? $"; and {count - 10:N0} more" : "")), "/history?table=agency.role_grants");

    static string Sentence(MessagePerson p) => (p.To, p.By) switch
    {
        ("given", { } by) => $"{by} gave {p.Person} the role {p.Role}",
        ("given", null) => $"{p.Person} was given the role {p.Role}",
        ("taken", _) => $"{p.Person} no longer has the role {p.Role}",
        _ => $"The role {p.Role} of {p.Person} was changed",
    };

    static string? Ends(Message m, string what) => m.Ends is { } ends ? $"{what} until {ends.UtcDateTime:d MMM yyyy HH:mm} UTC." : null;

    static string? Tables(Dictionary<string, int>? tables) => tables is { Count: > 0 } ? string.Join(", ", tables.OrderByDescending(t => t.Value).ThenBy(t => t.Key).Select(t => $"{t.Key}: {t.Value:N0}")) : null;

    internal static string Counted(long n, string what) => n == 1 ? $"1 {what}" : $"{n:N0} {what}s";

    static IReadOnlyList<string> Said(params IEnumerable<string?> lines) => [.. lines.Where(l => !string.IsNullOrWhiteSpace(l)).Select(l => l!)];
}
