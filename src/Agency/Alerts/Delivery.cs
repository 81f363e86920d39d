namespace Agency.Alerts;

/// <summary>A message on its way through a channel. <paramref name="Id"/> stays the same when it is sent again. <paramref name="Link"/>: the page where it is decided; null where
/// the console does not know its own address. <paramref name="To"/>: the person's name and address, where the channel reaches people.</summary>
sealed record Delivery(string Id, Message Message, MessageText Text, Uri? Link, (string Name, string Address)? To);

/// <summary>A way out of the console.</summary>
interface IMessageChannel
{
    /// <summary>As <c>console.deliveries</c> calls it.</summary>
    string Name { get; }

    /// <summary>Sends it and answers when the other side has taken it; throws where it has not.</summary>
    Task SendAsync(Delivery delivery, CancellationToken ct);
}

/// <summary>The other side did not take a message. <paramref name="message"/> holds no secret. <paramref name="retryAfter"/>: not before.</summary>
sealed class NotTakenException(string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public TimeSpan? RetryAfter => retryAfter;
}
