namespace Agency.Alerts;

/// <summary>A message to the person. Times are UTC.</summary>
public sealed record Notification(long Id, string Event, DateTimeOffset At, DateTimeOffset? ReadAt, MessageText Text);

/// <summary>Whether the person wants to hear of an event in the console and by mail. <paramref name="Digest"/>: by mail once a day, with everything else they chose so.</summary>
public sealed record NotificationChoice(string Event, bool Console, bool Email, bool Digest = false);

/// <summary>A message that a channel never took. <paramref name="To"/>: the person, where the channel reaches people.</summary>
public sealed record GivenUp(long Id, string Channel, string? To, int Attempts, DateTimeOffset At, string? Error, string Title);

/// <summary>An admin sends again what was given up.</summary>
sealed record MessagesSentAgain(long? Delivery) : BusinessEvent("messages.sent_again");
