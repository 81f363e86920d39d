namespace Agency.People;

/// <summary>Who is asking. The console answers from the sign-in; roles are never taken from here but read per command.</summary>
public abstract class CurrentPerson
{
    /// <summary>The signed-in person's id; null where nobody is signed in.</summary>
    public abstract ValueTask<Guid?> IdAsync(CancellationToken ct = default);
}
