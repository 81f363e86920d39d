namespace Agency.Alerts;

/// <summary>The words of a digest: what it holds, by event in the order in which people read them, each with the link to its page.</summary>
static class Digest
{
    public const string Event = "digest";

    public static MessageText TextOf(int count) => new($"Your daily digest: {MessageText.Counted(count, "message")}", [], "/notifications");

    public static MessageText TextOf(IReadOnlyCollection<Message> messages, AddressOptions address) => TextOf(messages.Count) with
    {
        Lines = [.. MessageEvent.All.Join(messages.GroupBy(m => m.Event), e => e.Name, g => g.Key, (e, g) => string.Join('\n', [e.Words, .. g.Select(m => Line(MessageText.Of(m), address))]))],
    };

    static string Line(MessageText text, AddressOptions address) =>
        $"- {text.Title.ReplaceLineEndings(" ")}{(address.LinkTo(text.Path) is { } link ? $"\n  {link}" : "")}";
}
